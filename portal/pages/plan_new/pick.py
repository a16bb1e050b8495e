"""Step 1, "What shall the plan cover?": the invoices that may be paid in parts, and why others may not."""

from dataclasses import dataclass, field
from typing import Any, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import pairs_of, word
from portal.components.frame import frame, plain_answer, titled
from portal.components.plan_wish import PlanWish
from portal.pages.plan_new.steps import steps
from portal.session import PortalSession
from shared import clock, db
from shared.i18n import phrase, retold, said
from shared.invoices import owed
from shared.money import Money
from shared.plans import wizard
from shared.plans.deciding import Covered
from shared.plans.wizard import Start
from shared.ui import theme
from shared.ui.arguments import whole
from shared.ui.figures import amount
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.ui.forms import choice, choices
from shared.ui.layout import sheet
from shared.ui.links import back, link_button
from shared.ui.marks import allow
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say

TITLE = titled("Pay in parts")


@dataclass
class PickRow:
    """An invoice that may be chosen, or with the reason why not."""

    id: str = ""
    number: str = ""
    note: str = ""
    amount: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What may be planned, in the currency that most is owed in."""

    start: Start | None = None
    currency: str = ""
    others: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, session: Session, debtor_id: int, currency: str) -> Self:
        today = clock.today()
        currencies = [each.owed.currency for each in owed.totals(session, debtor_id, on=today)]
        if not currencies:
            return cls()
        wanted = currency if currency in currencies else currencies[0]
        others = [each for each in currencies if each != wanted]
        return cls(wizard.start(session, debtor_id, wanted, today), wanted, others)


class PlanPickState(PortalSession):
    """The first step of the wizard."""

    loading: bool = True
    rows: list[PickRow] = []
    refused: list[PickRow] = []
    currency: str = ""
    total: str = ""
    next_href: str = ""
    _may: tuple[Covered, ...] = ()
    _chosen: set[int] = set()

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        url, language = self.router.url, self._language()
        found = await db.ask(_Found.read, self._debtor_id(), word(url, "currency"))
        self.loading, self.currency = False, found.currency
        self._may = found.start.may if found.start else ()
        named = set(PlanWish.read(pairs_of(url)).invoices)
        every = {each.id for each in self._may}
        self._chosen = named & every or every
        refused = found.start.may_not if found.start else ()
        self.refused = [_row(each, retold(why, language), language) for each, why in refused]
        self._show()

    @rx.event
    @allow("debtor")
    async def tick(self, invoice_id: str, ticked: bool) -> None:
        one = {whole(invoice_id)}
        self._chosen = self._chosen | one if ticked is True else self._chosen - one
        self._show()

    def _show(self) -> None:
        language = self._language()
        self.rows = [_row(each, _due(each, language), language, self._chosen) for each in self._may]
        chosen = [each for each in self._may if each.id in self._chosen]
        total = Money.total((each.outstanding for each in chosen), self.currency) if chosen else None
        self.total = money(total, language) if total else ""
        wish = PlanWish(tuple(each.id for each in chosen))
        self.next_href = wish.address(routes.PLAN_AMOUNT) if chosen else ""


def pick_step() -> rx.Component:
    nothing = plain_answer(
        say("Nothing can be paid in parts just now"),
        say("Invoices that are due soon or overdue can be put into a plan, once each."),
        link_button(say("See what you owe"), href=routes.HOME),
    )
    loading = rx.el.div(rx.el.h1(say("What shall the plan cover?")), skeleton_lines(6))
    full = rx.cond(PlanPickState.rows, _full(), rx.fragment(nothing, _refused()))
    return frame(sheet(steps(0), rx.cond(PlanPickState.loading, loading, full)), here=routes.HOME)


def _full() -> rx.Component:
    on = link_button(
        say("Plan {total}", total=PlanPickState.total),
        href=PlanPickState.next_href,
        variant="primary",
        size="large",
        id="on",
    )
    return rx.fragment(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(say("What shall the plan cover?")),
        rx.el.p(say("One plan for several invoices is easier to keep."), class_name="muted"),
        rx.el.div(
            choices(say("Invoices"), rx.foreach(PlanPickState.rows, _choice), hidden_legend=True),
            style={"margin_top": theme.S5},
        ),
        rx.cond(PlanPickState.next_href, rx.el.div(on, class_name="pay"), notice(say("Tick at least one invoice."))),
        _refused(),
    )


def _choice(row: PickRow) -> rx.Component:
    tick: Any = PlanPickState.tick
    name = rx.el.span(
        rx.el.span(say("Invoice {number}", number=row.number), class_name="medium"),
        rx.el.span(row.note, class_name="sub"),
    )
    return choice(
        name,
        "invoice",
        row.id,
        kind="checkbox",
        amount=amount(row.amount, PlanPickState.currency),
        default_checked=row.chosen,
        on_change=lambda ticked: tick(row.id, ticked),
        key=row.id,
    )


def _refused() -> rx.Component:
    lines = rx.foreach(
        PlanPickState.refused,
        lambda row: rx.el.li(
            rx.el.div(rx.el.span(say("Invoice {number}", number=row.number)), rx.el.span(row.note, class_name="sub")),
            amount(row.amount, PlanPickState.currency),
            key=row.id,
        ),
    )
    title = rx.el.h2(say("Cannot be part of a plan now"), id="refused")
    return rx.cond(
        PlanPickState.refused,
        rx.el.section(
            title,
            rx.el.ul(lines, class_name="lines"),
            aria_labelledby="refused",
            style={"margin_top": theme.S7},
        ),
    )


def _row(invoice: Covered, note: str, language: str, chosen: set[int] | None = None) -> PickRow:
    return PickRow(
        id=str(invoice.id),
        number=invoice.number,
        note=note,
        amount=digits(invoice.outstanding, language),
        chosen=invoice.id in (chosen or set()),
    )


def _due(invoice: Covered, language: str) -> str:
    text = phrase("Was due on {day}") if invoice.due_on < clock.today() else phrase("Due on {day}")
    return said(text, language, day=long_date(invoice.due_on, language))
