"""Attempts to pay by card: begun, given a page, and settled by what the provider says. No provider is called here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

from sqlalchemy import update
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import NotFound
from shared.models import OPEN_STATES, AttemptShare, AttemptState, Invoice, PaymentAttempt
from shared.money import Money
from shared.payments import booking, queries, rules
from shared.payments.booking import shares_of
from shared.payments.seen import Intent, Page, Seen
from shared.settings import StripeMode, settings

ByInstalment = Mapping[int, Mapping[int, int]]
"""Of an invoice's share what is for which instalment, in minor units: {invoice: {instalment: amount}}."""


def begin(
    session: Session, debtor_id: int, wanted: Mapping[int, Money | None], instalments: ByInstalment | None = None
) -> PaymentAttempt:
    """Begin to pay the debtor's invoices, or go on with the attempt that already means the same.

    What was wanted (None: all that is left) is cut to what is outstanding now. The invoices are locked, so that two
    tabs cannot both begin. `instalments` names what of an invoice's share is for which instalment of a plan.

    Raises:
        NotFound: an invoice does not exist, or is somebody else's.
        Refused: see `rules.shares`.
        UnderWay: money for one of the invoices is on its way already.
        CardBeingCharged: a saved card is being charged for one of them.
        HeldByAnother: other attempts hold some of the invoices and must be closed at the provider first.
    """
    invoices = _locked_invoices(session, debtor_id, wanted)
    owed = [rules.Owed(id_, each.outstanding, each.due_on) for id_, each in invoices.items()]
    shares = rules.shares(owed, wanted)
    made = [_share(id_, amount, (instalments or {}).get(id_, {})) for id_, amount in shares.items()]
    if queries.being_charged(session, shares):
        raise rules.CardBeingCharged
    held = _open_attempts(session, shares)
    if held:
        return _same(session, held, made)
    return _begin(session, debtor_id, made, currency=owed[0].outstanding.currency)


def started(session: Session, key: str, page: Page) -> PaymentAttempt:
    """The provider has opened a page for the attempt.

    The caller looks at the attempt's state: if it was closed meanwhile, the page must not be shown.
    """
    attempt = locked_attempt(session, key)
    if attempt.session_id is None:
        attempt.session_id, attempt.url = page.id, page.url
        _move(session, attempt, AttemptState.STARTED)
    return attempt


def try_anew(session: Session, key: str, failed_try: int) -> None:
    """Let the next request open a page under a fresh key; only for a try whose page nobody was ever shown."""
    attempt = locked_attempt(session, key)
    if attempt.state is AttemptState.CREATED and attempt.try_number == failed_try:
        attempt.try_number += 1


def give_up(session: Session, key: str, why: str) -> str | None:
    """Release an attempt whose page nobody was ever shown, so that surely nothing can be paid with it.

    Returns:
        The page that must be closed at the provider first, when there is one.
    """
    attempt = locked_attempt(session, key)
    if attempt.state is AttemptState.CREATED:
        _close(session, attempt, AttemptState.RELEASED, why)
    return attempt.session_id


def release(session: Session, key: str, why: str) -> None:
    """Give the invoices free again; only when nothing can be paid with the attempt any more."""
    _close(session, locked_attempt(session, key), AttemptState.RELEASED, why)


def refused(session: Session, key: str, why: str) -> None:
    """The provider will never open a page for this attempt."""
    _close(session, locked_attempt(session, key), AttemptState.FAILED, why)


def settle(session: Session, seen: Seen) -> None:
    """Make an attempt, and the books, agree with what the provider says now; a repeat changes nothing.

    Raises:
        WrongMode: test money told to an installation that takes real cards, or the other way round.
        ForeignPayment, MissingAttempt: not one of ours, or of ours and not known (yet).
        WrongPayment, WrongAmount: not the payment we asked for; nothing is booked.
    """
    settle_all(session, [seen])


def settle_all(session: Session, seen: Sequence[Seen]) -> None:
    """The same for many at once: all money that came is posted together, and one refusal refuses all of them."""
    for each in seen:
        rules.check_mode(is_live=each.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
        if not each.attempt_key:
            raise rules.ForeignPayment
    attempts = _attempts(session, [each.attempt_key for each in seen])
    told = [(attempt, _of_attempt(attempt, each)) for each in seen for attempt in [attempts[each.attempt_key]]]
    booking.receive(session, [paid for attempt, each in told if each.intent for paid in _news(attempt, each.intent)])
    _move_all(session, [(attempt, rules.state_after(attempt.state, each)) for attempt, each in told])


def locked_attempt(session: Session, key: str) -> PaymentAttempt:
    """The attempt, held until the transaction ends.

    Raises:
        NotFound: there is none of that key.
    """
    try:
        return _attempts(session, [key])[key]
    except rules.MissingAttempt:
        raise NotFound("This payment does not exist.") from None


def _attempts(session: Session, keys: Sequence[str]) -> dict[str, PaymentAttempt]:
    """The attempts of these keys, each held until the transaction ends.

    Raises:
        MissingAttempt: one of them is not known (yet).
    """
    query = select(PaymentAttempt).where(col(PaymentAttempt.key).in_(set(keys))).order_by(col(PaymentAttempt.id))
    query = query.with_for_update().execution_options(populate_existing=True)
    found = {each.key: each for each in session.exec(query)}
    for key in keys:
        if key not in found:
            raise rules.MissingAttempt(key)
    return found


def _of_attempt(attempt: PaymentAttempt, seen: Seen) -> Seen:
    """What is said of this attempt's own page and payment; a page we did not know of becomes its own."""
    seen = rules.of_attempt(seen, page_id=attempt.session_id, intent_id=attempt.intent_id)
    if seen.page and attempt.session_id is None:
        attempt.session_id, attempt.url = seen.page.id, seen.page.url
    return seen


def _locked_invoices(session: Session, debtor_id: int, wanted: Mapping[int, object]) -> dict[int, Invoice]:
    theirs = select(Invoice.id).where(Invoice.debtor_id == debtor_id, col(Invoice.id).in_(wanted))
    if len(session.exec(theirs).all()) != len(wanted):
        raise NotFound("This invoice does not exist, or it is not yours.")
    return locked(session, Invoice, wanted)


def _open_attempts(session: Session, invoice_ids: Mapping[int, object]) -> Sequence[PaymentAttempt]:
    holding = select(AttemptShare.attempt_id).where(
        col(AttemptShare.is_open), col(AttemptShare.invoice_id).in_(invoice_ids)
    )
    query = select(PaymentAttempt).where(col(PaymentAttempt.id).in_(holding)).order_by(col(PaymentAttempt.id))
    return session.exec(query).all()


def _share(invoice_id: int, amount: Money, instalments: Mapping[int, int]) -> AttemptShare:
    named = {str(id_): minor for id_, minor in instalments.items()}
    return AttemptShare(attempt_id=0, invoice_id=invoice_id, amount_minor=amount.minor, instalments=named)


def _same(session: Session, held: Sequence[PaymentAttempt], shares: Sequence[AttemptShare]) -> PaymentAttempt:
    """The open attempt if it is for exactly these shares and still has time."""
    for each in held:
        if each.state is AttemptState.PROCESSING:
            raise rules.UnderWay(each.key)
    first, *others = held
    is_meant = _meant(shares_of(session, first)) == _meant(shares)
    if others or not is_meant or not rules.can_be_reused(first.state, first.expires_at, clock.now()):
        raise rules.HeldByAnother(each.key for each in held)
    return first


def _meant(shares: Sequence[AttemptShare]) -> dict[int, tuple[int, dict[str, int]]]:
    return {each.invoice_id: (each.amount_minor, each.instalments) for each in shares}


def _begin(session: Session, debtor_id: int, shares: Sequence[AttemptShare], *, currency: str) -> PaymentAttempt:
    now = clock.now()
    attempt = PaymentAttempt(
        key=str(uuid4()),
        debtor_id=debtor_id,
        currency=currency,
        amount_minor=sum(each.amount_minor for each in shares),
        created_at=now,
        # Whole seconds, as the provider counts, so that a repeated request tells exactly the same.
        expires_at=(now + rules.ATTEMPT_LIVES).replace(microsecond=0),
    )
    session.add(attempt)
    session.flush()
    for each in shares:
        each.attempt_id = attempt.id or 0
        session.add(each)
    audit.note(
        session, f"debtor:{debtor_id}", "card_payment.begun", f"attempt:{attempt.id}", amount=str(attempt.amount)
    )
    outbox.changed(session, "payments")
    return attempt


def _close(session: Session, attempt: PaymentAttempt, to: AttemptState, why: str) -> None:
    if attempt.state in OPEN_STATES:
        attempt.problem = why[:300]
        _move(session, attempt, to)


def _move(session: Session, attempt: PaymentAttempt, to: AttemptState) -> None:
    _move_all(session, [(attempt, to)])


def _move_all(session: Session, wanted: Sequence[tuple[PaymentAttempt, AttemptState]]) -> None:
    """Change states where the table of states allows it; a closed attempt gives its invoices free."""
    moved = [(attempt, to) for attempt, to in wanted if to in rules.NEXT[attempt.state]]
    for attempt, to in moved:
        attempt.state = to
    closed = [attempt.id for attempt, to in moved if to not in OPEN_STATES]
    if closed:
        session.exec(update(AttemptShare).where(col(AttemptShare.attempt_id).in_(closed)).values(is_open=False))
    if moved:
        outbox.changed(session, "payments")


def _news(attempt: PaymentAttempt, intent: Intent) -> Iterator[tuple[PaymentAttempt, Intent]]:
    """The attempt with its intent where that brings money not booked yet; what a refused card says is noted."""
    if intent.is_paid and attempt.receipt_id is None:
        yield attempt, intent
    elif intent.is_paid and intent.id != attempt.intent_id:
        raise rules.WrongPayment(attempt.intent_id or "", intent.id)  # paid twice: for staff to see
    elif not intent.is_paid and attempt.state in OPEN_STATES:
        attempt.intent_id, attempt.problem = attempt.intent_id or intent.id, intent.problem[:300]
