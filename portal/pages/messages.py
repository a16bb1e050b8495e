"""Everything communicated: what the debtor and staff wrote to one another, and the mails we sent, newest first."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import number_of, word
from portal.components.asking import WhoAsksState, who_is_asking, with_asker
from portal.components.frame import frame, titled
from portal.session import PortalSession
from shared import clock, db
from shared.formats import long_date
from shared.i18n import said
from shared.invoices import owed
from shared.messaging import portal_messages, queries
from shared.messaging.portal_messages import MOST_TEXT, Said
from shared.messaging.queries import Letter
from shared.settings import settings
from shared.ui import live, theme
from shared.ui.forms import Option, select, text_area
from shared.ui.icons import icon
from shared.ui.layout import section, sheet
from shared.ui.links import button, link
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty, skeleton_lines
from shared.ui.say import say
from shared.ui.written import written

_SHOWN: Final = 100


@dataclass
class Told:
    """A message or a mail; `subject` is a mail's, whose text opens on demand."""

    key: str = ""
    who: str = ""
    when: str = ""
    text: str = ""
    subject: str = ""
    is_mine: bool = False
    is_new: bool = False
    invoice: str = ""
    href: str = ""


class MessagesState(PortalSession):
    """The conversation, and the form for the next message."""

    loading: bool = True
    rows: list[Told] = []
    invoices: list[Option] = []
    about: str = ""
    text: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        language = self._language()
        written, mails, invoices = await db.ask(_read, self._debtor_id())
        self.rows = _merged(written, mails, language)
        self.invoices = [Option("", said("No invoice in particular", language)), *invoices]
        asked = word(self.router.url, "invoice")
        self.about = asked if asked in {each.value for each in invoices} else ""
        self.loading = False

    @rx.event
    @allow("debtor")
    async def note_read(self) -> AsyncIterator[Any]:
        """What is ours is read now that it is shown."""
        if await db.call(portal_messages.mark_read, self._debtor_id(), from_debtor=False):
            yield WhoAsksState.count_unread

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "messages"):
            yield [MessagesState.load, MessagesState.note_read]

    @rx.event
    @allow("debtor")
    async def send(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        person, invoice_id = self._signed_in(), number_of(str(form.get("about", "")))
        text = str(form.get("text", ""))
        await db.call(portal_messages.ask, person.id, text, invoice_id=invoice_id or None, actor=person.actor)
        yield tell(said("We have your message and answer here and by e-mail.", self._language()), tone="good")
        yield MessagesState.load


def messages() -> rx.Component:
    state: Any = MessagesState
    nothing = empty(say("Nothing was written yet"), say("What you write to us and what we write to you appears here."))
    listed = rx.cond(state.rows, rx.el.ol(rx.foreach(state.rows, _told), class_name="lines"), nothing)
    return frame(
        sheet(
            rx.el.h1(say("Messages")),
            _form(),
            section(
                say("Everything we wrote to one another"),
                rx.cond(state.loading, skeleton_lines(6), listed),
                anchor="all",
            ),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
        ),
        here=routes.MESSAGES,
    )


def register(app: rx.App) -> None:
    app.add_page(
        messages,
        route=routes.MESSAGES,
        title=titled(say("Messages")),
        on_load=with_asker(MessagesState.load, MessagesState.note_read, MessagesState.watch),
    )


def _form() -> rx.Component:
    state: Any = MessagesState
    return rx.el.form(
        rx.cond(state.invoices.length() > 1, select(say("About"), "about", state.invoices, default_value=state.about)),
        text_area(say("Write to us"), "text", required=True, max_length=MOST_TEXT),
        button(say("Send the message"), submit=True, variant="primary", size="large"),
        on_submit=state.send,
        reset_on_submit=True,
        class_name="stack",
        style={"margin": f"{theme.S5} 0 {theme.S7}"},
    )


def _told(one: Told) -> rx.Component:
    about = rx.cond(one.invoice, rx.fragment(" ", link(one.invoice, href=one.href, class_name="id")), rx.fragment())
    fresh = rx.cond(one.is_new, rx.el.strong(say("New")), rx.fragment())
    head = rx.el.p(
        icon("message-square"), rx.el.span(one.who, class_name="medium"), about, fresh, class_name="row wrap small"
    )
    mail = rx.el.details(rx.el.summary(one.subject), written(one.text))
    return rx.el.li(
        rx.el.div(
            head,
            rx.cond(one.subject, mail, written(one.text)),
            rx.el.p(one.when, class_name="small muted"),
            class_name="grow stack",
        ),
        key=one.key,
    )


def _read(session: Session, debtor_id: int) -> tuple[list[Said], list[Letter], list[Option]]:
    written = portal_messages.conversation(session, debtor_id, limit=_SHOWN)
    mails = queries.told_to(session, debtor_id, limit=_SHOWN)
    latest = owed.open_invoices(session, debtor_id, limit=20)
    return written, mails, [Option(str(each.id), each.number) for each in latest]


def _merged(written: Sequence[Said], mails: Sequence[Letter], language: str) -> list[Told]:
    """Both by time, the newest first."""
    rows: list[tuple[datetime, Told]] = [(each.written_at, _message(each, language)) for each in written]
    rows += [(each.written_at, _mail(each, language)) for each in mails]
    return [told for _, told in sorted(rows, key=lambda row: row[0], reverse=True)[:_SHOWN]]


def _message(one: Said, language: str) -> Told:
    return Told(
        key=f"message-{one.id}",
        who=said("You wrote", language) if one.is_from_debtor else said("{firm} wrote", language, firm=_firm()),
        when=_when(one.written_at, language),
        text=one.text,
        is_mine=one.is_from_debtor,
        is_new=not one.is_from_debtor and one.read_at is None,
        invoice=one.invoice,
        href=routes.invoice(one.invoice_id) if one.invoice_id else "",
    )


def _mail(one: Letter, language: str) -> Told:
    who = said("E-mail to {address}", language, address=one.address)
    return Told(f"mail-{one.id}", who, _when(one.written_at, language), one.body, one.subject)


def _when(moment: datetime, language: str) -> str:
    there = moment.astimezone(clock.ZONE)
    return said("{day} at {time}", language, day=long_date(there.date(), language), time=f"{there:%H:%M}")


def _firm() -> str:
    return settings().firm_name
