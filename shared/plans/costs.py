"""What a plan may cost: interest that is owed by period, and a set-up fee within what the country lets be asked."""

from collections.abc import Iterator
from datetime import date, timedelta

from shared.errors import Refused
from shared.money import Money
from shared.plans.policy import Band, Policy
from shared.plans.schedule import Ask, a_period
from shared.words import DebtorKind, Frequency

_TO_ACCEPT = timedelta(days=7)


def never(policy: Policy, ask: Ask, on: date, kind: DebtorKind, country: str) -> Iterator[tuple[str, Refused]]:
    """What of the cost nobody may agree to, each with a word for machines."""
    if ask.interest_bp and ask.frequency is Frequency.DATES:
        yield "interest_dates", Refused("With interest, the payments follow one another at equal times.")
    if ask.interest_bp and ask.dates[0] < (earliest := a_period(ask.down_on or on, ask.frequency)):
        yield (
            "interest_first",
            Refused("With interest, the first instalment is due on {earliest} or later.", earliest=earliest),
        )
    if ask.fee and kind is DebtorKind.CONSUMER:
        caps = [each.most_minor for each in policy.fee_caps if each.country == country]
        most = Money(min(caps, default=0), ask.fee.currency)
        if most < ask.fee:
            yield "fee_cap", Refused("A consumer there may be asked for a fee of at most {most}.", most=most)


def above(band: Band, ask: Ask) -> Iterator[tuple[str, Refused]]:
    """What of the cost a level may not agree to."""
    if band.max_interest_bp is not None and ask.interest_bp > band.max_interest_bp:
        yield "interest", Refused("No interest may be asked for a plan that is set up here.")
    if band.max_fee_minor is not None and ask.fee and ask.fee.minor > band.max_fee_minor:
        most = Money(band.max_fee_minor, ask.fee.currency)
        yield "fee", Refused("The fee of a plan that is set up here is at most {most}.", most=most)


def latest_first(days: int, ask: Ask, on: date) -> date:
    """The last day the first payment may be due; with interest an offer has a week before its first period begins."""
    latest = on + timedelta(days=days)
    return max(latest, a_period(on, ask.frequency) + _TO_ACCEPT) if ask.interest_bp else latest


def begins_by(first_on: date, frequency: Frequency, offered_until: date, *, bears_interest: bool) -> date:
    """The last day an offer may be accepted: with interest, before its first period begins."""
    return min(offered_until, a_period(first_on, frequency, back=True)) if bears_interest else offered_until
