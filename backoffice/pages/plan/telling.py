"""A plan in words: its schedule with what was paid of each instalment, its charges, its history, what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backoffice import routes
from backoffice.components.plan_lines import INSTALMENT, LEVEL, STATE, plan_name
from backoffice.pages.plan.lines import ChargeLine, CoveredLine, DisputeLine, Head, Paid, Part
from shared.formats import in_fours, percent
from shared.i18n import retold
from shared.models import ChargeState
from shared.money import Money
from shared.plans.card import Charge, Payment, PlanCard
from shared.plans.cost import Cost
from shared.plans.disputes import DisputedPart
from shared.plans.shown import Covers, InstalmentRow
from shared.plans.telling import AUTOMATIC
from shared.ui.format import amount as in_figures
from shared.ui.format import long_date, moment, money, short_date
from shared.ui.timeline import Moment
from shared.words import InstalmentState, Level, PlanState

_CHARGE = {
    ChargeState.PLANNED: ("due-later", "Announced"),
    ChargeState.PROCESSING: ("processing", "Under way"),
    ChargeState.SUCCEEDED: ("paid", "Taken"),
    ChargeState.SOFT_DECLINE: ("failed", "Declined"),
    ChargeState.HARD_DECLINE: ("failed", "Refused for good"),
    ChargeState.AUTHENTICATION: ("needs-review", "Needs the debtor"),
    ChargeState.CALLED_OFF: ("cancelled", "Called off"),
}
_ICONS = {
    "proposed": "hand-coins",
    "approved": "check",
    "accepted": "check-check",
    "began": "calendar-check-2",
    "charge": "credit-card",
    "card": "credit-card",
    "card_stopped": "triangle-alert",
    "paused": "pause",
    "waits": "pause",
    "at_risk": "triangle-alert",
    "breached": "triangle-alert",
    "defaulted": "triangle-alert",
    "completed": "circle-check",
    "renegotiated": "repeat-2",
    "replan_offered": "repeat-2",
    "cancelled": "ban",
    "declined": "x",
    "expired": "clock-alert",
    "moved": "calendar-clock",
}
_TO_STAFF = {
    "The plan has begun; no reminders while you keep to it.": "The plan has begun; reminders wait while it is kept.",
    "You agreed to the plan.": "The debtor agreed to the plan.",
    "You did not take this plan.": "The debtor did not take the plan.",
    "You ended this plan.": "The debtor ended the plan.",
    "Instalments are taken from your saved card.": "Instalments are taken from the debtor's saved card.",
    "You pay the instalments yourself.": "The debtor pays the instalments by hand.",
    "You removed the card.": "The debtor removed the card.",
}
"""What the debtor reads in the second person, as staff read it."""
_IN_TROUBLE = frozenset({"at_risk", "breached", "defaulted", "card_stopped"})


def head(card: PlanCard, names: Mapping[str, str]) -> Head:
    view = card.view
    kind, label = STATE[view.state]
    held, (upcoming, tone) = _held(card), _next(card)
    made = Head(
        id=view.id,
        name=plan_name(view.id),
        href=routes.plan(view.id),
        kind="on-hold" if held else kind,
        label=held or label,
        debtor=view.debtor,
        debtor_href=routes.debtor(view.debtor_id),
        reference=in_fours(view.reference),
        asked_for=view.asked_for,
        total=in_figures(view.total),
        paid=in_figures(view.paid),
        left=in_figures(view.left),
        missed=_missed(card),
        unplanned=money(view.unplanned) if view.unplanned else "",
        cost=_cost(view.cost),
        payoff=money(view.payoff) if card.is_running and view.payoff != view.left else "",
        currency=view.left.currency,
        upcoming=upcoming,
        upcoming_tone=tone,
        is_running=card.is_running,
        is_waiting=card.is_waiting,
        is_paused=view.is_paused,
    )
    _add_agreement(made, card, names)
    return made


def _cost(cost: Cost) -> str:
    """The interest with its rate, and the set-up fee."""
    rate = percent(cost.rate_bp / 100, decimals=2)
    interest = f"{money(cost.interest)} interest at {rate} a year" if cost.rate_bp else ""
    fee = f"{money(cost.fee)} set-up fee" if cost.fee else ""
    return ", ".join(each for each in (interest, fee) if each)


def parts(card: PlanCard) -> list[Part]:
    """The schedule with the money that names each instalment."""
    by_number: dict[int | None, list[Payment]] = defaultdict(list)
    for each in card.payments:
        by_number[each.number].append(each)
    return [_part(each, by_number[each.number]) for each in card.view.instalments]


def other_payments(card: PlanCard) -> list[Paid]:
    """Money for the plan's invoices that names no instalment; it fills the oldest first."""
    return _paid([each for each in card.payments if each.number is None])


def covered(rows: Sequence[Covers]) -> list[CoveredLine]:
    return [
        CoveredLine(
            each.number,
            routes.invoice(each.invoice_id),
            short_date(each.due_on),
            in_figures(each.planned),
            in_figures(each.left),
            each.fee_id or 0 if each.left else 0,
        )
        for each in rows
    ]


def disputes(parts: Sequence[DisputedPart]) -> list[DisputeLine]:
    """What of the plan is disputed, and what that does to it."""
    return [_dispute(each) for each in parts]


def charges(rows: Sequence[Charge]) -> list[ChargeLine]:
    return [_charge(each) for each in rows]


def moments(card: PlanCard, names: Mapping[str, str]) -> list[Moment]:
    """The plan's history, the newest first."""
    return [
        Moment(
            icon=_ICONS.get(each.kind, "history"),
            text=_TO_STAFF.get(each.told.text) or retold(each.told) or each.kind.replace("_", " ").capitalize(),
            when=moment(each.at),
            detail="" if each.actor == AUTOMATIC else names.get(each.actor, each.actor),
            late=each.kind in _IN_TROUBLE,
        )
        for each in card.view.history
    ]


def may_approve(card: PlanCard, *, actor: str, level: Level | None) -> bool:
    """Whether this person may approve it now; the service asks again."""
    if level is None or actor == card.proposed_by or card.view.state is not PlanState.PENDING_APPROVAL:
        return False
    ranks = list(Level)
    return ranks.index(level) >= ranks.index(card.view.agreed_by or Level.MANAGER)


def _add_agreement(made: Head, card: PlanCard, names: Mapping[str, str]) -> None:
    """Who agreed to it, under what, and which plan it stands beside."""
    view = card.view
    made.policy, made.policy_href = card.policy, routes.plan_policy(card.policy_id)
    made.proposed = f"{names.get(card.proposed_by, card.proposed_by)}, {moment(card.proposed_at)}"
    if card.approved_at:
        made.approved = f"{names.get(card.approved_by, card.approved_by)}, {moment(card.approved_at)}"
    made.accepted = moment(card.accepted_at) if card.accepted_at else ""
    made.how_paid = _how_paid(card)
    made.version = f"Changed, version {card.schedule_version}" if card.schedule_version > 1 else ""
    if view.predecessor_id:
        made.before, made.before_href = plan_name(view.predecessor_id), routes.plan(view.predecessor_id)
    if card.successor_id:
        made.after, made.after_href = plan_name(card.successor_id), routes.plan(card.successor_id)
    if card.is_running or view.state is PlanState.DEFAULTED:
        made.replan_href = routes.replan(view.id)


def _held(card: PlanCard) -> str:
    """That its clock stands still, where it does."""
    if not card.is_running:
        return ""
    return "Paused" if card.view.is_paused else "Waits for a dispute" if card.view.is_disputed else ""


def _missed(card: PlanCard) -> str:
    view = card.view
    missed = Money.total(
        (each.left for each in view.instalments if each.state is InstalmentState.MISSED), view.left.currency
    )
    return in_figures(missed) if missed and card.is_running else ""


def _part(row: InstalmentRow, payments: Sequence[Payment]) -> Part:
    kind, label = INSTALMENT[row.state]
    is_part = row.paid and row.left and row.state not in (InstalmentState.PAID, InstalmentState.CURED)
    return Part(
        number="First" if row.number == 0 else str(row.number),
        due=long_date(row.due_on),
        amount=in_figures(row.amount),
        left_after=in_figures(row.left_after),
        kind=kind,
        label=label,
        note=f"{in_figures(row.paid)} paid, {in_figures(row.left)} left" if is_part else "",
        paid=_paid(payments),
    )


def _paid(payments: Sequence[Payment]) -> list[Paid]:
    """One line a receipt, what was taken back taken off."""
    sums: dict[int, int] = defaultdict(int)
    for each in payments:
        sums[each.receipt_id] += each.amount.minor
    named = {each.receipt_id: each for each in payments}
    return [
        Paid(named[id_].receipt, routes.receipt(id_), in_figures(Money(minor, named[id_].amount.currency)))
        for id_, minor in sums.items()
        if minor
    ]


def _dispute(part: DisputedPart) -> DisputeLine:
    since = long_date(part.since)
    told = f" is disputed since {since}. The plan waits: nothing is charged or missed until it is answered."
    if part.id is None:
        told = (
            f": its cardholder disputes a payment at the bank since {since}. No card is charged until that is decided."
        )
    elif not part.holds:
        told = f" is disputed again, since {since}. The plan goes on; it waits for another answer only if you let it."
    waits = 0 if part.holds else part.id or 0
    return DisputeLine(waits, f"Invoice {part.number}", routes.invoice(part.invoice_id), told)


def _charge(row: Charge) -> ChargeLine:
    kind, label = _CHARGE[row.state]
    return ChargeLine(
        number=f"{row.number}, try {row.try_number}" if row.try_number > 1 else str(row.number),
        when=moment(row.due_at),
        kind=kind,
        label=label,
        problem=row.problem,
        amount=in_figures(row.amount),
    )


def _next(card: PlanCard) -> tuple[str, str]:
    """What happens next, as a sentence, and how urgent it is."""
    view = card.view
    if view.state is PlanState.PENDING_APPROVAL:
        said = f"It waits for approval by {LEVEL[view.agreed_by or Level.MANAGER]}. {' '.join(view.rules)}"
        return said, "warn"
    if view.state is PlanState.OFFERED:
        return f"It begins when {view.debtor} accepts it, until {long_date(view.offered_until)}.", "plain"
    if view.is_disputed and not view.is_paused:
        return "", "plain"  # said by the dispute itself
    if view.is_paused and card.is_running:
        return "It is paused: nothing is charged, and nothing counts as missed.", "plain"
    if view.state is PlanState.BREACHED and view.cure_until:
        return f"It ends unless what is missed is paid until {long_date(view.cure_until)}.", "bad"
    if view.next_charge:
        return f"{money(view.next_charge.amount)} will be taken by card on {moment(view.next_charge.on)}.", "plain"
    if view.due is None:
        return "", "plain"
    if view.due.is_due:
        return f"{money(view.due.amount)} is due since {long_date(view.due.due_on)}.", "warn"
    return f"{money(view.due.amount)} is due on {long_date(view.due.due_on)}.", "plain"


def _how_paid(card: PlanCard) -> str:
    if card.view.card_stopped:
        return f"By hand. The card was stopped: {card.view.card_stopped}"
    return "By saved card" if card.view.card else "By hand"
