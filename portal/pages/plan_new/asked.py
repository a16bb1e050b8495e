"""A wish as the books and the rules answer it: read, filled in with what is usual, and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from sqlmodel import Session

from portal.components.plan_wish import PlanWish
from shared import clock
from shared.errors import NotFound, Refused
from shared.formats import typed_amount
from shared.money import Money, NotAnAmount
from shared.plans import wizard
from shared.plans.schedule import add_months
from shared.plans.wizard import Choices, Drawn


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer. `drawn` is None where nothing can be drawn, and `problem` says why."""

    invoices: tuple[tuple[str, Money], ...]
    total: Money
    choices: Choices | None
    wish: PlanWish
    drawn: Drawn | None
    problem: Refused | None

    @classmethod
    def read(cls, session: Session, debtor_id: int, wish: PlanWish, answers: Mapping[str, int]) -> Self | None:
        """None where there is nothing to plan: somebody else's invoices, unknown or paid ones, several currencies."""
        try:
            mine = wizard.own(session, debtor_id, wish.invoices)
        except NotFound:
            return None
        found = [each for each in mine if each.outstanding_minor]
        if len({each.currency for each in found}) != 1:
            return None
        total = Money.total((each.outstanding for each in found), found[0].currency)
        choices = wizard.choices_for(session, debtor_id, total, clock.today())
        wish = replace(_begun(wish, choices), invoices=tuple(each.id or 0 for each in found))
        drawn, problem = None, None
        try:
            ask = wish.ask(total)
            means = wizard.means_of(answers, ask.frequency) if answers else None
            drawn = wizard.draw(session, debtor_id, wish.invoices, ask, clock.today(), means=means)
        except Refused as refused:
            problem = refused
        return cls(tuple((each.number, each.outstanding) for each in found), total, choices, wish, drawn, problem)


def means_said(answers: Mapping[str, str], currency: str) -> dict[str, int] | None:
    """The answers in minor units, an empty one as nothing; None while nothing was said or one makes no sense."""
    if not any(answers.values()):
        return None
    try:
        return {name: typed_amount(text, currency).minor if text else 0 for name, text in answers.items()}
    except NotAnAmount:
        return None


def digits_of(text: str, currency: str) -> str:
    """An amount as the field shows it, 210.00; the text itself where it is none."""
    try:
        return typed_amount(text, currency).plain
    except NotAnAmount:
        return text


def _begun(wish: PlanWish, choices: Choices | None) -> PlanWish:
    """What was not said yet, filled in with what is usual."""
    if choices is None:
        return wish
    first = wish.first or wizard.usual_first(choices)
    return replace(
        wish,
        first=first,
        amount=wish.amount or wizard.usual_amount(choices).plain,
        count=wish.count or choices.longest,
        days=wish.days or _months(first, choices.longest),
    )


def _months(first: date, count: int) -> tuple[date, ...]:
    return tuple(add_months(first, each) for each in range(count))
