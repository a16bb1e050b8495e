"""The bookings of card money after capture (domain.md 1.2, L8b and L10; keys of security.md 1.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.ledger.chart import Account
from shared.ledger.rules import Entry, Line
from shared.money import Money


def refund_failed(reference: str, receipt_id: int, amount: Money, base_minor: int, *, on: date, reason: str) -> Entry:
    """A refund that the card's bank did not take: the provider has the money again, and we hold it."""
    return Entry(
        reference,
        "refund failed",
        on,
        (
            Line(Account.CARD_CLEARING, amount, base_minor=base_minor),
            Line(Account.UNAPPLIED, -amount, receipt_id=receipt_id, base_minor=-base_minor),
        ),
        reason=reason[:200],
    )


def given_back(reference: str, receipt_id: int, amount: Money, base_minor: int, *, held_in: Account, on: date) -> Entry:
    """L10b, won: what a chargeback took is with the provider again, and we hold it."""
    return Entry(
        reference,
        "chargeback won",
        on,
        (
            Line(Account.CARD_CLEARING, amount, receipt_id=receipt_id, base_minor=base_minor),
            Line(held_in, -amount, receipt_id=receipt_id, base_minor=-base_minor),
        ),
    )


@dataclass(frozen=True, slots=True)
class Reclassed:
    """A part of an invoice that stands in another control account from now on, with its worth in base."""

    invoice_id: int
    amount: Money
    base: int
    out_of: Account
    into: Account


def reclassed(reference: str, moved: Sequence[Reclassed], *, on: date) -> Entry:
    """L10, L18: what is disputed stands apart (1210), and back; what is owed does not change by that."""
    lines = (
        (
            Line(each.into, each.amount, each.invoice_id, base_minor=each.base),
            Line(each.out_of, -each.amount, each.invoice_id, base_minor=-each.base),
        )
        for each in moved
    )
    kind = "disputed" if all(each.into is Account.RECEIVABLES_DISPUTED for each in moved) else "undisputed"
    return Entry(reference, kind, on, tuple(line for pair in lines for line in pair))


def card_fee(reference: str, fee: Money, *, on: date, text: str) -> Entry:
    """L8b: what the card provider keeps of a payment; negative where it gives a fee back."""
    legs = (Line(Account.CARD_FEES, fee), Line(Account.CARD_CLEARING, -fee))
    return Entry(reference, "card fee", on, legs, reason=text)
