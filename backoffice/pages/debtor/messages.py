"""What a debtor and staff wrote to one another, on the debtor's card, the form to answer, and mails."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.lists import if_may
from backoffice.session import StaffSession
from shared import db
from shared.access.actors import names_of
from shared.access.rules import Permission
from shared.messaging import portal_messages, queries
from shared.messaging.portal_messages import MOST_TEXT, Said
from shared.messaging.queries import Letter
from shared.ui import live, theme
from shared.ui.arguments import id_in
from shared.ui.format import moment
from shared.ui.forms import text_area
from shared.ui.layout import section
from shared.ui.links import button, link
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.status import status
from shared.ui.written import written
from shared.words import MessageState

_MAILS: Final = 50
_BECAME: Final = {
    MessageState.WAITING: ("processing", "To be sent"),
    MessageState.SENDING: ("processing", "Being sent"),
    MessageState.SENT: ("done", "Sent"),
    MessageState.FAILED: ("failed", "Not sent"),
    MessageState.KEPT: ("draft", "Kept, not sent"),
}


@dataclass
class MessageLine:
    """One message, ready to be drawn."""

    id: int = 0
    who: str = ""
    when: str = ""
    text: str = ""
    invoice: str = ""
    href: str = ""
    waits: bool = False


@dataclass
class MailLine:
    """One mail as it is kept, with marks in place of links and codes."""

    id: int = 0
    subject: str = ""
    address: str = ""
    when: str = ""
    text: str = ""
    kind: str = ""
    word: str = ""
    problem: str = ""


class DebtorMessagesState(StaffSession):
    """The conversation with the debtor in the address and the mails to them, the newest first."""

    lines: list[MessageLine] = []
    mails: list[MailLine] = []

    @rx.event
    @allow("messages.read")
    async def load(self) -> None:
        self.lines, self.mails = await db.ask(_lines, self._debtor_id())

    @rx.event(background=True)
    @allow("messages.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "messages"):
            yield DebtorMessagesState.load

    @rx.event
    @allow("messages.write")
    async def answer(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Write to them; they are told by mail that something waits for them."""
        text, actor = str(form.get("answer", "")), self._signed_in().actor
        await db.call(portal_messages.answer, self._debtor_id(), text, actor=actor)
        yield tell("Sent. They read it in the portal.", tone="good")
        yield DebtorMessagesState.load

    def _debtor_id(self) -> int:
        return id_in(self.router.url.path)


def debtor_messages() -> rx.Component:
    """The conversation, and the form to answer."""
    form = rx.el.form(
        text_area("Write to them", "answer", required=True, max_length=MOST_TEXT),
        button("Send", submit=True),
        on_submit=DebtorMessagesState.answer,
        reset_on_submit=True,
        class_name="stack",
    )
    listed = rx.el.ol(rx.foreach(DebtorMessagesState.lines, _line), class_name="lines")
    none = rx.el.p("Nothing was written yet.", class_name="muted")
    return rx.el.div(
        section(
            "Messages",
            rx.el.div(
                if_may(Permission.MESSAGES_WRITE, form),
                rx.cond(DebtorMessagesState.lines, listed, none),
                rx.cond(DebtorMessagesState.mails, _mails(), rx.fragment()),
                class_name="stack",
            ),
            anchor="messages",
        ),
        style={"margin_top": theme.S6},
    )


def _mails() -> rx.Component:
    """The latest mails to them, on demand."""
    listed = rx.el.ol(rx.foreach(DebtorMessagesState.mails, _mail), class_name="lines")
    return rx.el.details(rx.el.summary("Mails to them"), listed, class_name="more")


def _mail(one: MailLine) -> rx.Component:
    head = rx.el.p(
        rx.el.span(one.subject, class_name="medium"),
        rx.el.span(one.address, ", ", one.when, class_name="muted"),
        status(one.kind, one.word),
        class_name="row wrap small",
    )
    problem = rx.cond(one.problem, rx.el.p(one.problem, class_name="small"), rx.fragment())
    text = rx.el.details(rx.el.summary("Read it"), written(one.text), class_name="small")
    return rx.el.li(rx.el.div(head, problem, text, class_name="grow stack"), key=one.id)


def _line(one: MessageLine) -> rx.Component:
    about = rx.cond(one.invoice, link(one.invoice, href=one.href, class_name="id"), rx.fragment())
    head = rx.el.p(
        rx.el.span(one.who, class_name="medium"),
        rx.el.span(one.when, class_name="muted"),
        about,
        rx.cond(one.waits, status("open", "Not answered"), rx.fragment()),
        class_name="row wrap small",
    )
    return rx.el.li(rx.el.div(head, written(one.text), class_name="grow"), key=one.id)


def _lines(session: Session, debtor_id: int) -> tuple[list[MessageLine], list[MailLine]]:
    found = portal_messages.conversation(session, debtor_id)
    names = names_of(session, {each.author for each in found})
    mails = queries.told_to(session, debtor_id, limit=_MAILS)
    return [_message(each, names.get(each.author, each.author)) for each in found], [*map(_sent, mails)]


def _sent(one: Letter) -> MailLine:
    kind, word = _BECAME[one.state]
    return MailLine(
        id=one.id,
        subject=one.subject,
        address=one.address,
        when=moment(one.written_at),
        text=one.body,
        kind=kind,
        word=word,
        problem=one.problem,
    )


def _message(one: Said, author: str) -> MessageLine:
    return MessageLine(
        id=one.id,
        who=author,
        when=moment(one.written_at),
        text=one.text,
        invoice=one.invoice,
        href=routes.invoice(one.invoice_id) if one.invoice_id else "",
        waits=one.is_from_debtor and one.read_at is None,
    )
