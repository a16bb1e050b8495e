"""What of a statement becomes lines: one a payment, with what identifies it and why it is not to be booked, if so."""

from collections.abc import Sequence
from typing import NamedTuple

from shared import clock
from shared.journals import identity
from shared.money import Money
from shared.statements import Detail, Direction, Entry, Statement

_BOOKED = ("BOOK", "")


class BankPayment(NamedTuple):
    """One line to be: the facts that identify it, and why it is not to be booked, if so."""

    number: int
    """Its place among the payments of the statement, counted from 1."""
    facts: identity.Facts
    entry: Entry
    set_aside: str
    is_bookable: bool = True
    instructed: Money | None = None
    ultimate_payer: str = ""

    @property
    def charges(self) -> int | None:
        """What the bank says it took of this payment alone, in minor units of its currency."""
        stated = self.entry.charges if len(self.entry.details) <= 1 else None
        return stated.minor if stated and stated.currency == self.facts.amount.currency else None

    @property
    def entry_reference(self) -> str:
        """The bank's own reference of the entry, once it is booked: an announcement tells nothing of a booking."""
        return self.entry.servicer_reference or "" if self.facts.is_booked else ""


def payments(statement: Statement, currency: str) -> list[BankPayment]:
    found = [(entry, detail) for entry in statement.entries for detail in _details(entry)]
    return [_payment(number, entry, detail, currency) for number, (entry, detail) in enumerate(found, start=1)]


def _payment(number: int, entry: Entry, detail: Detail, currency: str) -> BankPayment:
    facts = _facts(entry, detail)
    is_bookable = not entry.set_aside and facts.is_booked and facts.amount.currency == currency
    why = _reason_not_to_book(entry, facts, currency)
    return BankPayment(number, facts, entry, why, is_bookable, detail.instructed, detail.ultimate_payer or "")


def _details(entry: Entry) -> Sequence[Detail]:
    """The entry's payments; one that is not to be booked stands as a whole, its details may say nothing reliable."""
    if not entry.set_aside:
        return [each for each in entry.details if each.amount]
    whole = entry.details[0]._replace(amount=entry.amount) if entry.details else Detail(entry.amount)
    return [whole] if entry.amount.minor > 0 else []


def _facts(entry: Entry, detail: Detail) -> identity.Facts:
    booked = entry.booking_date or entry.value_date or clock.today()
    # A detail against the direction of its batch is negative there; here it is money the other way.
    is_along = detail.amount.minor > 0
    return identity.Facts(
        booked_on=booked,
        value_date=entry.value_date or booked,
        amount=detail.amount if is_along else -detail.amount,
        is_credit=(entry.direction is Direction.CREDIT) == is_along,
        payer_name=detail.counterparty_name or "",
        payer_iban=detail.counterparty_iban or "",
        text=detail.words,
        reference=detail.structured_reference or "",
        end_to_end_id=detail.end_to_end_id or "",
        servicer_reference=detail.servicer_reference or entry.servicer_reference or "",
        is_booked=entry.status in _BOOKED,
    )


def _reason_not_to_book(entry: Entry, facts: identity.Facts, currency: str) -> str:
    if entry.set_aside:
        return entry.set_aside
    if facts.amount.currency != currency:
        return f"in {facts.amount.currency}, the account is in {currency}"
    if not facts.is_credit:
        return "money going out"
    return "a reversal by the bank" if entry.reversal else ""
