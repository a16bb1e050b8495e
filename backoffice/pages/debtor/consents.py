"""By which channels a debtor allows us to write to them, and everything they ever said about it, word for word."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from sqlmodel import Session

from backoffice.session import StaffSession
from shared import db
from shared.access.actors import names_of
from shared.debtors import consents
from shared.debtors.consents import Record
from shared.debtors.rules import Standing, standing
from shared.ui import live, theme
from shared.ui.arguments import id_in
from shared.ui.format import moment
from shared.ui.layout import section
from shared.ui.marks import allow
from shared.ui.status import status
from shared.ui.table import Column, table
from shared.ui.theme import Child
from shared.words import Channel

_CHANNELS: Final = {Channel.EMAIL: "E-mail", Channel.TEXT: "Text message", Channel.LETTER: "Post"}
_STANDS: Final = {
    Standing.GIVEN: ("accepted", "Yes"),
    Standing.WITHDRAWN: ("rejected", "No"),
    Standing.UNASKED: ("open", "Not told us"),
}


@dataclass
class ConsentLine:
    """A channel as it stands now, or one thing they said about it; `text` is what they were shown."""

    key: str = ""
    channel: str = ""
    address: str = ""
    kind: str = ""
    word: str = ""
    when: str = ""
    who: str = ""
    version: str = ""
    text: str = ""


class DebtorConsentsState(StaffSession):
    """The consents of the debtor in the address; staff read them and change none."""

    now: list[ConsentLine] = []
    history: list[ConsentLine] = []

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        self.now, self.history = await db.ask(_lines, id_in(self.router.url.path))

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, consents.CHANGED):
            yield DebtorConsentsState.load


def debtor_consents() -> rx.Component:
    """What stands, and on demand all that led to it."""
    columns = [
        Column("Channel", width="136px", place="title"),
        Column("Address", place="note"),
        Column("They agree", width="136px", place="side"),
        Column("Since", width="136px"),
    ]
    stands = table(columns, DebtorConsentsState.now, _now, caption="What they allow now")
    every = rx.el.details(
        rx.el.summary("Everything they said"),
        rx.el.ol(rx.foreach(DebtorConsentsState.history, _said), class_name="lines"),
        class_name="more",
    )
    return rx.el.div(
        section(
            "How we may reach them",
            stands,
            rx.cond(DebtorConsentsState.history, every, rx.fragment()),
            anchor="consents",
        ),
        style={"margin_top": theme.S6},
    )


def _now(one: ConsentLine) -> tuple[Child, ...]:
    return one.channel, one.address, status(one.kind, one.word), one.when


def _said(one: ConsentLine) -> rx.Component:
    head = rx.el.p(
        rx.el.span(one.channel, class_name="medium"),
        one.address,
        status(one.kind, one.word),
        class_name="row wrap small",
    )
    by = rx.el.p(one.who, ", ", one.when, ", words ", one.version, class_name="small muted")
    return rx.el.li(rx.el.div(head, rx.el.blockquote(one.text), by, class_name="grow stack"), key=one.key)


def _lines(session: Session, debtor_id: int) -> tuple[list[ConsentLine], list[ConsentLine]]:
    now, found = consents.channels(session, debtor_id), consents.history(session, debtor_id)
    names = names_of(session, {each.given_by for each in found})
    return [_line(*each, names) for each in now], [_line(each.channel, each.address, each, names) for each in found]


def _line(channel: Channel, address: str, record: Record | None, names: Mapping[str, str]) -> ConsentLine:
    kind, word = _STANDS[standing(record.is_given if record else None)]
    line = ConsentLine(channel=_CHANNELS[channel], address=address, kind=kind, word=word)
    if record:
        line.key, line.when, line.who = str(record.id), moment(record.at), names[record.given_by]
        line.version, line.text = f"{record.version} ({record.language})", record.text
    return line
