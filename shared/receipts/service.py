"""Record money and undo it: both rails use these and `allocating`, nothing else (sentence 4 of the architecture)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from shared import audit, clock, ledger
from shared.db import add_rows, chunks, locked
from shared.errors import Refused
from shared.ledger import entries
from shared.models import Invoice, Rail, Receipt, RefundState
from shared.receipts import identifying, refunds, rules
from shared.receipts.allocating import reverse_allocation, standing_allocations
from shared.receipts.money_in import ARRIVES_IN, MoneyIn, held_in
from shared.receipts.returns import standing_returns
from shared.receipts.rules import AlreadyUndone


class WentBack(Refused):
    def __init__(self) -> None:
        super().__init__("Money of this receipt was refunded, or waits to be; decline that refund first.")


def record(session: Session, taken: Sequence[MoneyIn], *, actor: str) -> list[int]:
    """Take money in, each exactly once; a repeat gives the receipt already held and posts nothing.

    Returns:
        The receipts' ids, in the order given.

    Raises:
        ReceiptChanged: an external id came back with another amount; nothing of the batch is recorded.
    """
    ids = _held(session, taken)
    fresh: dict[tuple[Rail, str], MoneyIn] = {}
    for each in taken:
        if each.name not in ids:
            first = fresh.setdefault(each.name, each)
            rules.check_repeat(each.external_id, each.amount, first.amount)
    if fresh:
        made = _insert_receipts(session, list(fresh.values()))
        posted = [_received(id_, each) for id_, each in zip(made, fresh.values(), strict=True)]
        ledger.post(session, posted, actor=actor)
        ids.update(zip(fresh, made, strict=True))
    return [ids[each.name] for each in taken]


def reverse(session: Session, receipt_id: int, *, reason: str, on: date, actor: str) -> None:
    """Undo a receipt that was recorded by mistake, and all that stands on it: first its allocations (domain.md 1.4).

    Money that a bank took back is another matter: see `returns.take_back`.

    Raises:
        NotFound: no such receipt.
        AlreadyUndone: it was reversed before.
        WentBack: some of it is refunded, or waits to be.
    """
    locked(session, Invoice, (each.invoice_id for each in standing_allocations(session, receipt_id)))
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    if refunds.of_receipt(session, receipt_id, RefundState.PROPOSED, RefundState.APPROVED, RefundState.SENT):
        raise WentBack
    if standing_returns(session, receipt_id):
        raise AlreadyUndone("receipt")
    for each in standing_allocations(session, receipt_id):  # again: one may have come while we waited for the locks
        reverse_allocation(session, each.id or 0, reason=reason, on=on, actor=actor)
    _hold_where_it_came(session, receipt, on, actor)
    try:
        ledger.reverse(session, f"receipt:{receipt_id}", on=on, reason=reason, actor=actor)
    except ledger.AlreadyReversed as error:
        raise AlreadyUndone("receipt") from error
    audit.note(session, actor, "receipt.reversed", f"receipt:{receipt_id}", reason=reason)


def _hold_where_it_came(session: Session, receipt: Receipt, on: date, actor: str) -> None:
    """Undo what became known of the payer since: the mirror takes the money from where it first stood."""
    session.refresh(receipt)
    came_into = identifying.held_under(session, f"receipt:{receipt.id}")
    if came_into is not None and came_into is not held_in(receipt.debtor_id):
        identifying.hold_in(session, receipt, came_into, on=on, actor=actor)


def _held(session: Session, taken: Sequence[MoneyIn]) -> dict[tuple[Rail, str], int]:
    """The receipts we have of this money already, each checked to be the same money."""
    by_name = {each.name: each for each in taken}
    found: dict[tuple[Rail, str], int] = {}
    for some in chunks(taken):
        names = [each.external_id for each in some]
        for receipt in session.exec(select(Receipt).where(col(Receipt.external_id).in_(names))):
            if repeat := by_name.get((receipt.rail, receipt.external_id)):
                rules.check_repeat(repeat.external_id, repeat.amount, receipt.amount)
                found[repeat.name] = receipt.id or 0
    return found


def _received(receipt_id: int, taken: MoneyIn) -> ledger.Entry:
    return entries.money_received(
        receipt_id,
        taken.amount,
        into=ARRIVES_IN[taken.rail],
        held_in=held_in(taken.debtor_id),
        on=taken.received_on,
        value_date=taken.value_date,
        bank_account_id=taken.bank_account_id,
    )


def _insert_receipts(session: Session, taken: Sequence[MoneyIn]) -> list[int]:
    now = clock.now()
    rows = [
        {
            "rail": each.rail,
            "external_id": each.external_id,
            "debtor_id": each.debtor_id,
            "bank_account_id": each.bank_account_id,
            "currency": each.amount.currency,
            "amount_minor": each.amount.minor,
            "unapplied_minor": 0,
            "unapplied_base_minor": 0,
            "number": "",
            "about_invoice_id": None,
            "received_on": each.received_on,
            "value_date": each.value_date,
            "payer_name": each.payer_name[:140],
            "payer_iban": each.payer_iban[:34],
            "text": each.text[:500],
            "recorded_at": now,
        }
        for each in taken
    ]
    return add_rows(session, Receipt, rows)
