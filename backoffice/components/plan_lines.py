"""Plans as rows of a list, on the plans page and on a debtor's card, and the words for their states."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from backoffice import routes
from shared.access.rules import Permission, Person
from shared.plans.lists import PlanRow
from shared.ui.figures import amount
from shared.ui.format import amount as in_figures
from shared.ui.format import short_date
from shared.ui.links import link
from shared.ui.status import status
from shared.ui.table import Column, two_lines
from shared.ui.theme import Child
from shared.words import InstalmentState, Level, PlanState

STATE = {
    PlanState.OFFERED: ("open", "Offered"),
    PlanState.PENDING_APPROVAL: ("needs-review", "Waits for approval"),
    PlanState.AWAITING_DOWN_PAYMENT: ("active", "Waits for the first payment"),
    PlanState.ACTIVE: ("on-a-plan", "Being kept"),
    PlanState.AT_RISK: ("at-risk", "At risk"),
    PlanState.BREACHED: ("broken", "Breached"),
    PlanState.DEFAULTED: ("broken", "Not kept"),
    PlanState.COMPLETED: ("paid", "Paid"),
    PlanState.RENEGOTIATED: ("cancelled", "Replaced"),
    PlanState.CANCELLED: ("cancelled", "Cancelled"),
    PlanState.DECLINED: ("rejected", "Declined"),
    PlanState.EXPIRED: ("cancelled", "Offer lapsed"),
}
INSTALMENT = {
    InstalmentState.SCHEDULED: ("due-later", "To come"),
    InstalmentState.DUE: ("open", "Due"),
    InstalmentState.PROCESSING: ("processing", "Charge under way"),
    InstalmentState.PARTIAL: ("partly-paid", "Partly paid"),
    InstalmentState.FAILED: ("failed", "Charge failed"),
    InstalmentState.MISSED: ("overdue", "Missed"),
    InstalmentState.PAID: ("paid", "Paid"),
    InstalmentState.CURED: ("paid", "Paid late"),
    InstalmentState.SUPERSEDED: ("cancelled", "Replaced"),
}
LEVEL = {Level.PORTAL: "the debtor alone", Level.STAFF: "staff", Level.MANAGER: "an approver"}
COLUMNS = (
    Column("Plan", width="132px", place="title"),
    Column("Debtor", sort="debtor", place="note"),
    Column("Next", width="152px"),
    Column("Status", width="200px", sort="state", place="side"),
    Column("Total", number=True, width="120px"),
    Column("Missed", number=True, width="112px"),
    Column("Left", number=True, width="144px", place="amount"),
)


@dataclass
class PlanLine:
    """One row, ready to be drawn."""

    name: str = ""
    href: str = ""
    made: str = ""
    debtor: str = ""
    debtor_href: str = ""
    upcoming: str = ""
    upcoming_note: str = ""
    kind: str = ""
    label: str = ""
    total: str = ""
    missed: str = ""
    is_missed: bool = False
    left: str = ""
    currency: str = ""


def level_of(person: Person) -> Level | None:
    """Up to where a member of staff may agree to plans."""
    if person.may(Permission.PLANS_APPROVE):
        return Level.MANAGER
    return Level.STAFF if person.may(Permission.PLANS_WORK) else None


def plan_name(plan_id: int) -> str:
    """What staff call a plan; the reference is for bank transfers."""
    return f"Plan {plan_id}"


def plan_line(row: PlanRow, today: date) -> PlanLine:
    kind, label = STATE[row.state]
    upcoming, note = _next(row, today)
    return PlanLine(
        name=plan_name(row.id),
        href=routes.plan(row.id),
        made=short_date(row.proposed_at.date()),
        debtor=row.debtor,
        debtor_href=routes.debtor(row.debtor_id),
        upcoming=upcoming,
        upcoming_note=note,
        kind=kind,
        label=label,
        total=in_figures(row.total),
        missed=in_figures(row.missed) if row.missed else "",
        is_missed=bool(row.missed),
        left=in_figures(row.left),
        currency=row.left.currency,
    )


def plan_cells(row: Any) -> tuple[Child, ...]:
    missed = rx.el.span(row.missed, class_name="amt is-bad")
    return (
        two_lines(link(row.name, href=row.href, class_name="medium id"), row.made),
        rx.el.span(link(row.debtor, href=row.debtor_href), class_name="two"),
        two_lines(row.upcoming, row.upcoming_note),
        status(row.kind, row.label),
        row.total,
        rx.cond(row.is_missed, missed, ""),
        amount(row.left, row.currency, strong=True),
    )


def _next(row: PlanRow, today: date) -> tuple[str, str]:
    """What the plan waits for, and how much of it is to come."""
    if row.state is PlanState.PENDING_APPROVAL:
        return "Approval", f"by {LEVEL[row.agreed_by or Level.MANAGER]}"
    if row.state is PlanState.OFFERED:
        return "The debtor", f"until {short_date(row.offered_until)}"
    if row.state is PlanState.BREACHED and row.cure_until:
        return "Catching up", f"until {short_date(row.cure_until)}"
    if row.next_due is None or row.state not in _PAYING:
        return "", ""
    left = "1 payment left" if row.parts_left == 1 else f"{row.parts_left} payments left"
    return (short_date(row.next_due) if row.next_due >= today else f"Due {short_date(row.next_due)}"), left


_PAYING = frozenset({PlanState.AWAITING_DOWN_PAYMENT, PlanState.ACTIVE, PlanState.AT_RISK, PlanState.BREACHED})
