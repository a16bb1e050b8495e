"""Record, allocate, reverse: both rails use these and nothing else (sentence 4 of the architecture)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from shared import audit, clock, ledger
from shared.db import add_rows, chunks, locked
from shared.errors import NotFound, Refused
from shared.ledger import Account, entries
from shared.models import Allocation, Invoice, Rail, Receipt
from shared.receipts import rules
from shared.receipts.money_in import ARRIVES_IN, MoneyIn
from shared.receipts.rules import Wanted


class AlreadyUndone(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} was reversed before.")


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


def allocate(session: Session, wanted: Sequence[Wanted], *, on: date, actor: str) -> list[int]:
    """Set parts of receipts against invoices and post them.

    Locks the invoices, then the receipts, each in id order, so that whoever else is paying waits and neither side
    can be overdrawn.

    Returns:
        The allocations' ids, in the order given.

    Raises:
        NotFound: a receipt or invoice does not exist.
        Refused: see `rules.check_allocations`; nothing of the batch is allocated.
    """
    if not wanted:
        return []
    invoices = locked(session, Invoice, (each.invoice_id for each in wanted))
    receipts = locked(session, Receipt, (each.receipt_id for each in wanted))
    rules.check_allocations(
        wanted,
        receipts={id_: rules.Available(each.unapplied, each.debtor_id) for id_, each in receipts.items()},
        invoices={id_: rules.Available(each.outstanding, each.debtor_id) for id_, each in invoices.items()},
    )
    ids = _insert_allocations(session, wanted, on, actor)
    posted = [
        entries.allocated(
            id_, each.receipt_id, each.invoice_id, each.amount, owed_in=owed_in(invoices[each.invoice_id]), on=on
        )
        for id_, each in zip(ids, wanted, strict=True)
    ]
    ledger.post(session, posted, actor=actor)
    return ids


def reverse_allocation(session: Session, allocation_id: int, *, reason: str, on: date, actor: str) -> int:
    """Take an allocation back: the invoice reopens at its original due date, the receipt holds the money again.

    Raises:
        NotFound: no such allocation.
        AlreadyUndone: it was reversed before, or is itself a reversal.
    """
    original = session.get(Allocation, allocation_id)
    if original is None:
        raise NotFound(f"Allocation {allocation_id} does not exist.")
    locked(session, Invoice, [original.invoice_id])
    locked(session, Receipt, [original.receipt_id])
    undone = select(Allocation.id).where(Allocation.reverses_id == allocation_id)
    if original.reverses_id is not None or session.exec(undone).first():
        raise AlreadyUndone("allocation")
    mirror = Allocation(
        receipt_id=original.receipt_id,
        invoice_id=original.invoice_id,
        amount_minor=-original.amount_minor,
        allocated_on=on,
        reverses_id=original.id,
        reason=reason,
        actor=actor,
        created_at=clock.now(),
    )
    session.add(mirror)
    session.flush()
    ledger.reverse(session, f"allocation:{allocation_id}", on=on, reason=reason, actor=actor)
    audit.note(session, actor, "allocation.reversed", f"allocation:{allocation_id}", reason=reason)
    return mirror.id or 0


def reverse(session: Session, receipt_id: int, *, reason: str, on: date, actor: str) -> None:
    """Undo a receipt and all that stands on it: first its allocations, then the receipt (domain.md 1.4).

    Raises:
        NotFound: no such receipt.
        AlreadyUndone: it was reversed before.
    """
    locked(session, Invoice, (each.invoice_id for each in standing_allocations(session, receipt_id)))
    locked(session, Receipt, [receipt_id])
    for each in standing_allocations(session, receipt_id):  # again: one may have come while we waited for the locks
        reverse_allocation(session, each.id or 0, reason=reason, on=on, actor=actor)
    try:
        ledger.reverse(session, f"receipt:{receipt_id}", on=on, reason=reason, actor=actor)
    except ledger.AlreadyReversed as error:
        raise AlreadyUndone("receipt") from error
    audit.note(session, actor, "receipt.reversed", f"receipt:{receipt_id}", reason=reason)


def standing_allocations(session: Session, receipt_id: int) -> list[Allocation]:
    """The receipt's allocations that were not taken back."""
    undone = select(Allocation.reverses_id).where(col(Allocation.reverses_id).is_not(None))
    query = select(Allocation).where(Allocation.receipt_id == receipt_id, col(Allocation.reverses_id).is_(None))
    return list(session.exec(query.where(col(Allocation.id).not_in(undone)).order_by(col(Allocation.id))))


def owed_in(invoice: Invoice) -> Account:
    """The control account the debtor's claim stands in: bought invoices in 1300, our own in 1200."""
    return Account.RECEIVABLES if invoice.agreement_id is None else Account.PURCHASED_RECEIVABLES


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
        held_in=Account.UNIDENTIFIED if taken.debtor_id is None else Account.UNAPPLIED,
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


def _insert_allocations(session: Session, wanted: Sequence[Wanted], on: date, actor: str) -> list[int]:
    now = clock.now()
    rows = [
        {
            "receipt_id": each.receipt_id,
            "invoice_id": each.invoice_id,
            "amount_minor": each.amount.minor,
            "allocated_on": on,
            "reverses_id": None,
            "reason": "",
            "actor": actor,
            "created_at": now,
        }
        for each in wanted
    ]
    return add_rows(session, Allocation, rows)
