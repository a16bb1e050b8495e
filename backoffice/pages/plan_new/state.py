"""A plan that staff are setting up, drawn and decided at every change; nothing is kept before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.amount_typed import typed, typed_as, typed_rate
from backoffice.components.plan_lines import plan_name
from backoffice.components.reading import reading
from backoffice.components.told import with_told
from backoffice.pages.plan_new.shown import Choosable, Chosen, Shown, choosable, shown
from backoffice.session import StaffSession
from shared import clock, db, plans
from shared.errors import Refused
from shared.plans import setting_up
from shared.plans.deciding import Outcome
from shared.plans.schedule import Ask, NotASchedule, by_amount, regular
from shared.plans.setting_up import SettingUp
from shared.plans.wizard import Drawn
from shared.settings import settings
from shared.ui.arguments import line, one_of, whole
from shared.ui.marks import allow
from shared.words import Frequency, Level

_SOON = timedelta(days=7)


class Asked(StrEnum):
    """The choices of the form."""

    WAY = "way"
    COUNT = "count"
    AMOUNT = "amount"
    FREQUENCY = "frequency"
    FIRST = "first"
    DOWN = "down"
    INTEREST = "interest"
    FEE = "fee"


class NewPlanState(StaffSession):
    """The debtor that the address names, or the plan whose place the new one would take."""

    title: str = "Set up a plan"
    debtor: str = ""
    debtor_href: str = ""
    note: str = ""
    invoices: list[Choosable] = []
    chosen: Chosen = Chosen()
    shown: Shown = Shown()
    loading: bool = True
    failed: str = ""

    _made: SettingUp | None = None
    _drawn: Drawn | None = None

    @rx.event
    @allow("plans.work")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        debtor_id, instead = (_number(params.get(name, "")) for name in ("debtor", "instead"))
        self.loading = True
        async with reading(self):
            self._made = await db.ask(_look, debtor_id, instead)
            self._begin(self._made)
            await self._draw()

    @rx.event
    @allow("plans.work")
    async def toggle(self, invoice_id: int) -> None:
        """Take an invoice in, or leave it out."""
        wanted = whole(invoice_id)
        for each in self.invoices:
            if each.id == wanted and not each.why_not:
                each.is_chosen = not each.is_chosen
        self.invoices = list(self.invoices)
        await self._draw()

    @rx.event
    @allow("plans.work")
    async def say(self, what: str, value: str) -> None:
        """Change one choice; the schedule is drawn anew."""
        setattr(self.chosen, one_of(what, Asked).value, line(value, most=30))
        await self._draw()

    @rx.event
    @allow("plans.work")
    async def take(self, place: int) -> None:
        """Take a plan near the one asked for instead."""
        offers = self._drawn.offers if self._drawn else ()
        at = whole(place, least=0)
        if at < len(offers):
            self._choose(offers[at].ask)
            await self._draw()

    @rx.event
    @allow("plans.work")
    async def propose(self) -> Any:
        """Offer it to the debtor, or send it to whoever may agree to it.

        Raises:
            PlanRefused: the policy does not allow it, or what is owed has changed.
        """
        made, drawn = self._made, self._drawn
        if made is None or drawn is None:
            raise NotASchedule("There is nothing to propose yet.")
        wish = plans.Wish(made.debtor_id, tuple(self._ids()), drawn.ask)
        actor = self._signed_in().actor
        plan_id = await db.call(_propose, wish, made.instead_of, actor=actor)
        waits = drawn.decision.outcome is Outcome.NEEDS_APPROVAL
        said = "It waits for approval." if waits else f"Offered to {made.debtor}, who has been told."
        return rx.redirect(with_told(routes.plan(plan_id), said, tone="good"))

    def _begin(self, made: SettingUp) -> None:
        self.title = f"Another plan instead of {plan_name(made.instead_of)}" if made.instead_of else "Set up a plan"
        self.debtor, self.debtor_href = made.debtor, routes.debtor(made.debtor_id)
        name = made.version.policy.name
        rated = f" Rated {made.rating}." if made.rating else ""
        self.note = f"Under “{name}”, version {made.version.number}.{rated}"
        self.invoices = [choosable(each, made) for each in made.invoices]
        self.chosen = Chosen(first=(clock.today() + _SOON).isoformat())

    async def _draw(self) -> None:
        """Draw what is chosen; what cannot be drawn is said at the form and stops nothing."""
        self._drawn = None
        if self._made is None or not self._ids():
            self.shown = Shown(problem="Choose at least one invoice.")
            return
        try:
            self._drawn = await db.ask(setting_up.draw, self._made, self._ids(), self._ask(self._made), clock.today())
        except Refused as refused:
            self.shown = Shown(problem=str(refused))
            return
        self.shown = shown(self._drawn, self._made)

    def _ids(self) -> list[int]:
        return [each.id for each in self.invoices if each.is_chosen]

    def _ask(self, made: SettingUp) -> Ask:
        """What is chosen as a plan.

        Raises:
            NotASchedule, NotTyped: something typed is no number, amount or day.
        """
        total, chosen = setting_up.total(made, self._ids()), self.chosen
        frequency = one_of(chosen.frequency, Frequency)
        down = typed(chosen.down, made.currency) if chosen.down else None
        first = _day(chosen.first)
        interest_bp = typed_rate(chosen.interest) if chosen.interest else 0
        fee = typed(chosen.fee, made.currency) if chosen.fee else None
        if chosen.way == "amount":
            ask = by_amount(total, first, frequency, typed(chosen.amount, made.currency), down=down)
        else:
            ask = regular(total, first, frequency, _count(chosen.count), down=down)
        return replace(ask, interest_bp=interest_bp, fee=fee)

    def _choose(self, ask: Ask) -> None:
        self.chosen = Chosen(
            way="count",
            count=str(len(ask.dates)),
            amount=self.chosen.amount,
            frequency=ask.frequency.value,
            first=ask.first_on.isoformat(),
            down=typed_as(ask.down) if ask.down else "",
            interest=self.chosen.interest,
            fee=self.chosen.fee,
        )


def _look(session: Session, debtor_id: int, instead: int) -> SettingUp:
    today = clock.today()
    if instead:
        return setting_up.instead_of(session, instead, today)
    return setting_up.for_debtor(session, debtor_id, today, currency=settings().base_currency)


def _propose(session: Session, wish: plans.Wish, instead_of: int, *, actor: str) -> int:
    if instead_of:
        return plans.renegotiate(session, instead_of, wish, level=Level.STAFF, actor=actor).id or 0
    return plans.propose(session, wish, level=Level.STAFF, actor=actor).id or 0


def _number(said: str) -> int:
    return int(said) if said.isascii() and said[:12].isdigit() else 0


def _count(said: str) -> int:
    if not (said.isascii() and said.isdigit() and 0 < int(said[:4]) <= 120):
        raise NotASchedule("Say how many instalments, from 2 to 120.")
    return int(said[:4])


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise NotASchedule("Say the day of the first payment.") from None
