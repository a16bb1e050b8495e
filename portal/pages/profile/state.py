"""How the debtor is known and reached, in words; what they allow, channel by channel."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import word
from portal.session import PortalSession
from shared import clock, db
from shared.debtors import consents, queries, service
from shared.debtors.consents import Record, Shown
from shared.debtors.queries import Profile
from shared.debtors.rules import Standing, standing
from shared.formats import long_date
from shared.i18n import phrase, said
from shared.messaging import new_address
from shared.ui import live
from shared.ui.arguments import line, one_of
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.words import Channel, ConsentWay

GIVEN, WITHDRAWN, UNASKED = Standing.GIVEN.value, Standing.WITHDRAWN.value, Standing.UNASKED.value
TAKEN, LAPSED = "taken", "lapsed"

_TITLES: Final = {
    Channel.EMAIL: phrase("By e-mail"),
    Channel.TEXT: phrase("By text message"),
    Channel.LETTER: phrase("By post"),
}
_TOLD: Final = {
    Standing.GIVEN: phrase("You agreed to this on {day} at {time}."),
    Standing.WITHDRAWN: phrase("You said no to this on {day} at {time}."),
}
_TOLD_ALOUD: Final = {
    Standing.GIVEN: phrase("You agreed to this on the telephone on {day} at {time}."),
    Standing.WITHDRAWN: phrase("You said no to this on the telephone on {day} at {time}."),
}
_AGREE: Final = {
    Channel.EMAIL: phrase("Agree to e-mail"),
    Channel.TEXT: phrase("Agree to text messages"),
    Channel.LETTER: phrase("Agree to post"),
}
_REFUSE: Final = {
    Channel.EMAIL: phrase("No e-mail"),
    Channel.TEXT: phrase("No text messages"),
    Channel.LETTER: phrase("No post"),
}


@dataclass
class ChannelRow:
    """A channel, what the debtor last said of it, and the words of saying yes or no now.

    `channel`, `version`, `language` and `address` go back with the answer: they say which words were shown.
    """

    channel: str = ""
    version: str = ""
    language: str = ""
    address: str = ""
    title: str = ""
    standing: str = ""
    told: str = ""
    kept: str = ""
    agree: str = ""
    agree_words: str = ""
    refuse: str = ""
    refuse_words: str = ""

    @classmethod
    def of(cls, channel: Channel, address: str, last: Record | None, language: str) -> Self:
        stands = standing(last.is_given if last else None)
        return cls(
            channel=channel.value,
            version=consents.VERSION,
            language=language,
            address=address,
            title=said(_TITLES[channel], language),
            standing=stands.value,
            told=_told(last, stands, language) if last else "",
            kept=last.text if last else "",
            agree=said(_AGREE[channel], language),
            agree_words=consents.words(channel, address, language, is_given=True),
            refuse=said(_REFUSE[channel], language),
            refuse_words=consents.words(channel, address, language, is_given=False),
        )


class ProfileState(PortalSession):
    """The debtor's own, and nobody else's. `waiting` is a new e-mail address that is not proved yet."""

    loading: bool = True
    number: str = ""
    whole_name: str = ""
    postal: str = ""
    reads: str = ""
    email: str = ""
    phone: str = ""
    waiting: str = ""
    came_back: str = ""
    channels: list[ChannelRow] = []

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        found, self.waiting, last = await db.ask(_read, self._debtor_id())
        self.number, self.whole_name, self.reads = found.number, found.name, found.language
        self.email, self.phone = found.email, found.phone
        self.postal = ", ".join(found.address.lines(self._language()))
        self.channels = [ChannelRow.of(*each, self._language()) for each in last]
        came_back = word(self.router.url, "address")
        self.came_back = came_back if came_back in (TAKEN, LAPSED) else ""
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, consents.CHANGED):
            yield ProfileState.load

    @rx.event
    @allow("debtor")
    async def ask_address(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Send a link to another e-mail address; the page then says that it went there."""
        if first := await self._code_first(routes.PROFILE):
            yield first
            return
        await db.call(new_address.ask, self._debtor_id(), line(form.get("address", ""), most=254))
        yield ProfileState.load

    @rx.event
    @allow("debtor")
    async def save_phone(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        if first := await self._code_first(routes.PROFILE):
            yield first
            return
        await db.call(service.be_called_at, self._debtor_id(), line(form.get("phone", ""), most=40))
        yield tell(said("Saved.", self._language()), tone="good")
        yield ProfileState.load

    @rx.event
    @allow("debtor")
    async def agree(self, channel: str, version: str, language: str, address: str) -> AsyncIterator[Any]:
        me, shown = self._signed_in(), _shown(version, language, address)
        await db.call(consents.give, me.id, one_of(channel, Channel), shown, actor=me.actor)
        yield ProfileState.load

    @rx.event
    @allow("debtor")
    async def refuse(self, channel: str, version: str, language: str, address: str) -> AsyncIterator[Any]:
        me, shown = self._signed_in(), _shown(version, language, address)
        await db.call(consents.withdraw, me.id, one_of(channel, Channel), shown, actor=me.actor)
        yield ProfileState.load


def _read(session: Session, debtor_id: int) -> tuple[Profile, str, Sequence[tuple[Channel, str, Record | None]]]:
    reached = consents.channels(session, debtor_id)
    return queries.profile(session, debtor_id), new_address.waiting(session, debtor_id), reached


def _shown(version: str, language: str, address: str) -> Shown:
    return Shown(line(version, most=40), line(language, most=5), line(address, most=254))


def _told(last: Record, stands: Standing, language: str) -> str:
    there = last.at.astimezone(clock.ZONE)
    told = _TOLD_ALOUD if last.way is ConsentWay.TELEPHONE else _TOLD
    return said(told[stands], language, day=long_date(there.date(), language), time=f"{there:%H:%M}")
