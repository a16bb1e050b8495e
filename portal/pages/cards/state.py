"""The debtor's saved cards in words, what they would agree to with another, and what became of the last wish."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import pairs_of, word
from portal.components.card_name import card_name
from portal.components.plan_wish import PlanWish
from portal.session import PortalSession
from shared import clock, db
from shared.errors import NotFound
from shared.formats import long_date
from shared.i18n import said
from shared.payments import saved_cards
from shared.payments.saved_cards import CardView, setups
from shared.ui import live
from shared.ui.marks import allow
from shared.words import AttemptState

SAVED, WAITS, NOT_SAVED, REMOVED, UNREACHABLE = "saved", "waits", "not-saved", "removed", "unreachable"


@dataclass
class CardRow:
    """A card as its owner knows it; `problem` when it cannot be charged."""

    id: str = ""
    name: str = ""
    expires: str = ""
    problem: str = ""
    agreed: str = ""
    mandate: str = ""

    @classmethod
    def of(cls, card: CardView, language: str) -> Self:
        agreed = long_date(clock.day_of(card.agreed_at), language) if card.agreed_at else ""
        return cls(
            id=str(card.id),
            name=card_name(card, language),
            expires=said("Expires {month}", language, month=f"{card.expires:%m/%Y}"),
            problem=_problem(card, language),
            agreed=said("You agreed on {day}", language, day=agreed) if agreed else "",
            mandate=card.mandate,
        )


class CardsState(PortalSession):
    """The cards, and the form for another one; `replaces` is the card that another shall take the place of.

    `plan_href` leads back to the plan in whose midst the debtor saves a card.
    """

    loading: bool = True
    rows: list[CardRow] = []
    stage: str = ""
    problem: str = ""
    replaces: str = ""
    replaces_name: str = ""
    plan_href: str = ""
    language: str = "en"
    version: str = ""
    mandate: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        debtor_id, language = self._debtor_id(), self._language()
        found = await db.ask(saved_cards.of_debtor, debtor_id)
        self.rows = [CardRow.of(each, language) for each in found]
        self._remember_plan()
        self._show_wish(await db.ask(_wish, debtor_id, word(self.router.url, "setup")))
        wanted = [each for each in self.rows if each.id == word(self.router.url, "replace")]
        self.replaces = wanted[0].id if wanted else ""
        self.replaces_name = wanted[0].name if wanted else ""
        self.language, self.version = language, saved_cards.VERSION
        self.mandate = saved_cards.words(language)
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "saved_cards"):
            yield CardsState.load

    def _remember_plan(self) -> None:
        """The way back from the provider's page names no plan: the tab remembers it, and nothing but our own page."""
        wish = PlanWish.read(pairs_of(self.router.url))
        if wish.invoices:
            self.plan_href = wish.address(routes.PLAN_CONFIRM)
        elif not word(self.router.url, "setup"):
            self.plan_href = ""

    def _show_wish(self, wish: tuple[str, str]) -> None:
        self.stage, self.problem = wish
        if word(self.router.url, "problem") == "provider":
            self.stage = UNREACHABLE
        elif word(self.router.url, "removed"):
            self.stage = REMOVED


def _wish(session: Session, debtor_id: int, key: str) -> tuple[str, str]:
    """What became of the wish the debtor comes back from, and the last refusal's sentence."""
    if not key:
        return "", ""
    try:
        setup = setups.for_debtor(session, debtor_id, key[:36])
    except NotFound:
        return "", ""
    if setup.state is AttemptState.SUCCEEDED:
        return SAVED, ""
    return (WAITS if setup.state is AttemptState.STARTED and not setup.problem else NOT_SAVED), setup.problem


def _problem(card: CardView, language: str) -> str:
    if card.problem:
        return said("Declined by its bank", language)
    if card.expires < clock.today():
        return said("Expired", language)
    return ""
