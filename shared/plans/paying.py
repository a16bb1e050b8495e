"""Payments inside a plan: which instalment and invoice each part is for, and what paying more does (domain.md 3.4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from shared import clock, receipts
from shared.db import locked, one_of
from shared.errors import NotFound, Refused
from shared.models import Invoice, Plan, PlanInvoice, Rail, Receipt
from shared.money import Money
from shared.plans import allocation, claiming
from shared.plans.allocation import Share, Standing
from shared.plans.loaded import Loaded
from shared.plans.loading import load, load_all
from shared.plans.references import Named
from shared.receipts import Wanted


class More(StrEnum):
    """What a debtor may want done with more than is due."""

    SHORTEN = "shorten"
    """From the end: the plan is done sooner. The default."""
    LOWER = "lower"
    """The later instalments become smaller."""
    NEXT = "next"
    """The next instalments are paid ahead."""


class NothingDue(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is left to pay on this plan.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a payment would do: its shares, what would stay on account, and the schedule after it."""

    amount: Money
    shares: tuple[Share, ...]
    excess: Money
    after: tuple[Standing, ...]

    @property
    def by_invoice(self) -> dict[int, Money]:
        """How much of it is for which invoice: what a card payment is begun with."""
        parts: dict[int, int] = defaultdict(int)
        for each in self.shares:
            parts[each.invoice_id] += each.amount
        return {invoice_id: Money(minor, self.amount.currency) for invoice_id, minor in parts.items()}

    @property
    def by_instalment(self) -> dict[int, dict[int, int]]:
        """How much of each invoice's part is for which instalment, in minor units."""
        parts: dict[int, dict[int, int]] = defaultdict(dict)
        for each in self.shares:
            parts[each.invoice_id][each.instalment_id] = each.amount
        return dict(parts)


def preview(session: Session, plan_id: int, amount: Money | None, more: More = More.SHORTEN) -> Preview:
    """What paying an amount now would do; None: what is due, else the next instalment. Nothing is changed.

    Raises:
        NothingDue: all of it is paid.
        NotFound: no such plan.
    """
    loaded, on = load(session, plan_id), clock.today()
    asked = sum(each.left for each in allocation.payable_now(loaded.asked, on))
    minor = asked if amount is None else amount.minor
    if not asked or minor <= 0:
        raise NothingDue
    loaded = claiming.as_if_paid(loaded, minor, on)
    shares, excess = _shares(loaded, minor, more, on)
    after = loaded.with_paid(shares)
    return Preview(loaded.money(minor), tuple(shares), loaded.money(excess), after.asked)


def pay(
    session: Session,
    plan: Plan,
    receipt_id: int,
    *,
    actor: str,
    first: int | None = None,
    more: More = More.NEXT,
) -> list[int]:
    """Set what is unapplied of a receipt against a plan's instalments, the oldest first; the rest stays on account.

    Args:
        session: the caller's transaction.
        plan: the plan, its schedule as it is to be paid.
        receipt_id: the money.
        actor: who does it.
        first: an instalment that goes before all others.
        more: what becomes of more than is due.
    """
    _hold(session, plan)
    left = available(session, receipt_id, plan)
    loaded = claiming.for_payment(session, load(session, plan.id or 0), left, clock.today())
    if first is None or loaded.plan.interest_bp:
        shares, _ = _shares(loaded, left, more, clock.today())
    else:
        shares, _ = shares_of(loaded, left, first)
    wanted = [_wanted(receipt_id, loaded, each) for each in shares]
    return receipts.allocate(session, wanted, on=clock.today(), actor=actor)


def available(session: Session, receipt_id: int, plan: Plan) -> int:
    """What of a receipt can be set against a plan: its unapplied rest, in the plan's currency.

    Raises:
        NotFound: no such receipt.
    """
    receipt = session.get(Receipt, receipt_id, populate_existing=True)
    if receipt is None:
        raise NotFound("This receipt does not exist.")
    return receipt.unapplied_minor if receipt.currency == plan.currency else 0


def for_instalments(
    session: Session, wanted: Sequence[Wanted], designated: Mapping[int, Named] | None = None
) -> list[Wanted]:
    """Name the instalments in allocations to invoices of running plans, cutting an allocation where it pays several.

    Args:
        session: the caller's transaction.
        wanted: allocations as they are wanted by invoice; those of credit notes and of other currencies stay as is.
        designated: the plan or instalment that the payer of a receipt named.
    """
    plan_of = _running(session, {each.invoice_id for each in wanted if each.instalment_id is None})
    if not plan_of:
        return list(wanted)
    plans = load_all(session, set(plan_of.values()))
    stands = {id_: each.stands for id_, each in plans.items()}
    money = _money_receipts(session, {each.receipt_id for each in wanted})
    made: list[Wanted] = []
    costed: dict[int, list[Wanted]] = defaultdict(list)
    for each in wanted:
        plan_id = plan_of.get(each.invoice_id)
        if plan_id is None or each.receipt_id not in money or each.leaves.currency != each.amount.currency:
            made.append(each)
            continue
        if plans[plan_id].plan.has_cost and each.difference is None:
            costed[plan_id].append(each)
            continue
        named = (designated or {}).get(each.receipt_id)
        first = _first(stands[plan_id], named) if named and named.plan_id == plan_id else None
        parts, stands[plan_id] = _cut(each, stands[plan_id], first)
        made += parts
    for plan_id, some in costed.items():
        made += _by_plan(session, plans[plan_id].plan, some)
    return made


def shares_of(loaded: Loaded, amount: int, first: int | None = None) -> tuple[list[Share], int]:
    """What of an amount would be for which instalment and invoice, the oldest first, and what is left over."""
    return allocation.spread(amount, loaded.stands, loaded.owed, first=first, fees=loaded.fees)


def instalment_named(loaded: Loaded, named: Named) -> int | None:
    """The instalment in force that a reference names."""
    return _first(loaded.stands, named)


def _shares(loaded: Loaded, amount: int, more: More, on: date) -> tuple[list[Share], int]:
    if more is More.NEXT and not loaded.plan.interest_bp:
        return shares_of(loaded, amount)
    fill = allocation.lower_by_paying if more is More.LOWER else allocation.shorten_by_paying
    filled = fill(loaded.stands, amount, _payable_now(loaded, on))
    shares: list[Share] = []
    for each in loaded.stands:
        one = replace(each, amount=filled.get(each.id, 0), paid=0)
        parts, _ = allocation.spread(one.amount, [one], loaded.owed, fees=loaded.fees)
        loaded = loaded.with_paid(parts)
        shares += parts
    return shares, amount - sum(each.amount for each in shares)


def _payable_now(loaded: Loaded, on: date) -> Sequence[Standing]:
    """With interest, what is paid before its period goes to the end of the plan, where it makes the interest less."""
    if not loaded.plan.interest_bp:
        return allocation.payable_now(loaded.stands, on)
    return [each for each in loaded.stands if each.left and each.id not in loaded.to_come]


def _by_plan(session: Session, plan: Plan, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Money for a plan that costs something is set as the plan says, so that its fees and interest are paid by it."""
    _hold(session, plan)
    asked: Counter[int] = Counter()
    for each in wanted:
        asked[each.receipt_id] += each.amount.minor
    loaded, on = load(session, plan.id or 0), clock.today()
    loaded = claiming.for_payment(session, loaded, sum(asked.values()), on)
    made: list[Wanted] = []
    for receipt_id, amount in asked.items():
        rest = max(available(session, receipt_id, plan) - amount, 0)
        shares, _ = _shares(loaded, amount + min(rest, loaded.open_fees), More.NEXT, on)
        made += [_wanted(receipt_id, loaded, each) for each in shares]
        loaded = loaded.with_paid(shares)
    return made


def _hold(session: Session, plan: Plan) -> None:
    """Lock what the plan covers before looking: two who pay at once must not fill the same instalment."""
    covered = session.exec(select(PlanInvoice.invoice_id).where(PlanInvoice.plan_id == plan.id)).all()
    locked(session, Invoice, covered)


def _wanted(receipt_id: int, loaded: Loaded, share: Share) -> Wanted:
    return Wanted(receipt_id, share.invoice_id, loaded.money(share.amount), instalment_id=share.instalment_id)


def _cut(wanted: Wanted, stands: Sequence[Standing], first: int | None) -> tuple[list[Wanted], tuple[Standing, ...]]:
    """The parts of one allocation by instalment; what the plan does not ask for names none, a difference goes last."""
    amount, currency = wanted.amount.minor, wanted.amount.currency
    shares, excess = allocation.spread(amount, stands, [(wanted.invoice_id, amount)], first=first)
    parts = [(each.instalment_id, each.amount) for each in shares] + ([(None, excess)] if excess else [])
    whole = replace(wanted, taken=None, difference=None)
    made = [replace(whole, amount=Money(part, currency), instalment_id=id_) for id_, part in parts]
    made[-1] = replace(made[-1], difference=wanted.difference)
    paid = {each.instalment_id: each.amount for each in shares}
    return made, tuple(replace(each, paid=each.paid + paid.get(each.id, 0)) for each in stands)


def _first(stands: Iterable[Standing], named: Named) -> int | None:
    return next((each.id for each in stands if each.number == named.number and each.left), None)


def _running(session: Session, invoice_ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for among in one_of(col(PlanInvoice.invoice_id), invoice_ids):
        query = select(PlanInvoice.invoice_id, PlanInvoice.plan_id).where(col(PlanInvoice.is_held), among)
        found.update(dict(session.exec(query).all()))
    return found


def _money_receipts(session: Session, receipt_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for among in one_of(col(Receipt.id), receipt_ids):
        found |= {id_ or 0 for id_ in session.exec(select(Receipt.id).where(Receipt.rail != Rail.CREDIT_NOTE, among))}
    return found
