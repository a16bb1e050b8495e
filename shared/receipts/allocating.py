"""Set receipts against invoices, with what is granted beside the money, and take allocations back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from shared import audit, clock, ledger
from shared.db import add_rows, locked
from shared.errors import NotFound
from shared.ledger import Account, entries, exchange, rates
from shared.ledger.exchange import Carried, Settled
from shared.models import Allocation, Instalment, Invoice, LedgerLine, PlanInvoice, Receipt
from shared.money import Money
from shared.receipts import differences, disputed, granting, rules
from shared.receipts.owing import owed_in
from shared.receipts.rules import AlreadyUndone, Available, Wanted
from shared.receipts.standing import standing
from shared.settings import settings
from shared.words import DifferenceKind


def allocate(session: Session, wanted: Sequence[Wanted], *, on: date, actor: str) -> list[int]:
    """Set parts of receipts against invoices and post them, each with what is granted besides in one entry.

    Locks the invoices, then the receipts, each in id order, so that whoever else is paying waits and neither side
    can be overdrawn.

    Returns:
        The allocations' ids, in the order given.

    Raises:
        NotFound: a receipt or invoice does not exist.
        Refused: see `rules.check_allocations`, `rules.check_rate` and `differences.check`; nothing is allocated.
    """
    if not wanted:
        return []
    invoices = locked(session, Invoice, (each.invoice_id for each in wanted))
    receipts = locked(session, Receipt, (each.receipt_id for each in wanted))
    rules.check_allocations(
        wanted,
        receipts={id_: Available(each.unapplied, each.debtor_id, each.issuer_id) for id_, each in receipts.items()},
        invoices={id_: Available(each.outstanding, each.debtor_id, each.creditor_id) for id_, each in invoices.items()},
    )
    _check_rates(session, wanted, on)
    _check_instalments(session, wanted)
    settled = _settled(session, wanted, receipts, invoices)
    ids = _insert(session, wanted, on, actor)
    room = disputed.make_room(session, f"undisputed:{ids[0]}", invoices, _in_all(wanted), on=on)
    posted = [
        entries.allocated(
            id_, each.receipt_id, each.invoice_id, done, owed_in=owed_in(invoices[each.invoice_id]), on=on
        )
        for id_, each, done in zip(ids, wanted, settled, strict=True)
    ]
    ledger.post(session, [*room, *posted], actor=actor)
    return ids


def reverse_allocation(session: Session, allocation_id: int, *, reason: str, on: date, actor: str) -> int:
    """Take an allocation back: the invoice reopens at its original due date, the receipt holds the money again.

    What was granted besides goes back with it.

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
        instalment_id=original.instalment_id,
        amount_minor=-original.amount_minor,
        receipt_minor=-original.receipt_minor,
        difference_minor=-original.difference_minor,
        difference_kind=original.difference_kind,
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


def move(session: Session, allocation_id: int, invoice_id: int, *, reason: str, on: date, actor: str) -> int:
    """Set the money of an allocation against another invoice instead; what was granted on the first is not carried on.

    Returns:
        The new allocation's id.

    Raises:
        NotFound, AlreadyUndone: see `reverse_allocation`.
        Refused: the other invoice cannot take all of it; nothing is moved.
    """
    original = session.get(Allocation, allocation_id)
    if original is None:
        raise NotFound(f"Allocation {allocation_id} does not exist.")
    invoices = locked(session, Invoice, [original.invoice_id, invoice_id])
    was_in, goes_to = invoices[original.invoice_id].currency, invoices[invoice_id].currency
    if was_in != goes_to:
        raise rules.OtherCurrency(was_in, goes_to)
    reverse_allocation(session, allocation_id, reason=reason, on=on, actor=actor)
    receipt = session.get_one(Receipt, original.receipt_id)
    taken = Money(original.receipt_minor, receipt.currency)
    wanted = Wanted(original.receipt_id, invoice_id, Money(original.amount_minor, goes_to), taken)
    [made] = allocate(session, [wanted], on=on, actor=actor)
    audit.note(session, actor, "allocation.moved", f"allocation:{allocation_id}", to=made, reason=reason)
    return made


def standing_allocations(session: Session, receipt_id: int) -> list[Allocation]:
    """The receipt's allocations that were not taken back."""
    query = select(Allocation).where(Allocation.receipt_id == receipt_id).order_by(col(Allocation.id))
    return list(session.exec(standing(query)))


def _settled(
    session: Session, wanted: Sequence[Wanted], receipts: Mapping[int, Receipt], invoices: Mapping[int, Invoice]
) -> list[Settled]:
    """What each allocation moves on both sides, drawn from the balances in the order given."""
    held = {id_: Carried(each.unapplied_minor, each.unapplied_base_minor) for id_, each in receipts.items()}
    owed = {id_: Carried(each.outstanding_minor, each.outstanding_base_minor) for id_, each in invoices.items()}
    done: list[Settled] = []
    charges: Counter[int] = Counter()  # of each receipt, those that no statement names, in base minor units
    for each in wanted:
        invoice, left = invoices[each.invoice_id], owed[each.invoice_id]
        if each.difference is not None:
            worth = granting.judged(
                each, invoice, left, receipts[each.receipt_id].received_on, charges[each.receipt_id]
            )
            charges[each.receipt_id] += worth if differences.is_unstated_charge(each.difference) else 0
        granted = _granted(session, each, invoice)
        receipt = held[each.receipt_id]
        done.append(exchange.settled(each.leaves, each.amount, granted, receipt=receipt, invoice=left))
    return done


def _in_all(wanted: Sequence[Wanted]) -> Mapping[int, int]:
    """What is settled of each invoice in all, in minor units."""
    settles: Counter[int] = Counter()
    for each in wanted:
        settles[each.invoice_id] += each.settles.minor
    return settles


def _check_rates(session: Session, wanted: Sequence[Wanted], on: date) -> None:
    for each in wanted:
        if each.leaves.currency != each.amount.currency:
            taken, paid = (rates.worth_on(session, amount, on) for amount in (each.leaves, each.amount))
            rules.check_rate(each, taken_worth=taken, paid_worth=paid)


def _check_instalments(session: Session, wanted: Sequence[Wanted]) -> None:
    """An allocation may name only instalments of a plan that covers its invoice."""
    named = {(each.instalment_id, each.invoice_id) for each in wanted if each.instalment_id is not None}
    if not named:
        return
    query = (
        select(Instalment.id, PlanInvoice.invoice_id)
        .join(PlanInvoice, col(PlanInvoice.plan_id) == Instalment.plan_id)
        .where(col(Instalment.id).in_({id_ for id_, _ in named}))
    )
    if named - set(session.exec(query)):
        raise rules.OtherPlan


def _granted(session: Session, wanted: Wanted, invoice: Invoice) -> list[tuple[Account, Money]]:
    difference = wanted.difference
    if difference is None:
        return []
    if difference.kind is DifferenceKind.DISCOUNT and invoice.agreement_id is not None:
        reserve = reserve_left(session, wanted.invoice_id, invoice.currency)
        return differences.borne_by_client(difference.amount, reserve=reserve)
    tax = Money(invoice.tax_minor, invoice.currency)
    return differences.borne_by(difference, total=invoice.total, tax=tax, mode=settings().discount_tax)


def reserve_left(session: Session, invoice_id: int, currency: str) -> Money:
    """What we still owe the client as the reserve of a bought invoice."""
    query = select(func.coalesce(func.sum(LedgerLine.amount_minor), 0)).where(
        LedgerLine.invoice_id == invoice_id, LedgerLine.account == Account.RESERVE_PAYABLE
    )
    return Money(-int(session.exec(query).one()), currency)


def _insert(session: Session, wanted: Sequence[Wanted], on: date, actor: str) -> list[int]:
    now = clock.now()
    rows = [
        {
            "receipt_id": each.receipt_id,
            "invoice_id": each.invoice_id,
            "instalment_id": each.instalment_id,
            "amount_minor": each.amount.minor,
            "receipt_minor": each.leaves.minor,
            "difference_minor": each.settles.minor - each.amount.minor,
            "difference_kind": each.difference.kind if each.difference else None,
            "allocated_on": on,
            "reverses_id": None,
            "reason": "",
            "actor": actor,
            "created_at": now,
        }
        for each in wanted
    ]
    return add_rows(session, Allocation, rows)
