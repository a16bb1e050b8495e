"""What a bank or card scheme takes back: always posted; what is gone already becomes a claim (domain.md 1.4, L11)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from shared import audit, clock, ledger
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.ledger import Account, entries, rates
from shared.ledger.entries import Claimed
from shared.ledger.exchange import Carried
from shared.models import Invoice, Rail, Receipt, ReceiptReturn, RefundState
from shared.money import Money
from shared.receipts import claims, identifying, refunds
from shared.receipts.allocating import reverse_allocation, standing_allocations
from shared.receipts.money_in import ARRIVES_IN, held_in
from shared.receipts.rules import AlreadyUndone, check_reason, check_repeat
from shared.words import ReturnReason

_WORDS = {
    ReturnReason.RETURNED_DD: "Returned direct debit",
    ReturnReason.CHARGEBACK: "Chargeback",
    ReturnReason.DUPLICATE: "Paid twice",
    ReturnReason.WRONG_DEBTOR: "Wrong debtor",
    ReturnReason.WRONG_INVOICE: "Wrong invoice",
    ReturnReason.BANK_RECALL: "Recalled by the bank",
}


class NotItsReturn(Refused):
    def __init__(self, asked: Money, of: Money) -> None:
        super().__init__(f"{asked} cannot be a return of this receipt; {of} of it can still be taken back.")


class ClaimStands(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"The return made claim {number} on the debtor; settle that instead.")


@dataclass(frozen=True, slots=True)
class Returned:
    """What was taken back of a receipt, without the `fee` charged for it; both leave the account together."""

    receipt_id: int
    external_id: str
    amount: Money
    on: date
    value_date: date
    reason: ReturnReason
    iso_reason: str = ""
    fee: Money | None = None
    bank_account_id: int | None = None

    @property
    def words(self) -> str:
        return _WORDS[self.reason] + (f" ({self.iso_reason})" if self.iso_reason else "")


def take_back(session: Session, returned: Returned, *, actor: str) -> int:
    """Post a return once: undo what stands on the receipt, then let the money go.

    Invoices reopen at their original due dates, refunds not sent are stopped. What was refunded before becomes a claim
    on the debtor, due at once.

    Returns:
        The id of the return; under the same external id that of the first time.

    Raises:
        NotFound: no such receipt.
        ReceiptChanged: the external id came back with another amount.
        NotItsReturn: more than was received, or taken back before.
    """
    if held := posted_before(session, returned):
        return held.id or 0
    stands = standing_allocations(session, returned.receipt_id)
    locked(session, Invoice, (each.invoice_id for each in stands))
    receipt = locked(session, Receipt, [returned.receipt_id])[returned.receipt_id]
    _check(session, receipt, returned.amount)
    _undo_what_stands(session, receipt, returned, actor)
    return post_return(session, receipt, returned, actor=actor).id or 0


def undo_return(session: Session, return_id: int, *, reason: str, on: date, actor: str) -> None:
    """The money was not taken back after all: we hold it again, unapplied.

    Raises:
        NotFound: no such return.
        AlreadyUndone: it was undone before.
        ClaimStands: the return made a claim on the debtor.
    """
    why = check_reason(reason)
    found = session.get(ReceiptReturn, return_id)
    if found is None:
        raise NotFound("There is no such return.")
    receipt = locked(session, Receipt, [found.receipt_id])[found.receipt_id]
    if found.claim_id is not None:
        raise ClaimStands(session.get_one(Invoice, found.claim_id).number)
    _hold_again(session, receipt, f"return:{return_id}", on=on, reason=why, actor=actor)
    audit.note(session, actor, "return.reversed", f"receipt:{found.receipt_id}", reason=why)


def standing_returns(session: Session, receipt_id: int) -> list[ReceiptReturn]:
    """The receipt's returns that were neither undone nor given back."""
    query = select(ReceiptReturn).where(ReceiptReturn.receipt_id == receipt_id)
    found = session.exec(query.where(col(ReceiptReturn.given_back_on).is_(None))).all()
    undone = ledger.reversed_among(session, [f"return:{each.id}" for each in found])
    return [each for each in found if f"return:{each.id}" not in undone]


def _hold_again(session: Session, receipt: Receipt, reference: str, *, on: date, reason: str, actor: str) -> None:
    """Mirror a return. Whoever became known as the payer since: the mirror holds the money where it was taken from."""
    taken_from, now = identifying.held_under(session, reference), held_in(receipt.debtor_id)
    is_elsewhere = taken_from is not None and taken_from is not now
    if is_elsewhere:
        identifying.hold_in(session, receipt, taken_from or now, on=on, actor=actor)
    try:
        ledger.reverse(session, reference, on=on, reason=reason, actor=actor)
    except ledger.AlreadyReversed as error:
        raise AlreadyUndone("return") from error
    if is_elsewhere:
        session.refresh(receipt)
        identifying.hold_in(session, receipt, now, on=on, actor=actor)


def _check(session: Session, receipt: Receipt, asked: Money) -> None:
    is_gone = bool(ledger.reversed_among(session, [f"receipt:{receipt.id}"]))
    taken = sum(each.amount_minor for each in standing_returns(session, receipt.id or 0))
    left = 0 if is_gone or receipt.rail is Rail.CREDIT_NOTE else receipt.amount_minor - taken
    if asked.currency != receipt.currency or not 0 < asked.minor <= left:
        raise NotItsReturn(asked, Money(left, receipt.currency))


def _undo_what_stands(session: Session, receipt: Receipt, returned: Returned, actor: str) -> None:
    id_ = receipt.id or 0
    for refund in refunds.of_receipt(session, id_, RefundState.PROPOSED, RefundState.APPROVED):
        refunds.decline(session, refund.id or 0, reason=returned.words, on=returned.on, actor=actor)
    for each in standing_allocations(session, id_):
        reverse_allocation(session, each.id or 0, reason=returned.words, on=returned.on, actor=actor)
    session.refresh(receipt)


def posted_before(session: Session, returned: Returned) -> ReceiptReturn | None:
    """The return held under its external id.

    Raises:
        ReceiptChanged: it is of another amount.
    """
    held = session.exec(select(ReceiptReturn).where(ReceiptReturn.external_id == returned.external_id)).first()
    if held is not None:
        check_repeat(returned.external_id, returned.amount, Money(held.amount_minor, returned.amount.currency))
    return held


def post_return(
    session: Session, receipt: Receipt, returned: Returned, *, actor: str, reference: str = ""
) -> ReceiptReturn:
    """Let the money go, under `reference` or the return's own number; what is not held any more becomes a claim.

    The caller holds the receipt's lock and has freed what can be freed.
    """
    short = Money(max(0, returned.amount.minor - receipt.unapplied_minor), receipt.currency)
    claimed = claims.claim(session, receipt, short, on=returned.on, words=returned.words) if short else None
    fee = returned.fee or Money.zero(receipt.currency)
    made = ReceiptReturn(
        receipt_id=returned.receipt_id,
        external_id=returned.external_id,
        amount_minor=returned.amount.minor,
        fee_minor=fee.minor,
        reason=returned.reason,
        iso_reason=returned.iso_reason,
        returned_on=returned.on,
        claim_id=claimed.invoice_id if claimed else None,
        actor=actor,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    moved, named = _moved(session, receipt, returned, claimed), reference or f"return:{made.id}"
    entry = entries.taken_back(named, moved, on=returned.on, value_date=returned.value_date, reason=returned.words)
    ledger.post(session, [entry], actor=actor)
    audit.note(session, actor, "receipt.taken_back", f"receipt:{receipt.id}", reason=returned.words, short=str(short))
    return made


def _moved(session: Session, receipt: Receipt, returned: Returned, claimed: Claimed | None) -> entries.TakenBack:
    """What is still held leaves at the value it came in at; a claim and a fee are new, at the rate of the day."""
    held, fee = returned.amount - claimed.amount if claimed else returned.amount, returned.fee
    fee = fee or Money.zero(receipt.currency)
    carried = Carried(receipt.unapplied_minor, receipt.unapplied_base_minor)
    return entries.TakenBack(
        receipt_id=returned.receipt_id,
        held=held,
        held_base=carried.release(held.minor) if held else 0,
        held_in=held_in(receipt.debtor_id),
        claimed=claimed,
        fee=fee,
        fee_base=rates.worth_on(session, fee, returned.on),
        fee_on=Account.DISPUTE_FEES if receipt.rail is Rail.CARD else Account.BANK_CHARGES,
        out_of=ARRIVES_IN[receipt.rail],
        bank_account_id=returned.bank_account_id or receipt.bank_account_id,
    )
