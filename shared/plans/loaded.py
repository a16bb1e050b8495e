"""A plan with everything that is derived of it on a day: what is planned, what is owed, what it still costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.models import Instalment, Plan, PlanCharge, PlanInvoice
from shared.money import Money
from shared.plans.allocation import Share, Standing
from shared.plans.interest import Price, expected
from shared.plans.policy import Policy
from shared.plans.states import RUNNING, WAITING, Seen
from shared.plans.waiting import OpenDispute
from shared.words import FeeKind


@dataclass(frozen=True, slots=True)
class Covered:
    """An invoice of a plan, or a fee of it: what the plan counts on, and what is left of it in the books.

    `carried_by` is the number of the instalment that carries a fee.
    """

    row: PlanInvoice
    number: str
    due_on: date
    outstanding: int
    paid: int
    fee_kind: FeeKind | None = None
    carried_by: int | None = None
    fee_id: int | None = None

    @property
    def is_interest(self) -> bool:
        """Of this plan; what an earlier one left open is owed here like an invoice, and bears nothing either."""
        return self.fee_kind is FeeKind.PLAN_INTEREST and self.carried_by is not None

    @property
    def unplanned(self) -> int:
        """What the books and the plan differ by: above zero when less is owed than planned, below when more is."""
        return self.row.open_minor + self.row.adjusted_minor - self.outstanding - self.paid


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan with everything derived, as of one day. Invoices are ordered by due date, instalments likewise."""

    plan: Plan
    policy: Policy
    invoices: tuple[Covered, ...]
    rows: Mapping[int, Instalment]
    seen: tuple[Seen, ...]
    charges: Mapping[int, Sequence[PlanCharge]]
    disputes: tuple[OpenDispute, ...] = ()

    @property
    def is_disputed(self) -> bool:
        """It waits for the answer to a dispute of one of its invoices (ADR-0034)."""
        return any(each.holds for each in self.disputes)

    @property
    def is_paused(self) -> bool:
        """By staff, or while it waits for a dispute: no charge and no consequence (domain.md 3.6)."""
        return self.plan.paused_on is not None or self.is_disputed

    @property
    def stands(self) -> tuple[Standing, ...]:
        return tuple(each.standing for each in self.seen)

    @property
    def outstanding(self) -> int:
        return sum(each.outstanding for each in self.invoices)

    @property
    def unplanned(self) -> int:
        """As of an invoice; what was paid beyond the schedule has settled its part of what is not planned."""
        return sum(each.left for each in self.stands) - self.outstanding

    @property
    def principal(self) -> int:
        """What is left of the invoices alone."""
        return sum(each.outstanding for each in self.invoices if each.fee_kind is None)

    @property
    def to_come(self) -> dict[int, int]:
        """The interest that is expected and not owed yet, by instalment; none once the plan has ended."""
        return self.to_come_of(self.stands)

    def to_come_of(self, stands: Sequence[Standing]) -> dict[int, int]:
        """See `to_come`; of a schedule as it would be."""
        plan = self.plan
        if not plan.interest_bp or plan.state not in RUNNING | WAITING:
            return {}
        claimed = [each for each in self.invoices if each.is_interest]
        left = max(plan.interest_minor - sum(each.row.open_minor for each in claimed), 0)
        price = Price(plan.interest_bp, plan.frequency, left)
        return expected(price, self._without_fees(stands), {each.carried_by for each in claimed}, self.principal)

    def _without_fees(self, stands: Sequence[Standing]) -> list[Standing]:
        """What of the instalments is for invoices: fees bear no interest."""
        open_: Counter[int | None] = Counter()
        for each in self.invoices:
            if each.carried_by is not None:
                open_[each.carried_by] += each.outstanding
        return [replace(each, amount=max(each.amount - open_[each.number], each.paid)) for each in stands]

    @property
    def asked(self) -> tuple[Standing, ...]:
        """The instalments as the debtor is asked for them: with the interest and the fee that are still to come."""
        return self.asked_of(self.stands)

    def asked_of(self, stands: Sequence[Standing]) -> tuple[Standing, ...]:
        """See `asked`; of a schedule as it would be."""
        more = self.to_come_of(stands)
        if self.plan.began_on is None and self.plan.fee_minor and stands:
            more[stands[0].id] = more.get(stands[0].id, 0) + self.plan.fee_minor
        return tuple(replace(each, amount=each.amount + more.get(each.id, 0)) for each in stands)

    @property
    def fees(self) -> dict[int, int | None]:
        """The items among the plan's invoices that are fees of it, each with the instalment that carries it."""
        of: dict[int | None, int] = {each.number: each.id for each in self.stands}
        return {each.row.invoice_id: of.get(each.carried_by) for each in self.invoices if each.carried_by is not None}

    @property
    def open_fees(self) -> int:
        return sum(each.outstanding for each in self.invoices if each.carried_by is not None)

    def with_claimed(self, stand: Standing, kind: FeeKind, minor: int) -> Loaded:
        """As it would be with a fee more; its item has the instalment's id below zero."""
        row = PlanInvoice(plan_id=self.plan.id or 0, invoice_id=-stand.id, open_minor=minor)
        item = Covered(row, "", stand.due_on, minor, 0, kind, stand.number)
        larger = {stand.id: replace(stand, amount=stand.amount + minor)}
        seen = (replace(each, standing=larger.get(each.standing.id, each.standing)) for each in self.seen)
        return replace(self, invoices=(*self.invoices, item), seen=tuple(seen))

    def with_paid(self, shares: Iterable[Share]) -> Loaded:
        """As it would be with these shares of a payment."""
        paid: Counter[int] = Counter()
        settled: Counter[int] = Counter()
        for each in shares:
            paid[each.instalment_id] += each.amount
            settled[each.invoice_id] += each.amount
        seen = (
            replace(each, standing=replace(each.standing, paid=each.standing.paid + paid[each.standing.id]))
            for each in self.seen
        )
        invoices = (
            replace(each, outstanding=each.outstanding - settled[each.row.invoice_id]) for each in self.invoices
        )
        return replace(self, seen=tuple(seen), invoices=tuple(invoices))

    @property
    def owed(self) -> list[tuple[int, int]]:
        """What is left of each invoice, the oldest due first."""
        return [(each.row.invoice_id, each.outstanding) for each in self.invoices]

    def money(self, minor: int) -> Money:
        return Money(minor, self.plan.currency)
