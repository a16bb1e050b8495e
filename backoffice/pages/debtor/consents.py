"""By which channels a debtor allows us to write to them, everything they ever said about it, and what they say now."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from backoffice.components.lists import if_may
from backoffice.session import StaffSession
from shared import db
from shared.access.actors import names_of
from shared.access.rules import Permission
from shared.debtors import consents, queries
from shared.debtors.consents import Record
from shared.debtors.rules import Standing, standing
from shared.messaging import spoken
from shared.ui import live, theme
from shared.ui.arguments import id_in, line, one_of
from shared.ui.format import moment
from shared.ui.layout import section
from shared.ui.links import button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.status import status
from shared.ui.table import Column, table
from shared.ui.theme import Child
from shared.words import Channel, ConsentWay

_CHANNELS: Final = {Channel.EMAIL: "E-mail", Channel.TEXT: "Text message", Channel.LETTER: "Post"}
_STANDS: Final = {
    Standing.GIVEN: ("accepted", "Yes"),
    Standing.WITHDRAWN: ("rejected", "No"),
    Standing.UNASKED: ("open", "Not told us"),
}
_WAYS: Final = {ConsentWay.PORTAL: "in the portal", ConsentWay.TELEPHONE: "on the telephone"}


@dataclass
class ConsentLine:
    """A channel as it stands now, or one thing they said about it; `text` is what they were shown or read."""

    key: str = ""
    channel: str = ""
    address: str = ""
    kind: str = ""
    word: str = ""
    when: str = ""
    who: str = ""
    version: str = ""
    text: str = ""


@dataclass
class SpokenLine:
    """What is read to a debtor about a channel; `version` and `address` go back with their answer."""

    channel: str = ""
    title: str = ""
    address: str = ""
    version: str = ""
    language: str = ""
    yes: str = ""
    no: str = ""
    may_agree: bool = False
    may_refuse: bool = False

    @classmethod
    def of(cls, channel: Channel, address: str, last: Record | None, language: str) -> Self:
        by = ConsentWay.TELEPHONE
        return cls(
            channel=channel.value,
            title=_CHANNELS[channel],
            address=address,
            version=consents.SPOKEN,
            language=language,
            yes=consents.words(channel, address, language, is_given=True, way=by),
            no=consents.words(channel, address, language, is_given=False, way=by),
            may_agree=last is None or not last.is_given,
            may_refuse=last is None or last.is_given,
        )


class DebtorConsentsState(StaffSession):
    """The consents of the debtor in the address; staff record what the debtor says on the telephone."""

    now: list[ConsentLine] = []
    history: list[ConsentLine] = []
    spoken: list[SpokenLine] = []

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        self.now, self.history, self.spoken = await db.ask(_lines, id_in(self.router.url.path))

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, consents.CHANGED):
            yield DebtorConsentsState.load

    @rx.event
    @allow("debtors.correct")
    async def answer(self, channel: str, version: str, address: str, is_given: bool) -> AsyncIterator[Any]:
        """Keep what the debtor said when the words were read to them.

        Raises:
            NotBySpeaking, NotRead, NoAddress: see `spoken.record`.
        """
        await db.call(
            spoken.record,
            id_in(self.router.url.path),
            one_of(channel, Channel),
            version=line(version, most=40),
            address=line(address, most=254),
            is_given=is_given is True,
            actor=self._signed_in().actor,
        )
        yield tell("Recorded. Where we know their e-mail address, a mail confirms it to them.", tone="good")
        yield DebtorConsentsState.load


# Handlers take arguments here, which the type of a handler does not say.
_do: Any = DebtorConsentsState


def debtor_consents() -> rx.Component:
    """What stands; on demand all that led to it, and what is read to them on the telephone."""
    columns = [
        Column("Channel", width="136px", place="title"),
        Column("Address", place="note"),
        Column("They agree", width="136px", place="side"),
        Column("Since", width="136px"),
    ]
    stands = table(columns, _do.now, _now, caption="What they allow now")
    every = rx.el.details(
        rx.el.summary("Everything they said"),
        rx.el.ol(rx.foreach(_do.history, _said), class_name="lines"),
        class_name="more",
    )
    return rx.el.div(
        section(
            "How we may reach them",
            stands,
            rx.cond(_do.history, every, rx.fragment()),
            if_may(Permission.DEBTORS_CORRECT, rx.cond(_do.spoken, _on_the_telephone(), rx.fragment())),
            anchor="consents",
        ),
        style={"margin_top": theme.S6},
    )


def _on_the_telephone() -> rx.Component:
    about = (
        "Make sure that it is them: ask for their customer number and postal address. Then read the words as they "
        "stand here and record the answer. A mail confirms it to them, and they can change it in the portal."
    )
    return rx.el.details(
        rx.el.summary("They are on the telephone"),
        rx.el.p(about, class_name="muted"),
        rx.el.ul(rx.foreach(_do.spoken, _read_aloud), class_name="lines"),
        class_name="more",
    )


def _read_aloud(one: SpokenLine) -> rx.Component:
    agree = _answer(one, one.yes, "They agree", is_given=True)
    refuse = _answer(one, one.no, "They say no", is_given=False)
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.span(one.title, class_name="medium"), class_name="row"),
            rx.cond(one.may_agree, agree, rx.fragment()),
            rx.cond(one.may_refuse, refuse, rx.fragment()),
            class_name="grow stack",
        ),
        key=one.channel,
    )


def _answer(one: SpokenLine, words: str, label: str, *, is_given: bool) -> rx.Component:
    said = _do.answer(one.channel, one.version, one.address, is_given)
    spoken_of = rx.Var.create(f"{label}: ") + one.title
    return rx.el.div(
        rx.el.blockquote(words, lang=one.language),
        rx.el.div(button(label, on_click=said, aria_label=spoken_of)),
        class_name="stack",
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


def _lines(session: Session, debtor_id: int) -> tuple[list[ConsentLine], list[ConsentLine], list[SpokenLine]]:
    now, found = consents.channels(session, debtor_id), consents.history(session, debtor_id)
    names = names_of(session, {each.given_by for each in found})
    language = queries.language_of(session, debtor_id)
    return (
        [_line(*each, names) for each in now],
        [_line(each.channel, each.address, each, names) for each in found],
        [SpokenLine.of(*each, language) for each in now],
    )


def _line(channel: Channel, address: str, record: Record | None, names: Mapping[str, str]) -> ConsentLine:
    kind, word = _STANDS[standing(record.is_given if record else None)]
    made = ConsentLine(channel=_CHANNELS[channel], address=address, kind=kind, word=word)
    if record:
        made.key, made.when = str(record.id), moment(record.at)
        made.who = f"{names[record.given_by]}, {_WAYS[record.way]}"
        made.version, made.text = f"{record.version} ({record.language})", record.text
    return made
