"""Who is asking for money, and for whom: on every page that asks, before it asks."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from portal.session import PortalSession
from shared import db
from shared.invoices import owed
from shared.invoices.owed import Asker
from shared.settings import settings
from shared.ui.icons import icon
from shared.ui.marks import allow


@dataclass
class Phrase:
    """A piece of the sentence "the firm asks for payment for …", the creditor's name standing out in it."""

    lead: str = ""
    name: str = ""
    trail: str = ""


class WhoAsksState(PortalSession):
    """The creditors this debtor is asked for."""

    verb: str = ""
    phrases: list[Phrase] = []
    check: str = ""
    creditor: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        found = await db.ask(owed.askers, self._debtor_id())
        self.verb = " asks for payment" if any(each.is_owed for each in found) else " takes payments"
        self.phrases = _phrases(found)
        self.check = _check(found)
        self.creditor = found[0].name if len(found) == 1 and not found[0].is_house else ""


def who_is_asking() -> rx.Component:
    """One sentence, and how to find out that it is true."""
    sentence = rx.el.span(
        rx.el.span(settings().firm_name, class_name="medium"),
        WhoAsksState.verb,
        rx.foreach(
            WhoAsksState.phrases,
            lambda one: rx.fragment(one.lead, rx.el.span(one.name, class_name="medium"), one.trail),
        ),
    )
    return rx.fragment(
        rx.el.h2("Who is asking", class_name="only-wide"),
        rx.el.div(
            rx.el.p(icon("shield-check", 20), sentence, class_name="row row--top"),
            rx.el.p(WhoAsksState.check, class_name="check note"),
            class_name="asker",
        ),
    )


def _phrases(askers: Sequence[Asker]) -> list[Phrase]:
    own = [Phrase(lead=" for its own invoices") for each in askers if each.is_house][:1]
    clients = [each for each in askers if not each.is_house]
    others = [
        Phrase(_lead(position, len(clients), after_own=bool(own)), each.name, f", {each.trade}" if each.trade else "")
        for position, each in enumerate(clients)
    ]
    return own + others


def _lead(position: int, count: int, *, after_own: bool) -> str:
    if position == 0:
        return ", and for " if after_own else " for "
    return ", and for " if position == count - 1 else ", for "


def _check(askers: Sequence[Asker]) -> str:
    if len(askers) == 1:
        return f"Not sure? Ring {askers[0].name} on the number in your contract, not on one from a message."
    return "Not sure? Ring the company on the number in your contract, not on one from a message."
