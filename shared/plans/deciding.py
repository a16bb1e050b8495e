"""Whether a plan that is asked for may be agreed, by whom, and which plans near it may: at once, and with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import dropwhile

from shared.errors import Refused
from shared.i18n import phrase
from shared.money import Money, share
from shared.plans import costs
from shared.plans.policy import RATINGS, Band, CreditGuard, Policy
from shared.plans.schedule import Ask, NotASchedule, add_months, build
from shared.words import DebtorKind, Level


@dataclass(frozen=True, slots=True)
class Covered:
    """An invoice the plan is to cover; `holds` are words for what stands against it: disputed, legal, plan."""

    id: int
    number: str
    debtor_id: int
    outstanding: Money
    due_on: date
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Means:
    """Income and expenditure of one period of the plan, as the debtor said them, in minor units."""

    income: int
    spending: int

    @property
    def left(self) -> int:
        return max(self.income - self.spending, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the debtor and the invoices on the day of asking; `rating` is "" while there is none.

    `left_out` are the numbers of what else they owe that is due, which the plan would not cover.
    """

    on: date
    debtor_id: int
    kind: DebtorKind
    country: str
    invoices: tuple[Covered, ...]
    rating: str = ""
    broken: int = 0
    active: int = 0
    means: Means | None = None
    left_out: tuple[str, ...] = ()


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that stands against a plan: a word for machines, and why, for people."""

    code: str
    why: Refused = field(compare=False)

    @property
    def sentence(self) -> str:
        return str(self.why)


@dataclass(frozen=True, slots=True)
class Decision:
    """`by` is the level that agrees; None when nobody may. `is_credit`: a legal text has to go with it."""

    outcome: Outcome
    by: Level | None
    rules: tuple[Rule, ...] = ()
    is_credit: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan near the one asked for that passes, or one that a person has to agree to."""

    ask: Ask
    decision: Decision


def decide(policy: Policy, ask: Ask, facts: Facts, *, level: Level = Level.PORTAL) -> Decision:
    """Decide at once whether `level` may agree to the plan, or who may; with every rule that stands against it.

    A rating never refuses by itself: it sends the plan to a person (GDPR Art. 22, domain.md 5.8).
    """
    against = [*never(policy, ask, facts)]
    if against:
        return Decision(Outcome.REFUSED, None, tuple(against))
    own = (*_broken(policy, level, ask, facts), *_for_a_person(policy, level, ask, facts))
    if not own:
        return Decision(Outcome.ACCEPTED, level, is_credit=is_credit(policy, ask, facts))
    if level is Level.PORTAL and not policy.asks_people:
        return Decision(Outcome.REFUSED, None, own)
    higher = list(dropwhile(lambda each: each is not level, Level))[1:]
    by = next((each for each in higher if not any(_broken(policy, each, ask, facts))), None)
    outcome = Outcome.NEEDS_APPROVAL if by else Outcome.REFUSED
    return Decision(outcome, by, own, is_credit=is_credit(policy, ask, facts))


def is_credit(policy: Policy, ask: Ask, facts: Facts) -> bool:
    """Whether the plan makes the invoices of a consumer into credit, by the guard of their country (domain.md 3.1)."""
    if facts.kind is not DebtorKind.CONSUMER:
        return False
    guards = [each for each in policy.guards if each.country == facts.country]
    return any(_is_credit(each, ask, facts.on) for each in guards) or (not guards and ask.has_cost)


def largest(ask: Ask) -> int:
    """The largest regular payment, in minor units."""
    return max(regular_payments(ask))


def never(policy: Policy, ask: Ask, facts: Facts) -> Iterator[Rule]:
    """What nobody may agree to."""
    if ask.total.currency != policy.currency:
        yield Rule(
            "currency",
            Refused(
                "These plans are in {ours}, and this one would be in {asked}.",
                ours=policy.currency,
                asked=ask.total.currency,
            ),
        )
        return
    try:
        build(ask)
    except NotASchedule as not_possible:
        yield Rule("schedule", not_possible)
    if ask.payments < 2:
        yield Rule("one_payment", Refused("A plan has at least two payments; this would be paid in one."))
    if ask.first_on < facts.on:
        yield Rule("past", Refused("The first payment cannot be due in the past."))
    if ask.frequency not in policy.frequencies:
        yield Rule("frequency", Refused("Payments cannot be made that often here."))
    yield from (Rule(*each) for each in costs.never(ask, facts.on))
    if ask.fee and facts.kind is DebtorKind.CONSUMER:
        yield from (Rule(*each) for each in costs.above_cap(policy, ask.fee, facts.country, facts.left_out))
    yield from _against_invoices(policy, ask, facts)


def _against_invoices(policy: Policy, ask: Ask, facts: Facts) -> Iterator[Rule]:
    if not facts.invoices:
        yield Rule("nothing", Refused("Nothing is left to pay, so there is nothing to plan."))
    elif ask.total != Money.total((each.outstanding for each in facts.invoices), ask.total.currency):
        yield Rule("total", Refused("What is owed has changed; please look at the plan again."))
    latest = facts.on + timedelta(days=policy.days_ahead)
    for each in facts.invoices:
        if each.debtor_id != facts.debtor_id:
            yield Rule("other_debtor", Refused("Invoice {number} is of somebody else.", number=each.number))
        if each.due_on > latest:
            yield Rule(
                "not_due",
                Refused("Invoice {number} is not due within {days} days.", number=each.number, days=policy.days_ahead),
            )
        for hold in sorted(each.holds - {"external"}):
            yield Rule(hold, Refused(_HELD.get(hold, _CANNOT), number=each.number))


_HELD = {
    "disputed": phrase("Invoice {number} is disputed, so it cannot be part of a plan now."),
    "plan": phrase("Invoice {number} is part of a plan already."),
}
_CANNOT = phrase("Invoice {number} cannot be part of a plan now.")


def _broken(policy: Policy, level: Level, ask: Ask, facts: Facts) -> tuple[Rule, ...]:
    """What stands against this level agreeing."""
    band = policy.band(level, ask.total.minor)
    if band is None:
        amounts = {"most": Money(policy.bands(level)[-1].up_to_minor or 0, policy.currency), "total": ask.total}
        return (
            Rule(
                "total",
                _of(
                    level,
                    Refused("Plans you set up here are for up to {most}; this would be for {total}.", **amounts),
                    Refused("You may agree to plans for up to {most}; this would be for {total}.", **amounts),
                ),
            ),
        )
    return (*_against_size(band, level, ask, facts), *_against_history(band, facts))


def _against_size(band: Band, level: Level, ask: Ask, facts: Facts) -> Iterator[Rule]:
    count = len(ask.dates)
    if band.max_instalments is not None and count > band.max_instalments:
        numbers = {"most": band.max_instalments, "count": count}
        yield Rule(
            "instalments",
            _of(
                level,
                Refused("Plans you set up here have up to {most} instalments; this would take {count}.", **numbers),
                Refused("You may agree to plans with up to {most} instalments; this would take {count}.", **numbers),
            ),
        )
    if band.max_months is not None and ask.dates[-1] > add_months(ask.first_on, band.max_months):
        months = band.max_months
        yield Rule(
            "months",
            _of(
                level,
                Refused("Plans you set up here run for up to {months} months.", months=months),
                Refused("You may agree to plans for up to {months} months.", months=months),
            ),
        )
    least = Money(min(each.amount.minor for each in build(ask)), ask.total.currency)
    fewest = Money(band.min_instalment_minor, least.currency)
    if least < fewest:
        yield Rule("least", Refused("A payment is at least {least}, not {asked}.", least=fewest, asked=least))
    if band.first_within_days is not None and ask.first_on > costs.latest_first(band.first_within_days, ask, facts.on):
        yield Rule("first", Refused("The first payment must be due within {days} days.", days=band.first_within_days))
    down = Money(share(ask.total.minor, band.min_down_bp), ask.total.currency)
    if (ask.down or Money.zero(down.currency)) < down:
        yield Rule("down", Refused("The plan begins with a payment of at least {least}.", least=down))
    yield from (Rule(*each) for each in costs.above(band, ask))


def _against_history(band: Band, facts: Facts) -> Iterator[Rule]:
    if band.max_broken is not None and facts.broken > band.max_broken:
        yield Rule("broken", Refused("A plan was not kept in the last twelve months."))
    if band.max_active is not None and facts.active > band.max_active:
        yield Rule("active", Refused("There is a plan already; it can be changed instead."))
    if not band.takes_external and any("external" in each.holds for each in facts.invoices):
        yield Rule("external", Refused("An invoice is with a collection partner."))
    if band.least_rating and not _is_rated(band, facts.rating):
        yield Rule("rating", Refused("A person looks at this plan before it is agreed."))


def _is_rated(band: Band, rating: str) -> bool:
    return RATINGS.index(rating) <= RATINGS.index(band.least_rating) if rating else band.takes_unrated


def _for_a_person(policy: Policy, level: Level, ask: Ask, facts: Facts) -> Iterator[Rule]:
    """What a person has to look at, however small the plan is; one who sets it up has looked."""
    if level is not Level.PORTAL:
        return
    if is_credit(policy, ask, facts):
        yield Rule(
            "credit", Refused("A plan like this counts as consumer credit here, so a person has to agree to it.")
        )
    yield from _against_means(policy, ask, facts)


def _against_means(policy: Policy, ask: Ask, facts: Facts) -> Iterator[Rule]:
    asked = policy.affordability
    if asked is None or ask.total.minor < asked.from_minor:
        return
    if facts.means is None:
        yield Rule("means", Refused("We need to know what comes in and goes out before a plan of this size."))
    elif largest(ask) > share(facts.means.left, asked.share_bp):
        yield Rule("unaffordable", Refused("The payments would take too much of what is left to you."))


def _is_credit(guard: CreditGuard, ask: Ask, on: date) -> bool:
    """The stricter reading: a down payment counts as an instalment."""
    if guard.effective_from is not None and on < guard.effective_from:
        return False
    last = ask.dates[-1]
    return (
        (ask.has_cost and not guard.takes_cost)
        or (guard.max_instalments is not None and ask.payments > guard.max_instalments)
        or (guard.max_months is not None and last >= add_months(on, guard.max_months))
        or (guard.max_days is not None and last > on + timedelta(days=guard.max_days))
    )


def regular_payments(ask: Ask) -> list[int]:
    """The payments after the down payment, in minor units."""
    return [each.amount.minor for each in build(ask) if each.number]


def _of(level: Level, to_debtor: Refused, to_staff: Refused) -> Refused:
    return to_debtor if level is Level.PORTAL else to_staff
