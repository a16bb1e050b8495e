"""Claim a fee and waive it: one entry each, in 1230 or 1240 apart from the invoices (domain.md 1.2, L15 to L17)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from shared import audit, invoices, ledger
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.fees.rules import EARNED_IN, OWED_IN, fee_number
from shared.ledger.exchange import Carried
from shared.ledger.fee_entries import FeeItem, fee_claimed, fee_waived
from shared.models import Fee, Invoice, LedgerLine
from shared.money import Money
from shared.words import FeeKind


class NothingToWaive(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing of this fee is open, so there is nothing to waive.")


class NoReason(Refused):
    def __init__(self) -> None:
        super().__init__("Please say why the fee is waived; it is kept with your name.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A fee of a plan, carried by its instalment `number`. `basis` is what allows it, in words that are kept."""

    kind: FeeKind
    creditor_id: int
    debtor_id: int
    plan_id: int
    number: int
    amount: Money
    due_on: date
    basis: str


def claim(session: Session, asked: Claim, *, on: date, actor: str) -> Invoice:
    """Claim a fee: an item of the debtor's account from now on, and posted (L15, L16). The amount is above zero.

    Raises:
        NoExchangeRate: its currency has no rate on the day.
    """
    new = invoices.NewClaim(
        number=fee_number(asked.kind, asked.plan_id, asked.number, before=_claimed_before(session, asked)),
        creditor_id=asked.creditor_id,
        debtor_id=asked.debtor_id,
        amount=asked.amount,
        on=on,
        due_on=asked.due_on,
        source=asked.basis,
        fee_kind=asked.kind,
    )
    item_id = invoices.open_claim(session, new)
    fee = Fee(invoice_id=item_id, plan_id=asked.plan_id, number=asked.number, basis=asked.basis[:200], claimed_on=on)
    session.add(fee)
    session.flush()
    item = _item(fee, asked.kind, asked.amount)
    ledger.post(session, [fee_claimed(item, on=on)], actor=actor)
    audit.note(session, actor, "fee.claimed", f"fee:{fee.id}", amount=str(asked.amount), basis=asked.basis)
    made = session.get_one(Invoice, item_id)
    session.refresh(made)
    return made


def waive(session: Session, fee_id: int, *, reason: str, on: date, actor: str) -> Money:
    """Give up what is open of a fee, once; what was paid of it stays paid (L17). Returns what was given up.

    What a card dispute has set apart is not touched.

    Raises:
        NotFound: no such fee.
        NoReason, NothingToWaive.
    """
    fee = session.get(Fee, fee_id)
    if fee is None:
        raise NotFound("There is no such fee.")
    if len(reason.strip()) < 5:
        raise NoReason
    item = locked(session, Invoice, [fee.invoice_id])[fee.invoice_id]
    kind = item.fee_kind or FeeKind.SET_UP_FEE
    open_ = Money(_stands_in(session, item.id or 0, OWED_IN[kind]), item.currency)
    if open_.minor <= 0 or fee.waived_minor:
        raise NothingToWaive
    worth = Carried(item.outstanding_minor, item.outstanding_base_minor).release(open_.minor)
    entry = fee_waived(_item(fee, kind, open_), worth, on=on, reason=reason.strip())
    ledger.post(session, [entry], actor=actor)
    fee.waived_minor, fee.waived_on, fee.waived_by = open_.minor, on, actor[:80]
    fee.waived_why = reason.strip()[:200]
    session.refresh(item)
    audit.note(session, actor, "fee.waived", f"fee:{fee_id}", amount=str(open_), reason=reason.strip())
    return open_


def _claimed_before(session: Session, asked: Claim) -> int:
    query = select(func.count(col(Fee.id))).join(Invoice, col(Invoice.id) == col(Fee.invoice_id))
    same = Fee.plan_id == asked.plan_id, Fee.number == asked.number, Invoice.fee_kind == asked.kind
    return session.exec(query.where(*same)).one()


def _item(fee: Fee, kind: FeeKind, amount: Money) -> FeeItem:
    return FeeItem(fee.id or 0, fee.invoice_id, amount, OWED_IN[kind], EARNED_IN[kind])


def _stands_in(session: Session, item_id: int, account: ledger.Account) -> int:
    query = select(func.coalesce(func.sum(LedgerLine.amount_minor), 0))
    query = query.where(col(LedgerLine.invoice_id) == item_id, col(LedgerLine.account) == account)
    return int(session.exec(query).one())
