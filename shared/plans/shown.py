"""A plan as its page shows it, put together from what was loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from shared.i18n import Told
from shared.models import ChangeState, ChargeState, Debtor, PlanChange, PlanEvent
from shared.money import Money
from shared.plans import references
from shared.plans.allocation import Change, Standing, applied, payable_now
from shared.plans.claiming import payoff
from shared.plans.cost import Cost, of_plan
from shared.plans.disputes import DisputedPart, disputed_parts
from shared.plans.loaded import Loaded
from shared.plans.policy import Policy
from shared.plans.states import RUNNING
from shared.words import FeeKind, InstalmentState, Level, PlanState


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """An instalment with its state today. `id` below zero: it is only proposed."""

    id: int
    number: int
    due_on: date
    amount: Money
    paid: Money
    left: Money
    left_after: Money
    state: InstalmentState
    reference: str


@dataclass(frozen=True, slots=True)
class Covers:
    """An invoice of a plan, by what the plan counts on and what is left of it."""

    invoice_id: int
    number: str
    due_on: date
    planned: Money
    left: Money
    fee_kind: FeeKind | None = None
    fee_id: int | None = None


@dataclass(frozen=True, slots=True)
class DueNow:
    """What the debtor is asked to pay: what is due, else the next instalment (`is_due` false)."""

    plan_id: int
    reference: str
    amount: Money
    due_on: date
    is_due: bool
    instalment_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change that waits for the debtor, with the schedule as it would be."""

    id: int
    kind: str
    reason: Told
    proposed_at: datetime
    after: tuple[InstalmentRow, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    actor: str
    kind: str
    told: Told


@dataclass(frozen=True, slots=True)
class NextCharge:
    on: datetime
    amount: Money
    try_number: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with all that its page shows. `payoff` is what all that is left comes to on the day.

    `unplanned` above zero is owed beside it until the debtor consents; `asks_consent` is what the debtor's bank did not
    let us take without them.
    """

    id: int
    debtor_id: int
    debtor: str
    reference: str
    state: PlanState
    asked_for: str
    total: Money
    paid: Money
    left: Money
    cost: Cost
    payoff: Money
    unplanned: Money
    instalments: tuple[InstalmentRow, ...]
    invoices: tuple[Covers, ...]
    due: DueNow | None
    next_charge: NextCharge | None
    asks_consent: Money | None
    changes: tuple[Proposed, ...]
    history: tuple[Happened, ...]
    rules: tuple[str, ...]
    agreed_by: Level | None
    offered_until: date
    cure_until: date | None
    card: str
    card_stopped: str
    is_paused: bool
    may_move: bool
    has_accepted: bool
    policy: Policy
    predecessor_id: int | None
    disputes: tuple[DisputedPart, ...]

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_disputed(self) -> bool:
        """It waits for our answer to a dispute; one at the bank only holds charges."""
        return any(each.holds and each.id for each in self.disputes)


def due_of(loaded: Loaded, on: date) -> DueNow | None:
    """What one plan asks for; None where nothing is left or it does not run."""
    now = payable_now(loaded.asked, on)
    if loaded.plan.state not in RUNNING or not now:
        return None
    return DueNow(
        plan_id=loaded.plan.id or 0,
        reference=loaded.plan.reference or "",
        amount=loaded.money(sum(each.left for each in now)),
        due_on=now[0].due_on,
        is_due=now[0].due_on <= on,
        instalment_ids=tuple(each.id for each in now),
    )


def view(session: Session, loaded: Loaded, on: date) -> PlanView:
    """Everything about one plan on a day."""
    plan_ = loaded.plan
    total, left = (sum(getattr(each, name) for each in loaded.asked) for name in ("amount", "left"))
    states = {each.standing.id: each.state for each in loaded.seen}
    return PlanView(
        id=plan_.id or 0,
        debtor_id=plan_.debtor_id,
        debtor=session.get_one(Debtor, plan_.debtor_id).name,
        reference=plan_.reference or "",
        state=plan_.state,
        asked_for=plan_.asked_for,
        total=loaded.money(total),
        paid=loaded.money(total - left),
        left=loaded.money(left),
        cost=of_plan(loaded),
        payoff=loaded.money(payoff(loaded, on)),
        unplanned=loaded.money(max(-loaded.unplanned, 0) if plan_.state in RUNNING else 0),
        instalments=_rows(loaded, loaded.asked, states),
        invoices=tuple(_covers(loaded)),
        due=due_of(loaded, on),
        next_charge=_next_charge(loaded),
        asks_consent=_asks_consent(loaded),
        changes=_changes(session, loaded, states),
        history=_history(session, plan_.id or 0),
        rules=tuple(each["sentence"] for each in plan_.rules),
        agreed_by=plan_.agreed_by,
        offered_until=plan_.offered_until,
        cure_until=plan_.cure_until,
        card=plan_.card,
        card_stopped=plan_.card_stopped,
        is_paused=plan_.paused_on is not None,
        may_move=plan_.state in RUNNING and plan_.moves < loaded.policy.conduct.max_moves,
        has_accepted=plan_.accepted_at is not None,
        policy=loaded.policy,
        predecessor_id=plan_.predecessor_id,
        disputes=disputed_parts(session, loaded),
    )


def _rows(
    loaded: Loaded, stands: Sequence[Standing], states: Mapping[int, InstalmentState]
) -> tuple[InstalmentRow, ...]:
    after, made = sum(each.amount for each in stands), []
    for each in stands:
        after -= each.amount
        made.append(
            InstalmentRow(
                id=each.id,
                number=each.number,
                due_on=each.due_on,
                amount=loaded.money(each.amount),
                paid=loaded.money(each.paid),
                left=loaded.money(each.left),
                left_after=loaded.money(after),
                state=states.get(each.id, InstalmentState.SCHEDULED),
                reference=references.of_instalment(loaded.plan.id or 0, each.number) if loaded.plan.began_on else "",
            )
        )
    return tuple(made)


def _covers(loaded: Loaded) -> list[Covers]:
    return [
        Covers(
            each.row.invoice_id,
            each.number,
            each.due_on,
            loaded.money(each.row.open_minor + each.row.adjusted_minor),
            loaded.money(each.outstanding),
            each.fee_kind,
            each.fee_id,
        )
        for each in loaded.invoices
    ]


def _next_charge(loaded: Loaded) -> NextCharge | None:
    planned = [one for each in loaded.charges.values() for one in each if one.state is ChargeState.PLANNED]
    first = min(planned, key=lambda each: each.due_at, default=None)
    return NextCharge(first.due_at, loaded.money(first.amount_minor), first.try_number) if first else None


def _asks_consent(loaded: Loaded) -> Money | None:
    """What is left of an instalment whose last charge the bank wants the debtor to confirm: they pay it by hand."""
    for each in loaded.stands:
        tried = loaded.charges.get(each.id, ())
        if each.left and tried and tried[-1].state is ChargeState.AUTHENTICATION:
            return loaded.money(each.left)
    return None


def _changes(session: Session, loaded: Loaded, states: Mapping[int, InstalmentState]) -> tuple[Proposed, ...]:
    query = select(PlanChange).where(
        col(PlanChange.plan_id) == loaded.plan.id, col(PlanChange.state) == ChangeState.PROPOSED
    )
    return tuple(
        Proposed(
            id=each.id or 0,
            kind=each.kind,
            reason=Told.read(each.reason, each.facts),
            proposed_at=each.proposed_at,
            after=_rows(loaded, loaded.asked_of(applied(loaded.stands, Change.from_data(each.change))), states),
        )
        for each in session.scalars(query.order_by(col(PlanChange.id)))
    )


def _history(session: Session, plan_id: int) -> tuple[Happened, ...]:
    query = select(PlanEvent).where(col(PlanEvent.plan_id) == plan_id).order_by(col(PlanEvent.id).desc())
    return tuple(
        Happened(each.at, each.actor, each.kind, Told.read(each.told, each.facts)) for each in session.scalars(query)
    )
