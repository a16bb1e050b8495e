"""What every letter has in common: who writes to whom, in which language, and how money reaches the firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from shared import creditors, formats
from shared.documents import Pair, Payment, Sender
from shared.errors import NotFound
from shared.i18n import LANGUAGES, negotiated, said
from shared.invoices.transfer import Transfer, account_for, payment_code
from shared.models import Creditor, Debtor
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Heading:
    """The letter's first lines, and the language of all of it."""

    debtor_id: int
    debtor_number: str
    language: str
    sender: Sender
    recipient: tuple[str, ...]

    @property
    def common(self) -> Mapping[str, Any]:
        """The parts of a `Letter` that are the same in all letters to this debtor."""
        return {
            "debtor_id": self.debtor_id,
            "language": self.language,
            "sender": self.sender,
            "recipient": self.recipient,
        }


def heading(session: Session, debtor_id: int, *, language: str, on_behalf_of: str = "") -> Heading:
    """From the firm to a debtor; `language` "" is the debtor's own.

    Raises:
        NotFound: there is no such debtor.
    """
    debtor = session.get(Debtor, debtor_id)
    if debtor is None:
        raise NotFound("There is no such debtor.")
    spoken = language if language in LANGUAGES else negotiated([debtor.language])
    behalf = said("On behalf of {creditor}", spoken, creditor=on_behalf_of) if on_behalf_of else ""
    house = creditors.house(session)
    at = debtor.address.lines(spoken, sent_from=house.country)
    recipient = (debtor.name, *at, said("Customer number {number}", spoken, number=debtor.number))
    sender = Sender(house.name, tuple(_lines(house, spoken)), behalf)
    return Heading(debtor_id, debtor.number, spoken, sender, recipient)


def payment_block(session: Session, reference: str, amount: Money, language: str) -> Payment | None:
    """How to pay by transfer; None where nothing is to be paid or the firm has no account in that currency."""
    account = account_for(session, amount.currency)
    if account is None or not amount or not reference:
        return None
    code = payment_code(Transfer(account, reference, amount))
    scan = said("Scan this in your banking app. It fills in everything.", language) if code else ""
    return Payment(
        title=said("Pay by bank transfer", language),
        pairs=(
            Pair(said("Reference, copy it exactly", language), formats.in_fours(reference), strong=True),
            Pair(said("IBAN", language), formats.in_fours(account.iban)),
            *([Pair(said("BIC", language), account.bic)] if account.bic else []),
            Pair(said("Name of account holder", language), account.holder),
            Pair(said("Amount", language), formats.money(amount, language)),
        ),
        code=code,
        hint=scan,
    )


def _lines(creditor: Creditor, language: str) -> list[str]:
    """The address as it is known, then how to reach them; lines without words are left out."""
    return [line for line in (*creditor.address.lines(language), creditor.email, creditor.phone) if line]
