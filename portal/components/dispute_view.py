"""What the debtor told us about an invoice, how that stands, and our answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlsplit

import reflex as rx

from portal import routes
from portal.components.address import number_of
from portal.session import PortalSession
from shared import cases, clock, db
from shared.cases import queries
from shared.cases.queries import Disputed
from shared.formats import long_date, money
from shared.i18n import phrase, said
from shared.ui import live, theme
from shared.ui.arguments import whole
from shared.ui.links import button, link, link_button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import notice
from shared.ui.say import say
from shared.ui.written import written
from shared.words import DisputeReason, DisputeState

REASONS: Final = {
    DisputeReason.NOT_RECEIVED: phrase("I did not receive what it is for"),
    DisputeReason.FAULTY: phrase("What I received is faulty or incomplete"),
    DisputeReason.WRONG_AMOUNT: phrase("The amount is wrong"),
    DisputeReason.ALREADY_PAID: phrase("I have paid it already"),
    DisputeReason.NOT_MINE: phrase("The invoice is not mine"),
    DisputeReason.OTHER: phrase("Something else"),
}
"""What a debtor chooses from, as they would say it."""
_OPEN, _UPHELD, _REJECTED, _WITHDRAWN = (each.value for each in DisputeState)


@dataclass
class FileLink:
    """A file the debtor gave us, to be had again."""

    name: str = ""
    href: str = ""


@dataclass
class DisputeView:
    """A dispute in words."""

    id: int = 0
    state: str = ""
    told: str = ""
    reason: str = ""
    text: str = ""
    answered: str = ""
    answer: str = ""
    files: list[FileLink] = field(default_factory=list)

    @classmethod
    def of(cls, one: Disputed, language: str) -> Self:
        return cls(
            id=one.id,
            state=one.state.value,
            told=_told(one, language),
            reason=said(REASONS[one.reason], language),
            text=one.text,
            answered=_answered(one, language),
            answer=one.answer,
            files=[FileLink(each.name, routes.attachment(each.id)) for each in one.files],
        )


class DisputeNotesState(PortalSession):
    """The disputes of the invoice in the address, the newest first."""

    loading: bool = True
    rows: list[DisputeView] = []
    is_open: bool = False
    has_any: bool = False
    href: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        invoice_id = invoice_in(self.router.url)
        found = await db.ask(queries.of_invoice, invoice_id, debtor_id=self._debtor_id())
        self.rows = [DisputeView.of(each, self._language()) for each in found]
        self.has_any = bool(found)
        self.is_open = any(each.state is DisputeState.OPEN for each in found)
        self.href, self.loading = routes.dispute(invoice_id), False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, cases.CHANGED):
            yield DisputeNotesState.load

    @rx.event
    @allow("debtor")
    async def withdraw(self, dispute_id: int) -> AsyncIterator[Any]:
        person = self._signed_in()
        await db.call(cases.withdraw, whole(dispute_id), debtor_id=person.id, actor=person.actor)
        yield tell(said("You took it back. The invoice is due as before.", self._language()), tone="good")
        yield DisputeNotesState.load


def invoice_in(url: str) -> int:
    """The invoice that an address below `/invoices/` names, or 0."""
    below = urlsplit(str(url)).path.partition("/invoices/")[2]
    return number_of(below.partition("/")[0])


def dispute_notes(is_paid: rx.Var[bool] | bool) -> rx.Component:
    """What was told before, and the way to tell us something new."""
    notes: Any = DisputeNotesState
    ask = rx.fragment(
        rx.el.p(say("Tell us before you pay. While we look into it we send no reminder and charge no card for it.")),
        rx.el.div(link_button(say("Tell us what is wrong"), href=notes.href), class_name="in"),
    )
    offer = rx.cond(notes.is_open | is_paid, rx.fragment(), ask)
    part = rx.el.section(
        rx.el.h2(say("Something wrong with this invoice?"), id="wrong"),
        rx.el.div(rx.foreach(notes.rows, _note), style={"display": "grid", "gap": theme.S5, "margin": f"{theme.S4} 0"}),
        offer,
        aria_labelledby="wrong",
        class_name="way",
    )
    shown: rx.Component = rx.cond(notes.loading | (is_paid & ~notes.has_any), rx.fragment(), part)
    return shown


def _note(one: DisputeView) -> rx.Component:
    verdict = rx.match(
        one.state,
        (_UPHELD, notice(one.answered, written(one.answer), tone="good")),
        (_REJECTED, notice(one.answered, written(one.answer), tone="plain")),
        (_WITHDRAWN, rx.el.p(one.answered, class_name="muted")),
        notice(
            rx.el.p(one.told),
            rx.el.p(say("We look into it. Until then we send no reminder and charge no card for this invoice.")),
            tone="accent",
        ),
    )
    return rx.el.article(
        verdict,
        rx.cond(one.state == _OPEN, rx.fragment(), rx.el.p(one.told, class_name="small muted")),
        rx.el.p(one.reason, class_name="medium"),
        written(one.text),
        _files(one),
        rx.cond(one.state == _OPEN, _take_back(one), rx.fragment()),
        key=one.id,
        style={"display": "grid", "gap": theme.S2},
    )


def _files(one: DisputeView) -> rx.Component:
    """What came with it, as downloads."""

    def line(file: FileLink) -> rx.Component:
        return rx.el.li(link(file.name, href=file.href, download=True))

    return rx.cond(one.files, rx.el.ul(rx.foreach(one.files, line), class_name="small"), rx.fragment())


def _take_back(one: DisputeView) -> rx.Component:
    withdraw: Any = DisputeNotesState.withdraw
    question = rx.el.div(
        rx.el.p(say("Then the invoice is due as before, and we remind you of it again.")),
        button(say("Take it back"), on_click=withdraw(one.id)),
        class_name="stack",
    )
    return rx.el.details(rx.el.summary(say("It has settled itself")), question, class_name="more")


def _told(one: Disputed, language: str) -> str:
    return said(
        "You told us on {day} that {amount} of this invoice is not right.",
        language,
        day=long_date(clock.day_of(one.raised_at), language),
        amount=money(one.amount, language),
    )


def _answered(one: Disputed, language: str) -> str:
    if one.closed_at is None:
        return ""
    day = long_date(clock.day_of(one.closed_at), language)
    text = {
        DisputeState.UPHELD: phrase("We answered on {day}: you are right."),
        DisputeState.REJECTED: phrase("We answered on {day}: we think that the amount is owed."),
        DisputeState.WITHDRAWN: phrase("You took it back on {day}."),
    }[one.state]
    return said(text, language, day=day)
