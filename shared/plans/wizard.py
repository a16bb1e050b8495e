"""What the plan wizard shows: what may be planned, between which amounts, and any plan drawn with its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from shared.models import Debtor, Invoice
from shared.money import Money
from shared.plans import gathering, policies
from shared.plans.deciding import Covered, Decision, Facts, Means, Offer, decide, nearest
from shared.plans.policy import Policy
from shared.plans.schedule import Ask, NotASchedule, Part, build, by_amount, equal_parts, left_after, regular
from shared.words import Frequency, Level

TERMS = "plan-terms-1"
"""The version of the terms below; it is kept with every acceptance."""


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
    may_not: tuple[tuple[Covered, str], ...]
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
    terms: tuple[str, ...]


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
    may_not = tuple((each, why[each.id]) for each in found if why[each.id])
    total = Money.total((each.outstanding for each in may), currency)
    return Start(may, may_not, choices(policy, total, on))


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
    invoice_ids: Sequence[int],
    ask: Ask,
    on: date,
    *,
    means: Means | None = None,
    level: Level = Level.PORTAL,
) -> Drawn:
    """Decide a plan and draw it, without keeping anything; quick enough for every change of a slider.

    Raises:
        NotFound: no such debtor or invoice.
        NotASchedule: nothing can be drawn.
    """
    facts = gathering.facts_for(session, debtor_id, invoice_ids, on, gathering.Known(means=means))
    policy = _policy(session, debtor_id, ask.total.currency, on)
    return drawn(policy, ask, facts, level=level)


def drawn(policy: Policy, ask: Ask, facts: Facts, *, level: Level = Level.PORTAL) -> Drawn:
    """See `draw`; for facts that are known already."""
    parts = build(ask)
    decision = decide(policy, ask, facts, level=level)
    offers = nearest(policy, ask, facts, level=level) if decision.rules else ()
    return Drawn(ask, rows(parts), decision, offers, terms(policy, ask))


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


def rows(parts: Sequence[Part]) -> tuple[Row, ...]:
    """The table of a schedule."""
    after = left_after(parts)
    return tuple(Row(each.number, each.due_on, each.amount, left) for each, left in zip(parts, after, strict=True))


def terms(policy: Policy, ask: Ask) -> tuple[str, ...]:
    """What the debtor agrees to, a sentence each (version `TERMS`)."""
    conduct = policy.conduct
    rate = ask.interest_bp
    cost = f"Interest of {rate // 100}.{rate % 100:02d} % a year" if rate else "No fees and no interest"
    said = [cost, "No reminders while you keep to the plan", "Pay early or more whenever you like"]
    if conduct.max_moves and conduct.move_days:
        said.append(f"Move one date by up to {conduct.move_days} days")
    said.append(f"An instalment counts as missed {conduct.grace_days} days after its day")
    said.append(f"If the plan is not kept, you have {conduct.cure_days} days to catch up before it ends")
    return tuple(said)


def _policy(session: Session, debtor_id: int, currency: str, on: date) -> Policy:
    debtor = session.get_one(Debtor, debtor_id)
    return policies.in_force(session, currency, debtor.country, debtor.kind, on).policy


def _why_not(policy: Policy, invoice: Covered, on: date) -> str:
    if invoice.due_on > on + timedelta(days=policy.days_ahead):
        return f"Not due within {policy.days_ahead} days."
    if gathering.ON_PLAN in invoice.holds:
        return "In a plan already."
    held = ", ".join(sorted(each.replace("_", " ") for each in invoice.holds))
    return f"{held.capitalize()}." if held else ""
