"""What a plan may cost: interest that is owed by period, and a set-up fee within what the country lets be asked."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shared.errors import Refused
from shared.money import Money
from shared.plans.policy import Band, FeeCap, Policy
from shared.plans.schedule import Ask, a_period
from shared.words import Frequency

_TO_ACCEPT = timedelta(days=7)


def never(ask: Ask, on: date) -> Iterator[tuple[str, Refused]]:
    """What of the interest nobody may agree to, each with a word for machines."""
    if ask.interest_bp and ask.frequency is Frequency.DATES:
        yield "interest_dates", Refused("With interest, the payments follow one another at equal times.")
    if ask.interest_bp and ask.dates[0] < (earliest := a_period(ask.down_on or on, ask.frequency)):
        yield (
            "interest_first",
            Refused("With interest, the first instalment is due on {earliest} or later.", earliest=earliest),
        )


def above_cap(policy: Policy, fee: Money, country: str, left_out: Sequence[str]) -> Iterator[tuple[str, Refused]]:
    """What a country has against asking a consumer for the fee; `left_out` is what is due beside the plan."""
    cap = cap_of(policy, country)
    if cap and cap.whole_debt and left_out:
        number = left_out[0]
        yield (
            "fee_whole",
            Refused(
                "A fee may be asked there only for a plan for everything that is due; this leaves out {number}.",
                number=number,
            ),
        )
    within = Money(cap.most_minor if cap else 0, fee.currency)
    if within < fee:
        yield "fee_cap", Refused("A consumer there may be asked for a fee of at most {most}.", most=within)


def most(policy: Policy, country: str, left_out: Sequence[str]) -> int:
    """The most that a consumer there may be asked for, in minor units; 0 where no cap is known."""
    cap = cap_of(policy, country)
    return 0 if cap is None or (cap.whole_debt and left_out) else cap.most_minor


def cap_of(policy: Policy, country: str) -> FeeCap | None:
    """The lowest cap of the set-up fee that the policy knows for a country."""
    caps = (each for each in policy.fee_caps if each.country == country)
    return min(caps, key=lambda each: each.most_minor, default=None)


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
