"""What an attempt may be for, and what the provider's words make of it: decided on values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shared.errors import Conflict, Refused
from shared.money import CurrencyMismatch, Money
from shared.payments.seen import Intent, Page, Seen
from shared.words import AttemptState

ATTEMPT_LIVES: Final = timedelta(hours=2)
"""Shorter than the provider remembers an idempotency key (24 h): a key is never used after it was forgotten."""
PAGE_LIVES_AT_LEAST: Final = timedelta(minutes=31)
"""The provider opens no page that would close within half an hour."""
FORGETS_AFTER: Final = timedelta(hours=23)
"""From then on a key may be forgotten at the provider (24 h), so that asking again could do it twice."""
_LAST_MINUTES: Final = timedelta(minutes=2)

MOST_INVOICES: Final = 100  # lines the provider shows on one page

# The provider counts these in other units than ISO 4217 (https://docs.stripe.com/currencies), so that an amount
# would be taken wrongly by a factor of 10 or 100.
NOT_BY_CARD: Final = frozenset("ISK UGX MGA BHD IQD JOD KWD LYD OMR TND CLF UYW".split())

NEXT: Final[Mapping[AttemptState, frozenset[AttemptState]]] = {
    AttemptState.CREATED: frozenset(AttemptState) - {AttemptState.CREATED},
    AttemptState.STARTED: frozenset(AttemptState) - {AttemptState.CREATED, AttemptState.STARTED},
    AttemptState.PROCESSING: frozenset({AttemptState.SUCCEEDED, AttemptState.FAILED, AttemptState.RELEASED}),
    # Money that arrives after all is money: it is always booked.
    AttemptState.FAILED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.RELEASED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.SUCCEEDED: frozenset(),
}


class NothingToPay(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is left to pay on what was chosen.")


class TooManyInvoices(Refused):
    def __init__(self) -> None:
        super().__init__("At most {most} invoices can be paid at once. Please choose fewer.", most=MOST_INVOICES)


class NotPayableByCard(Refused):
    def __init__(self, currency: str) -> None:
        super().__init__(
            "Amounts in {currency} cannot be paid by card. Please pay by bank transfer.", currency=currency
        )


class UnderWay(Conflict):
    """The money may be on its way, so nothing else may be begun for the same invoice."""

    def __init__(self, attempt_key: str) -> None:
        self.attempt_key = attempt_key
        super().__init__("A card payment for this invoice is being processed. Please wait until it is confirmed.")


class CardBeingCharged(Conflict):
    """A saved card is being charged for the invoice: paying it as well would pay it twice."""

    def __init__(self) -> None:
        super().__init__("Your saved card is being charged for this just now. Please wait until it is confirmed.")


class HeldByAnother(Conflict):
    """Attempts with another wish hold invoices; they must be closed at the provider first."""

    def __init__(self, attempt_keys: Iterable[str]) -> None:
        self.attempt_keys = tuple(attempt_keys)
        super().__init__("Another card payment was begun for this invoice. Please finish it, or try again shortly.")


class MissingAttempt(Refused):
    """The attempt an event belongs to is not known yet; it is asked for again later."""

    def __init__(self, attempt_key: str) -> None:
        super().__init__(f"It belongs to attempt {attempt_key[:36]}, which is not known here.")


class ForeignPayment(Refused):
    def __init__(self) -> None:
        super().__init__("This payment was not begun by this installation.")


class WrongMode(Refused):
    def __init__(self, *, is_live: bool) -> None:
        told, ours = ("live", "test") if is_live else ("test", "live")
        super().__init__(f"This is about a {told} payment, but this installation takes {ours} payments.")


class WrongPayment(Refused):
    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"The attempt belongs to payment {expected}, but the provider names {found}.")


class WrongAmount(Refused):
    def __init__(self, expected: Money, received: Money) -> None:
        super().__init__(f"{expected} was asked for, but the provider took {received}. Nothing was booked.")


@dataclass(frozen=True, slots=True)
class Owed:
    """What is left to pay on an invoice."""

    invoice_id: int
    outstanding: Money
    due_on: date


def shares(owed: Iterable[Owed], wanted: Mapping[int, Money | None]) -> dict[int, Money]:
    """What of an attempt is for each invoice: what was wanted (None for all), never more than is outstanding.

    Raises:
        NothingToPay, TooManyInvoices, NotPayableByCard.
        CurrencyMismatch: invoices, or an amount and its invoice, are in different currencies.
    """
    parts: dict[int, Money] = {}
    for each in owed:
        amount = wanted[each.invoice_id]
        part = each.outstanding if amount is None else min(amount, each.outstanding)
        if part.minor > 0:
            parts[each.invoice_id] = part
    if not parts:
        raise NothingToPay
    if len(parts) > MOST_INVOICES:
        raise TooManyInvoices
    _check_currency({part.currency for part in parts.values()})
    return parts


def spread(amount: Money, owed: Iterable[Owed]) -> dict[int, Money]:
    """One amount over several invoices, the earliest due first; what exceeds them all is left out."""
    left, parts = amount, {}
    for each in sorted(owed, key=lambda one: (one.due_on, one.invoice_id)):
        part = min(left, each.outstanding)
        if part.minor > 0:
            parts[each.invoice_id] = part
            left -= part
    return parts


def can_be_reused(state: AttemptState, expires_at: datetime, now: datetime) -> bool:
    """Whether there is time enough to open the attempt's page, or to pay on the one that is open."""
    needed = PAGE_LIVES_AT_LEAST if state is AttemptState.CREATED else _LAST_MINUTES
    return expires_at - now >= needed


def state_after(current: AttemptState, seen: Seen) -> AttemptState:
    """The state an attempt moves to. What comes late never takes a better state back.

    A refused card does not close an attempt while its page is open, because the debtor may try another card there.
    """
    told = _told(current, seen)
    return told if told in NEXT[current] else current


def of_attempt(seen: Seen, *, page_id: str | None, intent_id: str | None) -> Seen:
    """What is said of the page and the payment the attempt knows; of another page, only that money was taken.

    A second page can exist: one whose opening seemed to have failed, and that nobody was shown.
    """
    page, intent = seen.page, seen.intent
    if page and page_id not in (None, page.id):
        page = None
    if intent and not intent.is_paid and intent_id not in (None, intent.id):
        intent = None
    return Seen(page, intent)


def check_mode(*, is_live: bool, takes_live: bool) -> None:
    """Test money never reaches the books of an installation that takes real cards, nor the other way round.

    Raises:
        WrongMode: the provider's mark differs from ours.
    """
    if is_live != takes_live:
        raise WrongMode(is_live=is_live)


def check_paid(intent: Intent, *, asked: Money, intent_id: str | None) -> None:
    """The provider took exactly what was asked for, in the payment we know of.

    Raises:
        WrongPayment, WrongAmount.
    """
    if intent_id not in (None, intent.id):
        raise WrongPayment(intent_id or "", intent.id)
    if intent.received != asked:
        raise WrongAmount(asked, intent.received)


def _told(current: AttemptState, seen: Seen) -> AttemptState:
    status = seen.intent.status if seen.intent else ""
    match status:
        case "succeeded":
            return AttemptState.SUCCEEDED
        case "processing":
            return AttemptState.PROCESSING
        case "canceled":
            return AttemptState.RELEASED
        case "requires_payment_method" if current is AttemptState.PROCESSING:
            return AttemptState.FAILED
        case _:
            return _told_by_page(current, seen.page, refused=status == "requires_payment_method")


def _told_by_page(current: AttemptState, page: Page | None, *, refused: bool) -> AttemptState:
    if page is None or page.status == "open":
        return current
    if page.status == "expired":
        return AttemptState.RELEASED
    return AttemptState.FAILED if refused else AttemptState.PROCESSING


def _check_currency(currencies: set[str]) -> None:
    if len(currencies) > 1:
        one, other, *_ = sorted(currencies)
        raise CurrencyMismatch(one, other)
    if refused := currencies & NOT_BY_CARD:
        raise NotPayableByCard(refused.pop())
