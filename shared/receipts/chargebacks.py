"""What a cardholder's bank takes back and sometimes gives again: always posted (domain.md 1.2, L10; 1.4)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from shared import ledger
from shared.db import locked
from shared.ledger import Account, card_entries
from shared.ledger.queries import moved_base
from shared.models import Invoice, Receipt, ReceiptReturn, RefundState, ReopenedPart
from shared.money import Money, part_of
from shared.receipts import disputed, freeing, refunds
from shared.receipts.money_in import held_in
from shared.receipts.returns import Returned, post_return, posted_before


def charge_back(session: Session, returned: Returned, *, actor: str) -> ReceiptReturn:
    """Post that the money was withdrawn, once under its external id: what it paid reopens, and stands in 1210.

    Only as much as was withdrawn reopens, what was settled last first. Refunds not sent are stopped. What had gone back
    before is claimed from the debtor, however much it is: what the card scheme did is never refused.

    Raises:
        NotFound: no such receipt.
        ReceiptChanged: the external id came back with another amount.
    """
    receipt = freeing.lock(session, returned.receipt_id)
    if held := posted_before(session, returned):
        return held
    _stop_refunds(session, receipt, returned, actor)
    reopened = freeing.free(session, receipt, returned.amount, reason=returned.words, on=returned.on, actor=actor)
    made = post_return(session, receipt, returned, actor=actor, reference=returned.external_id)
    parts = [each.of_return(made.id or 0) for each in reopened]
    if made.claim_id is not None:
        short = Money(session.get_one(Invoice, made.claim_id).total_minor, receipt.currency)
        parts.append(freeing.Reopened(made.claim_id, short).of_return(made.id or 0))
    disputed.set_apart(session, f"{returned.external_id}:apart", parts, on=returned.on, actor=actor)
    session.add_all(parts)
    return made


def give_back(session: Session, return_id: int, amount: Money, *, reference: str, on: date, actor: str) -> None:
    """Post that the money is with the provider again: what reopened is settled with it, as far as it is open still."""
    made = session.get_one(ReceiptReturn, return_id)
    parts = parts_of(session, return_id)
    receipt = _lock(session, made.receipt_id, parts)
    if ledger.is_posted(session, reference):
        return
    worth = -moved_base(session, made.external_id, Account.CARD_CLEARING, receipt_id=made.receipt_id)
    entry = card_entries.given_back(
        reference,
        made.receipt_id,
        amount,
        part_of(worth, amount.minor, made.amount_minor),
        held_in=held_in(receipt.debtor_id),
        on=on,
    )
    ledger.post(session, [entry], actor=actor)
    made.given_back_on = on
    disputed.release(session, f"{made.external_id}:released", parts, on=on, actor=actor)
    session.refresh(receipt)
    freeing.put_back(session, made.receipt_id, parts, on=on, actor=actor)


def lose(session: Session, return_id: int, *, on: date, actor: str) -> None:
    """The dispute is lost: what stands in 1210 is collected like any invoice again."""
    made = session.get_one(ReceiptReturn, return_id)
    parts = parts_of(session, return_id)
    _lock(session, made.receipt_id, parts)
    disputed.release(session, f"{made.external_id}:released", parts, on=on, actor=actor)


def parts_of(session: Session, return_id: int) -> Sequence[ReopenedPart]:
    """What reopened by a return, the claim it made included."""
    query = select(ReopenedPart).where(ReopenedPart.return_id == return_id).order_by(col(ReopenedPart.id))
    return session.exec(query.execution_options(populate_existing=True)).all()


def _lock(session: Session, receipt_id: int, parts: Sequence[ReopenedPart]) -> Receipt:
    locked(session, Invoice, {each.invoice_id for each in parts})
    return locked(session, Receipt, [receipt_id])[receipt_id]


def _stop_refunds(session: Session, receipt: Receipt, returned: Returned, actor: str) -> None:
    """Those under way at the card provider cannot be stopped: the provider decides them."""
    for each in refunds.of_receipt(session, receipt.id or 0, RefundState.PROPOSED, RefundState.APPROVED):
        if refunds.can_be_stopped(each):
            refunds.decline(session, each.id or 0, reason=returned.words, on=returned.on, actor=actor)
    session.refresh(receipt)
