"""A plan policy: who may agree to what, as data that is checked, kept in versions and interpreted (domain.md 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from shared.errors import Refused
from shared.money import DECIMALS, Money
from shared.postal import is_country
from shared.words import DebtorKind, Frequency, Level

RATINGS: Final = "ABCDE"
"""The grades of the stored rating, the best first (domain.md 6.1)."""

_OF: Final = {Level.PORTAL: "debtors alone", Level.STAFF: "staff", Level.MANAGER: "approvers"}
_BROKEN: Final = {
    "greater_than": "Write more than {bound}.",
    "greater_than_equal": "Write at least {bound}.",
    "less_than": "Write less than {bound}.",
    "less_than_equal": "Write at most {bound}.",
    "string_too_long": "Write at most {bound} characters.",
}
"""What each broken bound is said as, by the validator's word for it."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A setting that cannot stand: its place in the data ("portal.0.max_months"; "" for the whole), and why."""

    place: str
    sentence: str


class PolicyRefused(Refused):
    """The policy does not hold together; `misfits` say where."""

    def __init__(self, *misfits: Misfit) -> None:
        super().__init__(" ".join(f"{each.place}: {each.sentence}".removeprefix(": ") for each in misfits))
        self.misfits = misfits


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(_Data):
    """What one level may agree to for balances up to `up_to_minor` (None: any). None always means without limit."""

    up_to_minor: int | None = Field(default=None, gt=0)
    max_instalments: int | None = Field(default=None, ge=1, le=120)
    max_months: int | None = Field(default=None, ge=1, le=120)
    min_instalment_minor: int = Field(default=1, ge=1)
    first_within_days: int | None = Field(default=None, ge=0)
    min_down_bp: int = Field(default=0, ge=0, le=9_000)
    max_interest_bp: int | None = Field(default=0, ge=0)
    max_fee_minor: int | None = Field(default=0, ge=0)
    max_broken: int | None = Field(default=None, ge=0)
    max_active: int | None = Field(default=None, ge=0)
    least_rating: str = Field(default="", pattern="^[A-E]?$")
    takes_unrated: bool = True
    takes_external: bool = False


class CreditGuard(_Data):
    """From where on a plan with a consumer of a country is consumer credit, and needs a legal text and a person.

    `max_months` counts from the day of the agreement, which is its first day: twelve months from the 10th end on the
    9th. A cost (interest or a fee) makes it credit, unless `takes_cost`.
    """

    country: str = Field(pattern="^[A-Z]{2}$")
    max_instalments: int | None = None
    max_months: int | None = None
    max_days: int | None = None
    takes_cost: bool = False
    effective_from: date | None = None
    source: str = ""


class FeeCap(_Data):
    """The most that a country lets be charged a consumer for setting up a plan, in minor units.

    Where no cap is known for a consumer's country no fee is charged at all. With `whole_debt` it may be charged only
    for a plan that leaves out nothing that is due, as in Sweden (domain.md 3.2, 5.5).
    """

    country: str = Field(pattern="^[A-Z]{2}$")
    most_minor: int = Field(ge=0)
    whole_debt: bool = True
    source: str = ""


class Affordability(_Data):
    """From which total on income and expenditure are asked, and what share of what is left an instalment may take."""

    from_minor: int = Field(ge=0)
    share_bp: int = Field(gt=0, le=10_000)


class Conduct(_Data):
    """How a running plan is treated: days, tries and consequences (domain.md 3.5, 3.6).

    `max_disputes` is how many disputes of one invoice the plan waits for by itself (ADR-0034).
    """

    offer_days: int = Field(default=7, ge=1)
    grace_days: int = Field(default=5, ge=0)
    notice_days: int = Field(default=3, ge=0)
    retry_days: tuple[int, ...] = (2, 5, 9)
    breach_days: int = Field(default=10, ge=1)
    breach_missed: int = Field(default=2, ge=1)
    breach_window_days: int = Field(default=90, ge=1)
    breach_overdue_days: int = Field(default=30, ge=0)
    cure_days: int = Field(default=14, ge=1)
    max_cures: int = Field(default=2, ge=0)
    max_renegotiations: int = Field(default=2, ge=0)
    move_days: int = Field(default=7, ge=0)
    max_moves: int = Field(default=1, ge=0)
    max_disputes: int = Field(default=1, ge=0)

    @field_validator("retry_days")
    @classmethod
    def _in_order(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(days) > 3 or any(later <= earlier for earlier, later in pairwise((0, *days))):
            raise ValueError("Write at most three days, each later than the one before.")
        return days


class Settlement(_Data):
    """What a settlement offer may take off, and for how long it may stand."""

    max_discount_bp: int = Field(default=0, ge=0, lt=10_000)
    max_days: int = Field(default=30, ge=1)


class Policy(_Data):
    """One version of a policy. Amounts are minor units of `currency`; bands rise by balance, the last one highest."""

    name: str = Field(min_length=1, max_length=80)
    currency: str
    countries: tuple[str, ...] = ()
    kinds: tuple[DebtorKind, ...] = ()
    portal: tuple[Band, ...] = Field(min_length=1)
    staff: tuple[Band, ...] = Field(min_length=1)
    manager: tuple[Band, ...] = Field(min_length=1)
    asks_people: bool = True
    frequencies: tuple[Frequency, ...] = (Frequency.WEEKLY, Frequency.TWO_WEEKLY, Frequency.MONTHLY, Frequency.DATES)
    days_ahead: int = Field(default=30, ge=0)
    affordability: Affordability | None = None
    conduct: Conduct = Conduct()
    settlement: Settlement = Settlement()
    guards: tuple[CreditGuard, ...] = ()
    fee_caps: tuple[FeeCap, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Policy:
        if self.currency not in DECIMALS:
            raise ValueError(f"“{self.currency}” is not a currency.")
        for level in Level:
            limits = [each.up_to_minor for each in self.bands(level)]
            if None in limits[:-1] or any((b or 0) <= (a or 0) for a, b in pairwise(limits) if b is not None):
                raise ValueError(f"The bands of {_OF[level]} must rise, and only the last may be without limit.")
        return self

    def bands(self, level: Level) -> tuple[Band, ...]:
        return {Level.PORTAL: self.portal, Level.STAFF: self.staff, Level.MANAGER: self.manager}[level]

    def band(self, level: Level, total_minor: int) -> Band | None:
        """The band a balance falls into; None when it is above all of them."""
        fits = (each for each in self.bands(level) if each.up_to_minor is None or total_minor <= each.up_to_minor)
        return next(fits, None)


def read(data: Mapping[str, Any]) -> Policy:
    """A policy from its data.

    Raises:
        PolicyRefused: naming every place that does not hold.
    """
    try:
        return Policy.model_validate(data)
    except ValidationError as wrong:
        currency = str(data.get("currency", ""))
        found = [_misfit(each, currency) for each in wrong.errors()]
        inner = [each.place for each in found]
        # A band that does not hold makes its list seem too short as well.
        told = [each for each in found if not any(place.startswith(f"{each.place}.") for place in inner)]
        raise PolicyRefused(*told) from wrong


def written(data: Mapping[str, Any]) -> Policy:
    """A policy that somebody writes now: more is asked of it than of one that was kept before.

    Raises:
        PolicyRefused: it does not hold together, or says what cannot be meant.
    """
    found = read(data)
    if misfits := [*_not_meant(found)]:
        raise PolicyRefused(*misfits)
    return found


def _not_meant(policy: Policy) -> Iterator[Misfit]:
    if not policy.name.strip():
        yield Misfit("name", "Give the policy a name.")
    if not policy.frequencies:
        yield Misfit("frequencies", "Tick at least one rhythm in which a plan may be paid.")
    for code in policy.countries:
        yield from _no_country("countries", code)
    for k, guard in enumerate(policy.guards):
        yield from _no_country(f"guards.{k}.country", guard.country)
    caps = Counter(each.country for each in policy.fee_caps)
    for k, cap in enumerate(policy.fee_caps):
        yield from _no_country(f"fee_caps.{k}.country", cap.country)
        if caps[cap.country] > 1:
            yield Misfit(f"fee_caps.{k}.country", f"{cap.country} stands here more than once; keep one.")


def _no_country(place: str, code: str) -> Iterator[Misfit]:
    if not is_country(code):
        yield Misfit(place, f"“{code}” is not a country's code: write DE, AT, CH, GB …")


def _misfit(error: ErrorDetails, currency: str) -> Misfit:
    """What the validator found, in words; a bound is told as people write the setting."""
    place = ".".join(map(str, error["loc"]))
    if error["type"] == "value_error":
        return Misfit(place, error["msg"].removeprefix("Value error, "))
    if error["type"] == "string_too_short":
        return Misfit(place, "Give the policy a name.")
    if error["type"] == "string_pattern_mismatch":
        is_rating = place.endswith("least_rating")
        return Misfit(place, f"Write a letter from A to {RATINGS[-1]}." if is_rating else "Write two letters, as DE.")
    if error["type"] in _BROKEN:
        bound = next(iter(error["ctx"].values()))
        return Misfit(place, _BROKEN[error["type"]].format(bound=_as_typed(place, bound, currency)))
    return Misfit(place, "This cannot be read.")


def _as_typed(place: str, bound: int, currency: str) -> str:
    if place.endswith("_minor"):
        return Money(bound, currency).plain if currency in DECIMALS else str(bound)
    return f"{bound // 100} %" if place.endswith("_bp") else str(bound)


def usual(currency: str) -> Policy:
    """The policy a new installation begins with: the table of domain.md 3.1, and the credit guards of 3.1 and 5."""
    unit: int = 10 ** DECIMALS[currency]
    portal = Band(
        up_to_minor=5_000 * unit,
        max_instalments=6,
        max_months=6,
        min_instalment_minor=25 * unit,
        first_within_days=14,
        max_broken=0,
        max_active=0,
    )
    staff = Band(
        up_to_minor=25_000 * unit,
        max_instalments=12,
        max_months=12,
        min_instalment_minor=10 * unit,
        first_within_days=30,
        max_interest_bp=None,
        max_fee_minor=None,
        max_broken=2,
        takes_external=True,
    )
    manager = Band(max_instalments=36, max_interest_bp=None, max_fee_minor=None, takes_external=True)
    return Policy(
        name="Usual plans",
        currency=currency,
        portal=(portal,),
        staff=(staff,),
        manager=(manager,),
        guards=(
            CreditGuard(country="GB", max_instalments=12, max_months=12, source="RAO art. 60F"),
            CreditGuard(country="US", max_instalments=4, source="12 CFR 1026.2(a)(17)"),
        ),
        fee_caps=(FeeCap(country="SE", most_minor=170 * unit, source="Lag 1981:739"),) if currency == "SEK" else (),
    )
