"""What a debtor says they can pay, drawn and decided at every change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import reflex as rx

from portal import routes
from portal.components.address import pairs_of
from portal.components.plan_wish import PlanWish, Way, day_of
from portal.pages.plan_new.asked import Asked, digits_of, means_said
from portal.pages.plan_new.drawing import Drawing, drawing
from portal.session import PortalSession
from shared import db
from shared.formats import typed_amount
from shared.i18n import phrase, refusal, said
from shared.money import Money, NotAnAmount
from shared.plans import wizard
from shared.plans.schedule import add_months
from shared.plans.wizard import Choices
from shared.ui.arguments import line, one_of, whole
from shared.ui.format import amount as digits
from shared.ui.format import money
from shared.ui.marks import allow
from shared.words import Frequency

_MOST_DAYS: Final = 24


@dataclass
class CoveredLine:
    """An invoice the plan covers."""

    number: str = ""
    amount: str = ""


@dataclass
class Ways:
    """The same wish said in another way, as an address each."""

    amount: str = ""
    number: str = ""
    dates: str = ""


@dataclass
class Scale:
    """The slider: whole units of the currency, and where on it the longest run begins."""

    least: int = 0
    most: int = 0
    value: int = 0
    filled: str = "0%"
    mark: str = ""
    mark_text: str = ""


class PlanAmountState(PortalSession):
    """The second step of the wizard."""

    loading: bool = True
    nothing: bool = False
    way: str = Way.AMOUNT.value
    ways: Ways = Ways()
    typed: str = ""
    scale: Scale = Scale()
    currency: str = ""
    question: str = ""
    label: str = ""
    count: str = ""
    every: str = Frequency.MONTHLY.value
    first: str = ""
    first_from: str = ""
    first_until: str = ""
    days: list[str] = []
    covers: list[CoveredLine] = []
    total: str = ""
    problem: str = ""
    asks_means: bool = False
    means_text: str = ""
    view: Drawing = Drawing()
    answers: dict[str, str] = {}
    _wish: PlanWish = PlanWish()

    @rx.event
    @allow("debtor")
    async def load(self) -> Any:
        self._wish, self.typed = PlanWish.read(pairs_of(self.router.url)), ""
        if not self._wish.invoices:
            return rx.redirect(routes.PLAN_NEW)
        await self._draw()
        self.loading = False
        return None

    @rx.event
    @allow("debtor")
    async def move(self, value: float) -> None:
        """The slider moved."""
        await self._change(amount=str(whole(int(value), least=0)), way=Way.AMOUNT)
        self.typed = digits_of(self._wish.amount, self.currency)

    @rx.event
    @allow("debtor")
    async def type_amount(self, text: str) -> None:
        self.typed = line(text, most=20)
        await self._change(amount=self.typed, way=Way.AMOUNT)

    @rx.event
    @allow("debtor")
    async def type_count(self, text: str) -> None:
        self.count = line(text, most=3)
        if self.count.isascii() and self.count.isdigit():
            await self._change(count=min(int(self.count), 99), down="")

    @rx.event
    @allow("debtor")
    async def choose_every(self, word: str) -> None:
        await self._change(every=one_of(word, Frequency))

    @rx.event
    @allow("debtor")
    async def choose_first(self, text: str) -> None:
        if day := day_of(line(text, most=10)):
            await self._change(first=day)

    @rx.event
    @allow("debtor")
    async def choose_day(self, at: int, text: str) -> None:
        days, day = list(self._wish.days), day_of(line(text, most=10))
        if day and whole(at, least=0) < len(days):
            days[at] = day
            await self._change(days=tuple(sorted(set(days))))

    @rx.event
    @allow("debtor")
    async def add_day(self) -> None:
        if len(self._wish.days) < _MOST_DAYS:
            await self._change(days=(*self._wish.days, add_months(self._wish.days[-1], 1)))

    @rx.event
    @allow("debtor")
    async def remove_day(self, at: int) -> None:
        kept = tuple(day for position, day in enumerate(self._wish.days) if position != whole(at, least=0))
        await self._change(days=kept or self._wish.days)

    @rx.event
    @allow("debtor")
    async def say_means(self, name: str, text: str) -> None:
        if name in (*wizard.INCOME, *wizard.SPENDING):
            self.answers = self.answers | {name: line(text, most=20)}
            await self._draw()

    async def _change(self, **changed: Any) -> None:
        self._wish = replace(self._wish, **changed)
        await self._draw()

    async def _draw(self) -> None:
        """Ask the rules, and show what they say, or that there is nothing to plan."""
        answers = means_said(self.answers, self.currency)
        found = await db.ask(Asked.read, self._debtor_id(), self._wish, answers or {})
        self.nothing = found is None
        if found is None:
            return
        if self.currency != found.total.currency and self.answers:
            self.answers = {}
        self._wish = found.wish
        self._show(found)

    def _show(self, found: Asked) -> None:
        wish, language = found.wish, self._language()
        self.currency, self.total = found.total.currency, digits(found.total, language)
        self.covers = [CoveredLine(number, digits(open_, language)) for number, open_ in found.invoices]
        self.way, self.every, self.count = wish.way.value, wish.every.value, str(wish.count or "")
        self.first = wish.first.isoformat() if wish.first else ""
        self.days = [each.isoformat() for each in wish.days]
        self.ways = Ways(*(replace(wish, way=each).address(routes.PLAN_AMOUNT) for each in Way))
        self.question, self.label = _question(wish, language)
        if found.choices:
            self.scale = _scale(wish, found.choices, language)
            self.first_from, self.first_until = str(found.choices.first_from), str(found.choices.first_until)
            self.asks_means = found.choices.asks_means
        self.typed = self.typed or digits_of(wish.amount, self.currency)
        self.problem = refusal(found.problem, language) if found.problem else ""
        self.means_text = _means_text(self.answers, self.currency, language)
        self.view = drawing(wish, found.drawn, found.choices, language) if found.drawn else Drawing()


def _scale(wish: PlanWish, choices: Choices, language: str) -> Scale:
    unit = 10**choices.total.decimals
    least, most = (
        -(-choices.least.minor // unit),
        max(-(-choices.most.minor // unit), -(-choices.least.minor // unit) + 1),
    )
    try:
        value = typed_amount(wish.amount, choices.total.currency).minor
    except NotAnAmount:
        value = choices.least_for_longest.minor
    text = said(
        "{amount}, the least for {count} payments",
        language,
        amount=digits(choices.least_for_longest, language),
        count=choices.longest,
    )
    return Scale(
        least=least,
        most=most,
        value=value // unit,
        filled=_share(value, least * unit, most * unit),
        mark=_share(choices.least_for_longest.minor, least * unit, most * unit, inside=True),
        mark_text=text,
    )


def _share(value: int, least: int, most: int, *, inside: bool = False) -> str:
    """Where on the scale a value stands; `inside` leaves room for its words."""
    share = 100 * (value - least) / (most - least)
    return f"{min(max(share, 24 if inside else 0), 76 if inside else 100):.1f}%"


def _question(wish: PlanWish, language: str) -> tuple[str, str]:
    """The page's question, and the label of its field."""
    if wish.way is Way.NUMBER:
        return said("In how many payments?", language), said("Number of payments", language)
    if wish.way is Way.DATES:
        return said("On which days can you pay?", language), ""
    asked = {
        Frequency.WEEKLY: (phrase("What can you pay a week?"), phrase("A week I can pay up to")),
        Frequency.TWO_WEEKLY: (phrase("What can you pay every two weeks?"), phrase("Every two weeks I can pay up to")),
    }
    question, label = asked.get(wish.every, (phrase("What can you pay a month?"), phrase("A month I can pay up to")))
    return said(question, language), said(label, language)


def _means_text(answers: Mapping[str, str], currency: str, language: str) -> str:
    said_ = means_said(answers, currency)
    if said_ is None:
        return ""
    means = wizard.means_of(said_, Frequency.MONTHLY)
    return said("{left} a month is left to you.", language, left=money(Money(means.left, currency), language))
