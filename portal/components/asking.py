"""Who is asking for money, and for whom: on every page that asks, before it asks."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from portal.session import PortalSession
from shared import db
from shared.i18n import phrase, said
from shared.invoices import owed
from shared.invoices.owed import Asker
from shared.messaging import portal_messages
from shared.settings import settings
from shared.ui import live
from shared.ui.icons import icon
from shared.ui.marks import allow
from shared.ui.say import say


@dataclass
class Phrase:
    """A sentence or a piece of one, with a name that stands out in it."""

    lead: str = ""
    name: str = ""
    trail: str = ""


class WhoAsksState(PortalSession):
    """The creditors this debtor is asked for, and how many messages wait for them."""

    phrases: list[Phrase] = []
    check: str = ""
    creditor: str = ""
    unread: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        found = await db.ask(owed.askers, self._debtor_id())
        await self._count()
        self.phrases = _phrases(found, self._language())
        self.check = _check(found, self._language())
        self.creditor = found[0].name if len(found) == 1 and not found[0].is_house else ""

    @rx.event
    @allow("debtor")
    async def count_unread(self) -> None:
        await self._count()

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        """The navigation of every page says how many messages wait, and so it learns of each that comes."""
        async for _ in live.changes(self, "messages"):
            yield WhoAsksState.count_unread

    async def _count(self) -> None:
        unread = await db.ask(portal_messages.unread_by_debtor, self._debtor_id())
        self.unread = str(unread) if unread else ""


def with_asker(*handlers: Any) -> list[Any]:
    """What a page that asks loads and watches: who asks first, then its own, then the count of messages."""
    return [WhoAsksState.load, *handlers, WhoAsksState.watch]


def who_is_asking() -> rx.Component:
    """One sentence, and how to find out that it is true."""
    sentence = rx.el.span(
        rx.foreach(
            WhoAsksState.phrases,
            lambda one: rx.fragment(one.lead, rx.el.span(one.name, class_name="medium"), one.trail),
        ),
    )
    return rx.fragment(
        rx.el.h2(say("Who is asking"), class_name="only-wide"),
        rx.el.div(
            rx.el.p(icon("shield-check", 20), sentence, class_name="row row--top"),
            rx.el.p(WhoAsksState.check, class_name="check note"),
            class_name="asker",
        ),
    )


def _phrases(askers: Sequence[Asker], language: str) -> list[Phrase]:
    """Who takes the money, then each creditor: the names stand out, so a sentence comes in pieces around them."""
    asks = any(each.is_owed for each in askers)
    own = any(each.is_house for each in askers)
    clients = [each for each in askers if not each.is_house]
    return [
        _around("{name}", _who(language, asks=asks, own=own, clients=bool(clients)), settings().firm_name),
        *(_around("{name}", _client(each, at, len(clients), language), each.name) for at, each in enumerate(clients)),
    ]


def _who(language: str, *, asks: bool, own: bool, clients: bool) -> str:
    """The beginning of the sentence; where clients follow, it goes on with their names."""
    if not clients:
        text = phrase("{firm} asks for payment for its own invoices") if asks else phrase("{firm} takes payments")
    elif own:
        text = (
            phrase("{firm} asks for payment for its own invoices and for: ")
            if asks
            else phrase("{firm} takes payments for its own invoices and for: ")
        )
    else:
        text = phrase("{firm} asks for payment for ") if asks else phrase("{firm} takes payments for ")
    return said(text, language, firm="{name}")


def _client(asker: Asker, at: int, count: int, language: str) -> str:
    name = f"{{name}}, {asker.trade}" if asker.trade else "{name}"
    if at == 0:
        return name
    text = phrase(", and for {creditor}") if at == count - 1 else phrase(", for {creditor}")
    return said(text, language, creditor=name)


def _around(place: str, text: str, name: str) -> Phrase:
    lead, _, trail = text.partition(place)
    return Phrase(lead, name, trail)


def _check(askers: Sequence[Asker], language: str) -> str:
    if len(askers) == 1:
        return said(
            "Not sure? Ring {creditor} on the number in your contract, not on one from a message.",
            language,
            creditor=askers[0].name,
        )
    return said("Not sure? Ring the company on the number in your contract, not on one from a message.", language)
