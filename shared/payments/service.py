"""Attempts to pay by card: begun, given a page, and settled by what the provider says. No provider is called here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

from sqlmodel import Session, col, select

from shared import audit, clock, outbox, receipts
from shared.db import locked
from shared.errors import NotFound
from shared.models import OPEN_STATES, AttemptShare, AttemptState, Invoice, PaymentAttempt, Rail
from shared.money import Money
from shared.payments import queries, rules
from shared.payments.seen import Intent, Page, Seen
from shared.receipts import MoneyIn, Wanted
from shared.settings import StripeMode, settings

ByInstalment = Mapping[int, Mapping[int, int]]
"""Of an invoice's share what is for which instalment, in minor units: {invoice: {instalment: amount}}."""

PROVIDER = "provider:stripe"
"""How the books and the audit name whoever told us of a card payment."""


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
    rules.check_mode(is_live=seen.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
    if not seen.attempt_key:
        raise rules.ForeignPayment
    attempt = _attempt(session, seen.attempt_key)
    if attempt is None:
        raise rules.MissingAttempt(seen.attempt_key)
    seen = rules.of_attempt(seen, page_id=attempt.session_id, intent_id=attempt.intent_id)
    if seen.page and attempt.session_id is None:
        attempt.session_id, attempt.url = seen.page.id, seen.page.url
    if seen.intent:
        _note_intent(session, attempt, seen.intent)
    _move(session, attempt, rules.state_after(attempt.state, seen))


def locked_attempt(session: Session, key: str) -> PaymentAttempt:
    """The attempt, held until the transaction ends.

    Raises:
        NotFound: there is none of that key.
    """
    attempt = _attempt(session, key)
    if attempt is None:
        raise NotFound("This payment does not exist.")
    return attempt


def _attempt(session: Session, key: str) -> PaymentAttempt | None:
    query = select(PaymentAttempt).where(PaymentAttempt.key == key).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


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


def shares_of(session: Session, attempt: PaymentAttempt) -> Sequence[AttemptShare]:
    """What of the attempt is for which invoice."""
    query = select(AttemptShare).where(AttemptShare.attempt_id == attempt.id).order_by(col(AttemptShare.invoice_id))
    return session.exec(query).all()


def _close(session: Session, attempt: PaymentAttempt, to: AttemptState, why: str) -> None:
    if attempt.state in OPEN_STATES:
        attempt.problem = why[:300]
        _move(session, attempt, to)


def _move(session: Session, attempt: PaymentAttempt, to: AttemptState) -> None:
    """Change the state where the table of states allows it; a closed attempt gives its invoices free."""
    if to not in rules.NEXT[attempt.state]:
        return
    attempt.state = to
    if to not in OPEN_STATES:
        for share in shares_of(session, attempt):
            share.is_open = False
    outbox.changed(session, "payments")


def _note_intent(session: Session, attempt: PaymentAttempt, intent: Intent) -> None:
    if intent.is_paid and attempt.receipt_id is None:
        _receive(session, attempt, intent)
    elif intent.is_paid and intent.id != attempt.intent_id:
        raise rules.WrongPayment(attempt.intent_id or "", intent.id)  # paid twice: for staff to see
    elif not intent.is_paid and attempt.state in OPEN_STATES:
        attempt.intent_id, attempt.problem = attempt.intent_id or intent.id, intent.problem[:300]


def _receive(session: Session, attempt: PaymentAttempt, intent: Intent) -> None:
    """Book the money once and set it against the attempt's invoices; what they do not owe any more stays unapplied."""
    rules.check_paid(intent, asked=attempt.amount, intent_id=attempt.intent_id)
    on = clock.day_of(intent.paid_at)
    taken = MoneyIn(Rail.CARD, intent.id, attempt.amount, on, on, debtor_id=attempt.debtor_id, text="Card payment")
    [receipt_id] = receipts.record(session, [taken], actor=PROVIDER)
    receipts.allocate(session, _allocations(session, attempt, receipt_id), on=on, actor=PROVIDER)
    attempt.intent_id, attempt.receipt_id, attempt.problem = intent.id, receipt_id, ""
    audit.note(session, PROVIDER, "card_payment.received", f"receipt:{receipt_id}", attempt=attempt.id)
    for topic in ("receipts", "invoices"):
        outbox.changed(session, topic)


def _allocations(session: Session, attempt: PaymentAttempt, receipt_id: int) -> list[Wanted]:
    shares = shares_of(session, attempt)
    invoices = locked(session, Invoice, (each.invoice_id for each in shares))
    parts = (
        (each, min(Money(each.amount_minor, attempt.currency), invoices[each.invoice_id].outstanding))
        for each in shares
    )
    return [wanted for share, part in parts for wanted in _named(receipt_id, share, part)]


def _named(receipt_id: int, share: AttemptShare, left: Money) -> Iterator[Wanted]:
    """What each instalment takes of a share, in their order; what they leave names none."""
    for instalment_id, minor in share.instalments.items():
        part = min(left, Money(minor, left.currency))
        if part:
            yield Wanted(receipt_id, share.invoice_id, part, instalment_id=int(instalment_id))
            left -= part
    if left:
        yield Wanted(receipt_id, share.invoice_id, left)
