"""The payments inside one camt entry (`TxDtls`): who, what for, and whether they add up to the entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.money import Money
from shared.statements.amounts import NotRepresentable, read_amount, told_amount
from shared.statements.camt_payment_shape import ChargePlace, DocumentPlace, PaymentShape, Pick
from shared.statements.references import recognise
from shared.statements.values import Detail, Direction, ReferredDocument

_LONGEST_USTRD = 140  # Max140Text: a piece this long goes on in the next one, in the middle of a word
_CREDIT = Direction.CREDIT  # looking up a member on the enum costs more than the comparison
_SIGNS = {Direction.CREDIT: "CRDT", Direction.DEBIT: "DBIT"}
_AMOUNT_TYPES = ("REMI", "RMTD", "DUPA")  # remitted, due and payable

Payment = tuple[PaymentShape, list[str]]


class Account(NamedTuple):
    """Our own account, as the statement names it."""

    iban: str | None
    other: str | None

    @property
    def country(self) -> str | None:
        return self.iban[:2] if self.iban else None


class Effect(NamedTuple):
    """What the whole entry does to the account."""

    amount: Money
    direction: Direction
    reversal: bool


class Payments(NamedTuple):
    """What an entry stands for."""

    details: tuple[Detail, ...]
    return_reason: str | None
    doubt: str | None
    """Why the details cannot be booked as they are."""


class Charge(NamedTuple):
    """A charge as it is written."""

    amount: str
    currency: str
    direction: str


def read_payments(payments: Sequence[Payment], entry_text: str, effect: Effect, account: Account) -> Payments:
    """Read the `TxDtls` of an entry.

    The effect on the account is the entry's amount: a single payment has it, whatever it says itself. Several must add
    up to it. An entry that lists none stands for one, of which only the bank's own words (`entry_text`) are known.
    """
    if len(payments) == 1:
        detail, reason = _read(payments[0], effect, effect.amount, account)
        return Payments((detail,), reason, None)
    if not payments:
        return Payments((Detail(effect.amount, remittance=entry_text),), None, None)
    amounts, doubt = _amounts(payments, effect)
    read = [_read(each, effect, amount, account) for each, amount in zip(payments, amounts, strict=True)]
    details, reasons = zip(*read, strict=True)
    return Payments(details, next(filter(None, reasons), None), doubt)


def charges(found: Iterable[ChargePlace], texts: Sequence[str]) -> list[Charge]:
    """The charges at these places."""
    return [Charge(texts[each.amount.place], each.amount.currency, texts[each.direction].strip()) for each in found]


def sum_of_charges(stated: Iterable[Charge]) -> Money | None:
    """What the bank kept for itself, in one currency; None when it is nothing or cannot be added up."""
    total: Money | None = None
    for each in stated:
        amount = told_amount(each.amount, each.currency)
        if amount is None or (total and total.currency != amount.currency):
            return None
        signed = -amount if each.direction == "CRDT" else amount
        total = total + signed if total else signed
    return total or None


def _amounts(payments: Sequence[Payment], effect: Effect) -> tuple[list[Money] | list[None], str | None]:
    """Each payment's amount, and why they are in doubt; none at all when some do not state one."""
    currency, direction = effect.amount.currency, effect.direction.value
    stated = [amount for each in payments if (amount := _stated_amount(each, currency))]
    if len(stated) < len(payments):
        doubt = f"its {len(payments)} payments do not all state an amount in {currency}"
        return [None] * len(payments), doubt
    directions = [shape.common(texts)[0].strip() or direction for shape, texts in payments]
    if len(set(directions)) > 1:  # when all agree they may keep the original direction of what is reversed
        stated = [amount if its == direction else -amount for amount, its in zip(stated, directions, strict=True)]
    total = sum(each.minor for each in stated)
    if total == effect.amount.minor:
        return stated, None
    return stated, f"its {len(payments)} payments add up to {Money(total, currency)}, not to {effect.amount}"


def _stated_amount(payment: Payment, currency: str) -> Money | None:
    shape, texts = payment
    for place, its_currency in shape.stated:
        if its_currency == currency:
            try:
                return read_amount(texts[place], currency)
            except NotRepresentable:
                return None
    return None


def _read(payment: Payment, effect: Effect, amount: Money | None, account: Account) -> tuple[Detail, str | None]:
    shape, texts = payment
    direction, end_to_end, servicer, reason = map(str.strip, shape.common(texts))
    direction = direction or _SIGNS[effect.direction]
    if effect.reversal or reason:
        party = _counterparty_of_return(shape, texts, effect, account)
    else:
        party = shape.debtor if direction == "CRDT" else shape.creditor
    name, iban, _ = map(str.strip, party(texts))
    reference = scheme = None
    if shape.references and (structured := _first_text(shape.references, texts)):
        reference, scheme = recognise(structured, account.country)
    detail = Detail(
        amount or Money.zero(effect.amount.currency),
        end_to_end or None,
        _remittance(shape.texts, texts),
        reference,
        scheme,
        name or None,
        iban.replace(" ", "") or None,
        servicer or None,
        told_amount(texts[shape.instructed.place], shape.instructed.currency) if shape.instructed.currency else None,
        tuple(_documents(shape.documents, texts)) if shape.documents else (),
        amount is None,
        texts[shape.ultimate_debtor].strip() or None,
    )
    return detail, reason or None


def _counterparty_of_return(shape: PaymentShape, texts: Sequence[str], effect: Effect, account: Account) -> Pick:
    """Who stands on the other side of a reversal or return.

    Banks disagree: some swap the roles to fit its direction, some keep the original ones. So it is the one party that
    is filled and is not us; with both filled, the one of the original payment.
    """
    others = [party for party in (shape.debtor, shape.creditor) if _is_someone_else(party(texts), account)]
    if len(others) == 1:
        return others[0]
    return shape.creditor if effect.direction is _CREDIT else shape.debtor


def _is_someone_else(party: Iterable[str], account: Account) -> bool:
    name, iban, other = map(str.strip, party)
    is_us = (iban and iban.replace(" ", "") == account.iban) or (other and other == account.other)
    return bool(name or iban or other) and not is_us


def _first_text(places: Iterable[int], texts: Sequence[str]) -> str:
    return next(filter(None, (texts[place].strip() for place in places)), "")


def _remittance(places: Sequence[int], texts: Sequence[str]) -> str:
    """The payer's words."""
    if len(places) == 1:
        return texts[places[0]].strip()
    pieces = (texts[place] for place in places)
    return "".join(piece if len(piece) == _LONGEST_USTRD else f"{piece.strip()} " for piece in pieces).strip()


def _documents(found: Iterable[DocumentPlace], texts: Sequence[str]) -> Iterable[ReferredDocument]:
    for each in found:
        yield ReferredDocument(texts[each.number].strip(), _amount_of(each, texts))


def _amount_of(document: DocumentPlace, texts: Sequence[str]) -> Money | None:
    """What is paid of it, or else what is due; a discount or a tax is neither."""
    amounts = document.amounts
    if document.types:
        typed = {texts[type_].strip(): amount for type_, amount in zip(document.types, amounts, strict=True)}
        amounts = tuple(typed[type_] for type_ in _AMOUNT_TYPES if type_ in typed)
    return told_amount(texts[amounts[0].place], amounts[0].currency) if amounts else None
