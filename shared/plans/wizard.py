"""What the plan wizard shows: what may be planned, between which amounts, and any plan drawn with its decision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from shared.cases.queries import DISPUTED
from shared.errors import NotFound
from shared.i18n import Told, said
from shared.models import Debtor, Invoice
from shared.money import Money
from shared.plans import cost, gathering, policies
from shared.plans.deciding import Covered, Decision, Facts, Means, Offer, decide
from shared.plans.nearest import nearest
from shared.plans.policies import Version
from shared.plans.policy import Policy
from shared.plans.schedule import (
    PERIODS_A_YEAR,
    Ask,
    NotASchedule,
    Part,
    add_months,
    build,
    by_amount,
    equal_parts,
    left_after,
    regular,
)
from shared.words import Frequency, Level

TERMS = "plan-terms-1"
"""The version of the terms below; it is kept with every acceptance."""
INCOME = ("wages", "benefits", "other_income")
SPENDING = ("housing", "living", "transport", "debts", "other_spending")
"""What is asked where a policy asks for means: amounts a month, by these names."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Between what a debtor may choose. `least_for_longest` is the least a time that keeps to the longest run."""

    total: Money
    least: Money
    most: Money
    least_for_longest: Money
    longest: int
    frequencies: tuple[Frequency, ...]
    first_from: date
    first_until: date
    down_at_least: Money
    asks_means: bool


@dataclass(frozen=True, slots=True)
class Start:
    """The first page: the invoices that may be planned, those that may not with why, and the choices."""

    may: tuple[Covered, ...]
    may_not: tuple[tuple[Covered, Told], ...]
    choices: Choices | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the schedule, and a bar of its picture."""

    number: int
    due_on: date
    amount: Money
    left_after: Money


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan as asked for: its schedule, whether it passes, and the nearest that do where it does not."""

    ask: Ask
    rows: tuple[Row, ...]
    decision: Decision
    offers: tuple[Offer, ...]
    version: Version

    def promises(self, language: str = "en") -> tuple[str, ...]:
        """What the debtor can count on, a line each."""
        return promises(self.version.policy, self.ask, language)

    def conditions(self, language: str = "en") -> tuple[str, ...]:
        """What becomes of the plan if it is not kept, a sentence each."""
        return conditions(self.version.policy, language)

    @property
    def seen(self) -> str:
        """A mark of all that the debtor is shown: who agrees to it agrees to nothing else."""
        rules = f"{self.version.code}/{self.version.number}"
        shown = (TERMS, rules, self.rows, self.promises(), self.conditions(), self.decision.outcome)
        return sha256(repr(shown).encode()).hexdigest()[:24]


def start(
    session: Session, debtor_id: int, currency: str, on: date, *, holds: Mapping[int, frozenset[str]] | None = None
) -> Start:
    """What of the debtor's open invoices may go into a plan that they set up themselves."""
    query = select(Invoice).where(col(Invoice.debtor_id) == debtor_id, col(Invoice.outstanding_minor) > 0)
    query = query.where(col(Invoice.currency) == currency).order_by(col(Invoice.due_on), col(Invoice.id))
    found = gathering.covered(session, session.scalars(query).all(), holds or {})
    policy = _policy(session, debtor_id, currency, on)
    why = {each.id: _why_not(policy, each, on) for each in found}
    may = tuple(each for each in found if not why[each.id])
    may_not = tuple((each, told) for each in found if (told := why[each.id]))
    total = Money.total((each.outstanding for each in may), currency)
    return Start(may, may_not, choices(policy, total, on))


def choices_for(session: Session, debtor_id: int, total: Money, on: date) -> Choices | None:
    """The range of a plan over this total for a debtor; None where none can be set up without a person."""
    return choices(_policy(session, debtor_id, total.currency, on), total, on)


def choices(policy: Policy, total: Money, on: date) -> Choices | None:
    """The range of a plan over this total; None where no plan can be set up without a person."""
    band = policy.band(Level.PORTAL, total.minor)
    if band is None or total.minor < 2 * band.min_instalment_minor:
        return None
    longest = min(band.max_instalments or 120, total.minor // band.min_instalment_minor)
    asked = policy.affordability
    return Choices(
        total=total,
        least=Money(band.min_instalment_minor, total.currency),
        most=Money(-(-total.minor // 2), total.currency),
        least_for_longest=Money(equal_parts(total.minor, longest)[-1], total.currency),
        longest=longest,
        frequencies=policy.frequencies,
        first_from=on,
        first_until=on + timedelta(days=band.first_within_days if band.first_within_days is not None else 30),
        down_at_least=Money(-(-total.minor * band.min_down_bp // 10_000), total.currency),
        asks_means=asked is not None and total.minor >= asked.from_minor,
    )


def draw(
    session: Session,
    debtor_id: int,
    invoice_ids: Collection[int],
    ask: Ask,
    on: date,
    *,
    means: Means | None = None,
    level: Level = Level.PORTAL,
) -> Drawn:
    """Decide a plan and draw it, without keeping anything; quick enough for every change of a slider.

    Raises:
        NotFound: no such debtor, or no such invoice of theirs.
        NotASchedule: nothing can be drawn.
    """
    own(session, debtor_id, invoice_ids)
    facts = gathering.facts_for(session, debtor_id, invoice_ids, on, gathering.Known(means=means))
    version = policies.in_force(session, ask.total.currency, facts.country, facts.kind, on)
    return drawn(version, ask, facts, level=level)


def own(session: Session, debtor_id: int, invoice_ids: Collection[int]) -> list[Invoice]:
    """The invoices, the earliest due first, if all of them are the debtor's.

    Raises:
        NotFound: one does not exist, or is somebody else's.
    """
    mine = select(Invoice).where(col(Invoice.debtor_id) == debtor_id, col(Invoice.id).in_(invoice_ids))
    found = session.scalars(mine.order_by(col(Invoice.due_on), col(Invoice.id))).all()
    if len(found) < len(set(invoice_ids)):
        raise NotFound("This invoice does not exist, or it is not yours.")
    return list(found)


def drawn(version: Version, ask: Ask, facts: Facts, *, level: Level = Level.PORTAL) -> Drawn:
    """See `draw`; for facts that are known already."""
    parts = build(ask)
    decision = decide(version.policy, ask, facts, level=level)
    offers = nearest(version.policy, ask, facts, level=level) if decision.rules else ()
    return Drawn(ask, rows(parts), decision, offers, version)


def usual_first(choices: Choices) -> date:
    """The day proposed for the first payment: the first of the next month, or the last day that is allowed."""
    first = add_months(choices.first_from, 1, day=1)
    return min(first, choices.first_until)


def usual_amount(choices: Choices) -> Money:
    """The amount proposed: the least that keeps to the longest run, rounded up to five of the currency's unit."""
    step = 5 * 10**choices.least.decimals
    return Money(min(-(-choices.least_for_longest.minor // step) * step, choices.most.minor), choices.total.currency)


def ask_by_amount(total: Money, first_on: date, frequency: Frequency, at_most: Money, down: Money | None = None) -> Ask:
    """“I can pay up to this a month.”"""
    return by_amount(total, first_on, frequency, at_most, down=down)


def ask_by_number(total: Money, first_on: date, frequency: Frequency, count: int, down: Money | None = None) -> Ask:
    """“I pay in so many parts.”"""
    return regular(total, first_on, frequency, count, down=down)


def ask_by_dates(total: Money, days: Sequence[date]) -> Ask:
    """“I pay on these days.”

    Raises:
        NotASchedule: no day was chosen.
    """
    if not days:
        raise NotASchedule("Please choose the days you can pay on.")
    return Ask(total, tuple(sorted(days)), Frequency.DATES, day=min(days).day)


def means_of(answers: Mapping[str, int], frequency: Frequency) -> Means:
    """Monthly answers, in minor units, as what comes in and goes out from one payment of a plan to the next."""

    def a_period(names: Sequence[str]) -> int:
        return sum(answers.get(each, 0) for each in names) * 12 // PERIODS_A_YEAR[frequency]

    return Means(a_period(INCOME), a_period(SPENDING))


def rows(parts: Sequence[Part]) -> tuple[Row, ...]:
    """The table of a schedule."""
    after = left_after(parts)
    return tuple(Row(each.number, each.due_on, each.amount, left) for each, left in zip(parts, after, strict=True))


def promises(policy: Policy, ask: Ask, language: str = "en") -> tuple[str, ...]:
    """See `Drawn.promises`."""
    lines = [
        cost.of_ask(ask).told(language) or said("No fees and no interest", language),
        said("No reminders while you keep to the plan", language),
        said("Pay early or more whenever you like", language),
    ]
    if policy.conduct.max_moves and policy.conduct.move_days:
        lines.append(said("Move one date by up to {days} days", language, days=policy.conduct.move_days))
    return tuple(lines)


def conditions(policy: Policy, language: str = "en") -> tuple[str, ...]:
    """See `Drawn.conditions`; their version is `TERMS`."""
    conduct = policy.conduct
    return (
        said("An instalment counts as missed {days} days after its day.", language, days=conduct.grace_days),
        said(
            "If one is missed for more than {days} days, or {count} are missed close together, we write to you. "
            "You then have {cure} days to catch up.",
            language,
            days=conduct.breach_days,
            count=conduct.breach_missed,
            cure=conduct.cure_days,
        ),
        said("If you do not, the plan ends: all that is left is due at once, and reminders go on.", language),
        said("You may pay all that is left at any time. It costs nothing.", language),
    )


def _policy(session: Session, debtor_id: int, currency: str, on: date) -> Policy:
    debtor = session.get_one(Debtor, debtor_id)
    return policies.in_force(session, currency, debtor.country, debtor.kind, on).policy


def _why_not(policy: Policy, invoice: Covered, on: date) -> Told | None:
    if invoice.due_on > on + timedelta(days=policy.days_ahead):
        return Told("Not due within {days} days.", days=policy.days_ahead)
    if not invoice.holds:
        return None
    if gathering.ON_PLAN in invoice.holds:
        return Told("In a plan already.")
    return Told("You dispute it.") if DISPUTED in invoice.holds else Told("We cannot plan it just now.")
