"""What a debtor and staff wrote to one another, on the debtor's card, and the form to answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.lists import if_may
from backoffice.session import StaffSession
from shared import db
from shared.access.actors import names_of
from shared.access.rules import Permission
from shared.messaging import portal_messages
from shared.messaging.portal_messages import MOST_TEXT, Said
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


class DebtorMessagesState(StaffSession):
    """The conversation with the debtor in the address, the newest first."""

    lines: list[MessageLine] = []

    @rx.event
    @allow("messages.read")
    async def load(self) -> None:
        self.lines = await db.ask(_lines, self._debtor_id())

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
            if_may(Permission.MESSAGES_WRITE, form),
            rx.cond(DebtorMessagesState.lines, listed, none),
            anchor="messages",
        ),
        style={"margin_top": theme.S6},
    )


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


def _lines(session: Session, debtor_id: int) -> list[MessageLine]:
    found = portal_messages.conversation(session, debtor_id)
    names = names_of(session, {each.author for each in found})
    return [_message(each, names.get(each.author, each.author)) for each in found]


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
