"""A plan that is being set up, in words: what may be chosen, the schedule, who may agree to it, what would pass."""

from dataclasses import dataclass, field

from backoffice.components.plan_lines import LEVEL
from shared import plans
from shared.i18n import retold
from shared.money import Money
from shared.plans import cost
from shared.plans.deciding import Covered, Decision, Outcome
from shared.plans.setting_up import SettingUp
from shared.plans.wizard import Drawn
from shared.ui.charts import Instalment
from shared.ui.format import amount as in_figures
from shared.ui.format import long_date, short_date
from shared.words import Frequency, Level


@dataclass
class Choosable:
    """An open invoice; `why_not` where it cannot be part of a plan."""

    id: int = 0
    number: str = ""
    note: str = ""
    amount: str = ""
    is_chosen: bool = False
    why_not: str = ""


@dataclass
class DrawnRow:
    """A row of the schedule as it would be."""

    number: str = ""
    due: str = ""
    amount: str = ""
    left_after: str = ""


@dataclass
class Nearby:
    """A plan near the one asked for that passes."""

    said: str = ""
    place: int = 0


@dataclass
class Chosen:
    """What the form says, as typed."""

    way: str = "count"
    count: str = "6"
    amount: str = ""
    frequency: str = Frequency.MONTHLY.value
    first: str = ""
    down: str = ""
    interest: str = ""
    fee: str = ""


@dataclass
class Shown:
    """The plan as drawn, and what may be done with it."""

    rows: list[DrawnRow] = field(default_factory=list)
    columns: list[Instalment] = field(default_factory=list)
    total: str = ""
    cost: str = ""
    currency: str = ""
    verdict: str = ""
    tone: str = "plain"
    problem: str = ""
    action: str = ""
    nearby: list[Nearby] = field(default_factory=list)


def choosable(each: Covered, made: SettingUp) -> Choosable:
    held = ", ".join(sorted(each.holds - {"plan"}))
    why = "in a plan already" if "plan" in each.holds else held
    return Choosable(
        id=each.id,
        number=each.number,
        note=f"due {short_date(each.due_on)}",
        amount=in_figures(each.outstanding),
        is_chosen=each.id in made.chosen,
        why_not=why,
    )


def shown(drawn: Drawn, made: SettingUp) -> Shown:
    verdict, tone, action = _verdict(drawn.decision, made)
    whole_sum = drawn.rows[0].amount.minor + drawn.rows[0].left_after.minor
    return Shown(
        rows=[
            DrawnRow(
                "First" if each.number == 0 else str(each.number),
                long_date(each.due_on),
                in_figures(each.amount),
                in_figures(each.left_after),
            )
            for each in drawn.rows
        ],
        columns=[
            Instalment(
                short_date(each.due_on),
                round(100 * each.amount.minor / whole_sum, 1),
                round(100 * each.left_after.minor / whole_sum, 1),
            )
            for each in drawn.rows
        ],
        total=in_figures(Money(whole_sum, made.currency)),
        cost=cost.of_ask(drawn.ask).told(),
        currency=made.currency,
        verdict=verdict,
        tone=tone,
        action=action,
        nearby=_nearby(drawn),
    )


def _nearby(drawn: Drawn) -> list[Nearby]:
    passing = [
        (place, each)
        for place, each in enumerate(drawn.offers)
        if each.decision.outcome is Outcome.ACCEPTED and each.ask != drawn.ask
    ]
    return [Nearby(retold(plans.summary(each.ask)), place) for place, each in passing]


def _verdict(decision: Decision, made: SettingUp) -> tuple[str, str, str]:
    """What becomes of it, its tone, and what the button says."""
    reasons = " ".join(each.sentence for each in decision.rules)
    if decision.outcome is Outcome.REFUSED:
        return f"Nobody may agree to this. {reasons}", "bad", ""
    if decision.outcome is Outcome.NEEDS_APPROVAL:
        by = LEVEL[decision.by or Level.MANAGER]
        return f"It needs approval by {by}. {reasons}", "warn", "Send it for approval"
    credit = " It counts as consumer credit: a legal text goes with it." if decision.is_credit else ""
    return f"You may agree to this.{credit}", "good", f"Offer it to {made.debtor}"
