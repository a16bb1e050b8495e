"""The plans closest to one that does not pass: tried one by one by the same rules that refused it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from shared.money import Money, share
from shared.plans.deciding import Facts, Offer, Outcome, decide, never, regular_payments
from shared.plans.policy import Band, Policy
from shared.plans.schedule import Ask, build, regular
from shared.words import Frequency, Level


def nearest(policy: Policy, ask: Ask, facts: Facts, *, level: Level = Level.PORTAL) -> tuple[Offer, ...]:
    """At most two plans that pass at once, the nearest to the one asked for first, then the asked one if a person may.

    Tried are: larger payments for as long as the policy allows, and a larger first payment with the payments asked for.
    """
    any_rhythm = policy.model_copy(update={"frequencies": tuple(Frequency)})  # another rhythm can be offered
    if any(each.code not in ("past", "one_payment") for each in never(any_rhythm, ask, facts)):
        return ()
    band = policy.band(level, ask.total.minor)
    found: list[Offer] = []
    for way in (_larger_payments, _larger_start):
        tried = way(policy, band, ask, facts) if band else iter(())
        costed = (replace(each, interest_bp=ask.interest_bp, fee=ask.fee) for each in tried)
        offers = (Offer(each, decide(policy, each, facts, level=level)) for each in costed)
        passing = next((each for each in offers if each.decision.outcome is Outcome.ACCEPTED), None)
        if passing and all(passing.ask != each.ask for each in found):
            found.append(passing)
    found.sort(key=lambda each: _distance(each.ask, ask))
    asked = Offer(ask, decide(policy, ask, facts, level=level))
    return (*found, *([asked] if asked.decision.outcome is Outcome.NEEDS_APPROVAL else []))


def _larger_payments(policy: Policy, band: Band, ask: Ask, facts: Facts) -> Iterator[Ask]:
    frequency, first = _possible(policy, band, ask, facts)
    least = Money(share(ask.total.minor, band.min_down_bp), ask.total.currency)
    down = max(least, ask.down or least)
    for count in _counts(band, ask):
        yield regular(ask.total, first, frequency, count, down=down if down else None)


def _larger_start(policy: Policy, band: Band, ask: Ask, facts: Facts) -> Iterator[Ask]:
    """The payments asked for, for as long as allowed, and the rest of the total first."""
    frequency, first = _possible(policy, band, ask, facts)
    each = max(ask.wished.minor if ask.wished else min(regular_payments(ask)), band.min_instalment_minor)
    for count in _counts(band, ask):
        start = ask.total.minor - each * count
        if start > 0:
            yield regular(ask.total, first, frequency, count, down=Money(start, ask.total.currency))


def _possible(policy: Policy, band: Band, ask: Ask, facts: Facts) -> tuple[Frequency, date]:
    """The frequency and the first day asked for, or the nearest that the policy has."""
    fits = [each for each in policy.frequencies if each is not Frequency.DATES]
    frequency = ask.frequency if ask.frequency in fits else (fits or [Frequency.MONTHLY])[-1]
    first = max(ask.first_on, facts.on)
    if band.first_within_days is not None:
        first = min(first, facts.on + timedelta(days=band.first_within_days))
    return frequency, first


def _counts(band: Band, ask: Ask) -> Sequence[int]:
    most = min(len(ask.dates), band.max_instalments or len(ask.dates))
    return range(most, 0, -1)


def _distance(one: Ask, other: Ask) -> int:
    """How far the largest payment of a plan is from the largest of the other's, in minor units."""
    most, wanted = (max(each.amount.minor for each in build(ask)) for ask in (one, other))
    return abs(most - wanted)
