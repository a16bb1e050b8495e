"""What a plan costs beside what is owed, in numbers and in a sentence that is read before anybody agrees."""

from __future__ import annotations

from dataclasses import dataclass

from shared import formats
from shared.i18n import said
from shared.money import Money
from shared.plans.loaded import Loaded
from shared.plans.schedule import Ask, build


@dataclass(frozen=True, slots=True)
class Cost:
    """The nominal rate a year in basis points, all interest and the set-up fee, and what is paid in all with them."""

    rate_bp: int
    interest: Money
    fee: Money
    total: Money

    def __bool__(self) -> bool:
        return bool(self.rate_bp or self.fee)

    def told(self, language: str = "en") -> str:
        """In a sentence; "" where the plan costs nothing."""
        rate = formats.rate(self.rate_bp, language)
        if self.rate_bp and self.fee:
            return said(
                "This plan costs {cost}: {interest} interest at {rate} a year, and a fee of {fee} for setting it up. "
                "You pay {total} in all.",
                language,
                cost=self.interest + self.fee,
                interest=self.interest,
                rate=rate,
                fee=self.fee,
                total=self.total,
            )
        if self.rate_bp:
            return said(
                "This plan costs {interest} interest, at {rate} a year. You pay {total} in all.",
                language,
                interest=self.interest,
                rate=rate,
                total=self.total,
            )
        if self.fee:
            return said(
                "This plan costs a fee of {fee} for setting it up. You pay {total} in all.",
                language,
                fee=self.fee,
                total=self.total,
            )
        return ""


def of_ask(ask: Ask) -> Cost:
    """What a plan as it is asked for would cost."""
    parts, currency = build(ask), ask.total.currency
    return Cost(
        ask.interest_bp,
        Money.total((each.interest for each in parts), currency),
        ask.fee or Money.zero(currency),
        Money.total((each.amount for each in parts), currency),
    )


def of_plan(loaded: Loaded) -> Cost:
    """What a plan costs as it stands: what was claimed, and what is still to come."""
    claimed = sum(each.row.open_minor + each.row.adjusted_minor for each in loaded.invoices if each.is_interest)
    return Cost(
        loaded.plan.interest_bp,
        loaded.money(claimed + sum(loaded.to_come.values())),
        loaded.money(loaded.plan.fee_minor),
        loaded.money(sum(each.amount for each in loaded.asked)),
    )
