"""Refunds that go back to the card: what may be asked for, and what the card provider made of it (domain.md L9b)."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, func, select

from shared import audit, clock, ledger, outbox
from shared.db import locked
from shared.errors import Refused
from shared.ledger import card_entries, entries, rates
from shared.ledger.exchange import Carried
from shared.models import Chargeback, ChargebackState, Invoice, Rail, Receipt, Refund, RefundState, ReopenedPart
from shared.money import Money
from shared.receipts import claims, freeing, refunds
from shared.receipts.returns import standing_returns
from shared.receipts.rules import NobodysReceipt, check_reason

_GOES_OR_WENT = (RefundState.PROPOSED, RefundState.APPROVED, RefundState.SENT)


class NotByCard(Refused):
    def __init__(self) -> None:
        super().__init__("This money did not come by card; it goes back by bank transfer.")


class NotLeftOnCard(Refused):
    def __init__(self, asked: Money, left: Money) -> None:
        super().__init__(f"{asked} cannot go back to the card; {left} of the payment is left to refund.")


class IsDisputed(Refused):
    def __init__(self) -> None:
        super().__init__("The cardholder disputes this payment. Answer the dispute at the card provider instead.")


def propose(session: Session, receipt_id: int, amount: Money, *, reason: str, actor: str) -> int:
    """Ask for money to go back to the card that paid it; nothing is booked and nothing reopens before it is approved.

    Returns:
        The refund's id.

    Raises:
        NotFound: no such receipt.
        NotByCard, NobodysReceipt, IsDisputed.
        NotLeftOnCard: more than was paid, less what went back or is asked for already.
        ReasonMissing: no reason worth the name.
    """
    why = check_reason(reason)
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    _check(session, receipt, amount)
    made = _refund(receipt, amount, why, actor)
    session.add(made)
    session.flush()
    audit.note(session, actor, "refund.proposed", f"refund:{made.id}", receipt=receipt_id, amount=str(amount))
    outbox.changed(session, "refunds")
    return made.id or 0


def refundable(session: Session, receipt: Receipt) -> Money:
    """What of a card payment may still go back: what was captured, less what was refunded or charged back."""
    query = select(func.coalesce(func.sum(Refund.amount_minor), 0))
    query = query.where(Refund.receipt_id == receipt.id, col(Refund.state).in_(_GOES_OR_WENT))
    gone = int(session.exec(query).one())
    gone += sum(each.amount_minor for each in standing_returns(session, receipt.id or 0))
    is_undone = bool(ledger.reversed_among(session, [f"receipt:{receipt.id}"]))
    return Money(0 if is_undone else max(0, receipt.amount_minor - gone), receipt.currency)


def left_on_card(session: Session, receipt_id: int) -> Money:
    """`refundable` of a receipt that nobody holds: for showing."""
    return refundable(session, session.get_one(Receipt, receipt_id))


def made_elsewhere(
    session: Session, receipt: Receipt, amount: Money, *, provider_id: str, reason: str, on: date, actor: str
) -> Refund:
    """Keep a refund made in the provider's dashboard, as approved; what is not held any more becomes a claim.

    The caller holds the receipt's lock and has seen that it is not kept yet.
    """
    made = _refund(receipt, amount, reason, actor)
    made.provider_id = provider_id
    session.add(made)
    session.flush()
    words = f"Refund: {reason}"
    freed = freeing.free(session, receipt, amount, reason=words, on=on, actor=actor)
    session.add_all(each.of_refund(made.id or 0) for each in freed)
    short = Money(max(0, amount.minor - receipt.unapplied_minor), receipt.currency)
    claimed = claims.claim(session, receipt, short, on=on, words=words) if short else None
    if claimed:
        session.add(freeing.Reopened(claimed.invoice_id, short).of_refund(made.id or 0))
    held = amount - short
    base = Carried(receipt.unapplied_minor, receipt.unapplied_base_minor).release(held.minor) if held else 0
    booked = entries.refund_approved(made.id or 0, made.receipt_id, held, base, on, claimed=claimed)
    ledger.post(session, [booked], actor=actor)
    made.state, made.decided_at = RefundState.APPROVED, clock.now()
    audit.note(session, actor, "refund.made_elsewhere", f"refund:{made.id}", receipt=receipt.id, amount=str(amount))
    return made


def sent(session: Session, refund_id: int, *, provider_id: str, on: date, actor: str) -> None:
    """The provider has sent it: it leaves card clearing, once."""
    refund, _ = refunds.held(session, refund_id)
    reference = f"re:{provider_id}:succeeded"
    if ledger.is_posted(session, reference):
        return
    refunds.must_be(refund, RefundState.APPROVED)
    booked = entries.refund_sent(
        reference,
        refund.receipt_id,
        refund.amount,
        owed_base=refunds.owed_base(session, refund_id),
        sent_base=rates.worth_on(session, refund.amount, on),
        bank_account_id=None,
        on=on,
    )
    ledger.post(session, [booked], actor=actor)
    refund.provider_id, refund.state, refund.sent_on, refund.sent_by = provider_id, RefundState.SENT, on, actor
    audit.note(session, actor, "refund.sent", f"refund:{refund_id}")
    outbox.promise(session, refunds.CARD_REFUND_SENT, f"card_refund_sent:{refund_id}", {"refund_id": refund_id})
    outbox.changed(session, "refunds")


def failed(session: Session, refund_id: int, *, why: str, on: date, actor: str) -> None:
    """The card's bank did not take what was sent: the provider has the money again, and the books are as before."""
    parts = _parts(session, refund_id)
    refund, _ = refunds.held(session, refund_id)
    reference = f"re:{refund.provider_id}:failed"
    if ledger.is_posted(session, reference):
        return
    refunds.must_be(refund, RefundState.SENT)
    worth = refunds.owed_base(session, refund_id)
    booked = card_entries.refund_failed(reference, refund.receipt_id, refund.amount, worth, on=on, reason=why)
    ledger.post(session, [booked], actor=actor)
    _fail(session, refund, parts, why=why, on=on, actor=actor)
    outbox.promise(session, refunds.CARD_REFUND_FAILED, f"card_refund_failed:{refund_id}", {"refund_id": refund_id})


def never_made(session: Session, refund_id: int, *, why: str, on: date, actor: str) -> None:
    """The provider refused it, or knows nothing of it: we hold the money again, and the books are as before."""
    parts = _parts(session, refund_id)
    refund, _ = refunds.held(session, refund_id)
    if refund.state is RefundState.APPROVED:
        ledger.reverse(session, f"refund:{refund_id}", on=on, reason=why[:200], actor=actor)
        _fail(session, refund, parts, why=why, on=on, actor=actor)


def _check(session: Session, receipt: Receipt, amount: Money) -> None:
    if receipt.rail is not Rail.CARD:
        raise NotByCard
    if receipt.debtor_id is None:
        raise NobodysReceipt
    if _is_disputed(session, receipt.id or 0):
        raise IsDisputed
    left = refundable(session, receipt)
    if amount.currency != left.currency or not Money.zero(left.currency) < amount <= left:
        raise NotLeftOnCard(amount, left)


def _refund(receipt: Receipt, amount: Money, reason: str, actor: str) -> Refund:
    return Refund(
        receipt_id=receipt.id or 0,
        currency=amount.currency,
        amount_minor=amount.minor,
        rail=Rail.CARD,
        payee_name="The card that paid",
        reason=reason[:200],
        proposed_by=actor,
        proposed_at=clock.now(),
    )


def _parts(session: Session, refund_id: int) -> list[ReopenedPart]:
    """What reopened by the refund; the invoices are locked before the receipt is."""
    query = select(ReopenedPart).where(ReopenedPart.refund_id == refund_id).order_by(col(ReopenedPart.id))
    parts = list(session.exec(query))
    locked(session, Invoice, {each.invoice_id for each in parts})
    return parts


def _fail(session: Session, refund: Refund, parts: list[ReopenedPart], *, why: str, on: date, actor: str) -> None:
    refund.state, refund.decline_reason = RefundState.FAILED, why[:200]
    session.flush()
    freeing.put_back(session, refund.receipt_id, parts, on=on, actor=actor)
    audit.note(session, actor, "refund.failed", f"refund:{refund.id}", reason=why[:200])
    outbox.changed(session, "refunds")


def _is_disputed(session: Session, receipt_id: int) -> bool:
    query = select(Chargeback.id).where(
        Chargeback.receipt_id == receipt_id, col(Chargeback.state).in_((ChargebackState.INQUIRY, ChargebackState.OPEN))
    )
    return session.exec(query.limit(1)).first() is not None
