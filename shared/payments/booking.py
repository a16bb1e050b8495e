"""Card money that came is booked and set against what its attempts are for, many of them at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlmodel import Session, col, select

from shared import audit, clock, outbox, receipts
from shared.db import locked
from shared.models import AttemptShare, Invoice, PaymentAttempt, Rail
from shared.money import Money
from shared.payments import rules
from shared.payments.after_capture import confirming
from shared.payments.seen import Intent
from shared.receipts import MoneyIn, Wanted

PROVIDER = "provider:stripe"
"""How the books and the audit name whoever told us of a card payment."""

Paid = tuple[PaymentAttempt, Intent]


def receive(session: Session, paid: Iterable[Paid]) -> None:
    """Book each payment once and set it against its invoices; what they do not owe any more stays unapplied.

    The attempts are locked by the caller. One that is told twice here is booked once.

    Raises:
        WrongPayment, WrongAmount: not what we asked for; nothing is booked.
    """
    by_attempt: dict[int, Paid] = {}
    for attempt, intent in paid:
        first = by_attempt.setdefault(attempt.id or 0, (attempt, intent))[1]
        rules.check_paid(intent, asked=attempt.amount, intent_id=attempt.intent_id or first.id)
    in_days = sorted(by_attempt.values(), key=lambda each: (_day(each), each[0].id or 0))
    shares = _shares(session, list(by_attempt))
    # All at once, as the order of locks is that of their ids, whatever day each was paid on.
    locked(session, Invoice, {each.invoice_id for some in shares.values() for each in some})
    for on, some in groupby(in_days, key=_day):
        _receive(session, list(some), shares, on)
    if by_attempt:
        for topic in ("receipts", "invoices"):
            outbox.changed(session, topic)


def shares_of(session: Session, attempt: PaymentAttempt) -> Sequence[AttemptShare]:
    """What of the attempt is for which invoice."""
    return _shares(session, [attempt.id or 0]).get(attempt.id or 0, [])


def _day(paid: Paid) -> date:
    return clock.day_of(paid[1].paid_at)


def _shares(session: Session, attempt_ids: Sequence[int]) -> dict[int, list[AttemptShare]]:
    query = select(AttemptShare).where(col(AttemptShare.attempt_id).in_(attempt_ids))
    found: dict[int, list[AttemptShare]] = {}
    for each in session.exec(query.order_by(col(AttemptShare.attempt_id), col(AttemptShare.invoice_id))):
        found.setdefault(each.attempt_id, []).append(each)
    return found


def _receive(session: Session, paid: Sequence[Paid], shares: dict[int, list[AttemptShare]], on: date) -> None:
    taken = [
        MoneyIn(Rail.CARD, intent.id, attempt.amount, on, on, debtor_id=attempt.debtor_id, text="Card payment")
        for attempt, intent in paid
    ]
    ids = receipts.record(session, taken, actor=PROVIDER)
    named = [(attempt, id_, shares.get(attempt.id or 0, [])) for (attempt, _), id_ in zip(paid, ids, strict=True)]
    receipts.allocate(session, list(_wanted(session, named)), on=on, actor=PROVIDER)
    confirming.promise(session, ids)
    for (attempt, intent), receipt_id in zip(paid, ids, strict=True):
        attempt.intent_id, attempt.receipt_id, attempt.problem = intent.id, receipt_id, ""
        audit.note(session, PROVIDER, "card_payment.received", f"receipt:{receipt_id}", attempt=attempt.id)


def _wanted(session: Session, named: Sequence[tuple[PaymentAttempt, int, Sequence[AttemptShare]]]) -> Iterator[Wanted]:
    """What of each receipt goes to which invoice: no more than is left of it after those before."""
    invoices = locked(session, Invoice, {each.invoice_id for *_, some in named for each in some})
    left = {id_: each.outstanding for id_, each in invoices.items()}
    for attempt, receipt_id, some in named:
        for share in some:
            part = min(Money(share.amount_minor, attempt.currency), left[share.invoice_id])
            left[share.invoice_id] -= part
            yield from _by_instalment(receipt_id, share, part)


def _by_instalment(receipt_id: int, share: AttemptShare, left: Money) -> Iterator[Wanted]:
    """What each instalment takes of a share, in their order; what they leave names none."""
    for instalment_id, minor in share.instalments.items():
        part = min(left, Money(minor, left.currency))
        if part:
            yield Wanted(receipt_id, share.invoice_id, part, instalment_id=int(instalment_id))
            left -= part
    if left:
        yield Wanted(receipt_id, share.invoice_id, left)
