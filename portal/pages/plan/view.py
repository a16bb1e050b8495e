"""A plan in words, for the debtor whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from portal.components.card_name import card_name
from portal.components.plan_schedule import ScheduleView, schedule_view
from portal.pages.plan.notices import disputed, notice_of
from shared import clock
from shared.i18n import phrase, retold, said, said_count
from shared.money import Money
from shared.payments.saved_cards import CardView
from shared.plans import wizard
from shared.plans.paying import Preview
from shared.plans.shown import Covers, InstalmentRow, PlanView, Proposed
from shared.ui.format import amount as digits
from shared.ui.format import long_date, moment, money
from shared.ui.timeline import Moment
from shared.words import FeeKind, InstalmentState, PlanState

_PLAN: Final = {
    PlanState.OFFERED: ("open", phrase("Offered to you")),
    PlanState.PENDING_APPROVAL: ("processing", phrase("Waits for our agreement")),
    PlanState.AWAITING_DOWN_PAYMENT: ("open", phrase("Waits for the first payment")),
    PlanState.ACTIVE: ("on-a-plan", phrase("Is being kept")),
    PlanState.AT_RISK: ("at-risk", phrase("An instalment is missing")),
    PlanState.BREACHED: ("at-risk", phrase("Instalments are missing")),
    PlanState.DEFAULTED: ("broken", phrase("Was not kept")),
    PlanState.COMPLETED: ("paid", phrase("Paid in full")),
    PlanState.RENEGOTIATED: ("cancelled", phrase("Replaced by another plan")),
    PlanState.CANCELLED: ("cancelled", phrase("Ended")),
    PlanState.DECLINED: ("rejected", phrase("Not agreed")),
    PlanState.EXPIRED: ("cancelled", phrase("Was not accepted in time")),
}
_INSTALMENT: Final = {
    InstalmentState.SCHEDULED: ("due-later", phrase("To come")),
    InstalmentState.DUE: ("open", phrase("Due now")),
    InstalmentState.PROCESSING: ("processing", phrase("Being taken from your card")),
    InstalmentState.PARTIAL: ("partly-paid", phrase("{left} left")),
    InstalmentState.FAILED: ("failed", phrase("Card declined")),
    InstalmentState.MISSED: ("overdue", phrase("Missed")),
    InstalmentState.PAID: ("paid", phrase("Paid")),
    InstalmentState.CURED: ("paid", phrase("Paid late")),
    InstalmentState.SUPERSEDED: ("cancelled", phrase("Replaced")),
}
_ICONS: Final = {
    "began": "calendar-check-2",
    "moved": "calendar-clock",
    "charge": "credit-card",
    "completed": "check-check",
}


BY_CARD: Final = phrase("Instalments are taken from your saved card.")
BY_HAND: Final = phrase("You pay the instalments yourself.")


@dataclass
class InstalmentLine:
    """An instalment with how it stands."""

    id: str = ""
    number: str = ""
    date: str = ""
    amount: str = ""
    kind: str = "due-later"
    label: str = ""


@dataclass
class CoverLine:
    """An invoice of the plan, or a fee of it."""

    href: str = ""
    name: str = ""
    left: str = ""


@dataclass
class ChangeCard:
    """A change that waits for the debtor, with the schedule as it would be."""

    id: str = ""
    reason: str = ""
    lines: list[InstalmentLine] = field(default_factory=list)


@dataclass
class After:
    """What a payment of more than is due would do."""

    amount: str = ""
    told: str = ""
    lines: list[InstalmentLine] = field(default_factory=list)


@dataclass
class PlanCard:
    """All that the page shows of the plan itself; texts are empty where there is nothing to say."""

    id: str = ""
    kind: str = "open"
    label: str = ""
    left: str = ""
    currency: str = ""
    total: str = ""
    paid: str = ""
    due_text: str = ""
    due_amount: str = ""
    notice: str = ""
    cost: str = ""
    payoff: str = ""
    disputes: list[str] = field(default_factory=list)
    is_offer: bool = False
    may_cancel: bool = False
    may_move: bool = False
    moves_by: str = ""
    lines: list[InstalmentLine] = field(default_factory=list)
    schedule: ScheduleView = field(default_factory=ScheduleView)
    covers: list[CoverLine] = field(default_factory=list)
    changes: list[ChangeCard] = field(default_factory=list)
    history: list[Moment] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, plan: PlanView, language: str) -> Self:
        kind, label = standing(plan, language)
        conduct = plan.policy.conduct
        return cls(
            id=str(plan.id),
            kind=kind,
            label=label,
            left=digits(plan.left, language),
            currency=plan.left.currency,
            total=money(plan.total, language),
            paid=money(plan.paid, language),
            due_text=due_text(plan, language),
            due_amount=money(plan.due.amount, language) if plan.due else "",
            notice=notice_of(plan, language),
            cost=plan.cost.told(language),
            payoff=_payoff(plan, language),
            disputes=[disputed(each, language) for each in plan.disputes if each.id or plan.card],
            is_offer=plan.state is PlanState.OFFERED,
            may_cancel=plan.state in (PlanState.PENDING_APPROVAL, *_UNTIL_PAID) and not plan.paid,
            may_move=plan.may_move and bool(plan.left),
            moves_by=said_count("{count} day", "{count} days", conduct.move_days, language),
            lines=[line_of(each, language) for each in plan.instalments],
            schedule=_drawn(plan, language),
            covers=[
                CoverLine(f"/invoices/{each.invoice_id}", _name(each, language), digits(each.left, language))
                for each in plan.invoices
            ],
            changes=[_change(each, language) for each in plan.changes],
            history=[
                Moment(_ICONS.get(each.kind, "clock"), retold(each.told, language), moment(each.at, language))
                for each in plan.history
            ],
            conditions=list(wizard.conditions(plan.policy, language)),
        )


_UNTIL_PAID: Final = (PlanState.AWAITING_DOWN_PAYMENT, PlanState.ACTIVE, PlanState.AT_RISK, PlanState.BREACHED)


def standing(plan: PlanView, language: str) -> tuple[str, str]:
    """The status' kind and word."""
    if plan.is_paused:
        return "on-hold", said("Paused", language)
    if plan.is_disputed:
        return "on-hold", said("Waits for our answer", language)
    kind, text = _PLAN[plan.state]
    return kind, said(text, language)


def card_of(plan: PlanView) -> str:
    """The saved card that the plan is paid by, "" for by hand."""
    return "" if plan.card_stopped else plan.card


def how_paid(plan: PlanView, cards: Sequence[CardView], language: str) -> str:
    """Which card is charged, or that none is."""
    card = card_of(plan)
    known = next((each for each in cards if each.reference == card), None)
    if known is None:
        return said(BY_CARD if card else BY_HAND, language)
    return said("Each instalment is taken from your {card}.", language, card=card_name(known, language))


def due_text(plan: PlanView, language: str) -> str:
    """What is asked for now: "Due since 1 December 2026", "Next on 1 January 2027"."""
    if plan.due is None:
        return ""
    text = phrase("Next on {day}")
    if plan.due.is_due:
        text = phrase("Due today") if plan.due.due_on == clock.today() else phrase("Due since {day}")
    return said(text, language, day=long_date(plan.due.due_on, language))


def line_of(row: InstalmentRow, language: str) -> InstalmentLine:
    kind, text = _INSTALMENT[row.state]
    return InstalmentLine(
        id=str(row.id),
        number=said("First", language) if row.number == 0 else str(row.number),
        date=long_date(row.due_on, language),
        amount=digits(row.amount, language),
        kind=kind,
        label=said(text, language, left=digits(row.left, language)),
    )


def after(plan: PlanView, shown: Preview, language: str) -> After:
    """What the preview says: when the plan is done, and what is left to pay on each day."""
    names = {each.id: each for each in plan.instalments}
    left = [each for each in shown.after if each.left]
    taken = Money.total((Money(each.amount, shown.amount.currency) for each in shown.shares), shown.amount.currency)
    lines = [
        InstalmentLine(
            id=str(each.id),
            number=str(names[each.id].number),
            date=long_date(each.due_on, language),
            amount=digits(Money(each.left, shown.amount.currency), language),
        )
        for each in left
    ]
    if not left:
        told = said("With this payment everything is paid.", language)
    else:
        last = long_date(left[-1].due_on, language)
        told = said_count(
            "After it, one payment is left, on {last}.",
            "After it, {count} payments are left, the last on {last}.",
            len(left),
            language,
            last=last,
        )
    return After(money(taken, language), told, lines)


_NAMES: Final = {
    FeeKind.SET_UP_FEE: phrase("Set-up fee {number}"),
    FeeKind.PLAN_INTEREST: phrase("Interest {number}"),
    None: phrase("Invoice {number}"),
}


def _name(item: Covers, language: str) -> str:
    return said(_NAMES[item.fee_kind], language, number=item.number)


def _payoff(plan: PlanView, language: str) -> str:
    """What paying all at once comes to, where that is less than the instalments."""
    if plan.due is None or plan.payoff == plan.left:
        return ""
    return said(
        "You can pay all that is left today with {payoff}. Interest that is still to come is not owed then.",
        language,
        payoff=plan.payoff,
    )


def _change(change: Proposed, language: str) -> ChangeCard:
    left = [each for each in change.after if each.left]
    return ChangeCard(str(change.id), retold(change.reason, language), [line_of(each, language) for each in left])


def _drawn(plan: PlanView, language: str) -> ScheduleView:
    rows = [wizard.Row(each.number, each.due_on, each.amount, each.left_after) for each in plan.instalments]
    return schedule_view(rows, language) if rows else ScheduleView()
