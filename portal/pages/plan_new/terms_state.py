"""The plan in the address, decided anew, with all that is agreed to."""

from collections.abc import Sequence
from typing import Any, Final

import reflex as rx

from portal import routes
from portal.components.address import pairs_of, word
from portal.components.plan_paying import CardChoice
from portal.components.plan_schedule import ScheduleView, schedule_view
from portal.components.plan_wish import PlanWish
from portal.pages.plan_new.amount_state import PlanAmountState
from portal.pages.plan_new.asked import Asked, means_said
from portal.pages.plan_new.drawing import drawing
from portal.session import PortalSession
from shared import db
from shared.i18n import phrase, said
from shared.invoices import owed
from shared.invoices.owed import Asker
from shared.payments import saved_cards
from shared.plans import wizard
from shared.plans.deciding import Outcome
from shared.plans.wizard import Drawn
from shared.settings import settings
from shared.ui.format import long_date, money
from shared.ui.marks import allow

_PROBLEMS: Final = {
    "changed": phrase(
        "Something has changed since you looked at this plan: what you owe, or our rules. "
        "Please look at it again before you agree."
    ),
    "card": phrase("This card cannot be charged any more. Please choose again how you pay."),
}


class PlanTermsState(PortalSession):
    """The third and the fourth step: the terms, and agreeing to them."""

    loading: bool = True
    nothing: bool = False
    problem: str = ""
    waits: bool = False
    headline: str = ""
    total: str = ""
    count: str = ""
    first: str = ""
    last: str = ""
    who: str = ""
    covers: str = ""
    schedule: ScheduleView = ScheduleView()
    promises: list[str] = []
    conditions: list[str] = []
    version: str = ""
    back_href: str = ""
    terms_href: str = ""
    confirm_href: str = ""
    button: str = ""
    seen: str = ""
    fields: list[list[str]] = []
    cards: list[CardChoice] = []
    add_card_href: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> Any:
        wish = PlanWish.read(pairs_of(self.router.url))
        amounts = await self.get_state(PlanAmountState)
        answers = means_said(amounts.answers, amounts.currency) or {}
        if not wish.invoices:
            return rx.redirect(routes.PLAN_NEW)
        found = await db.ask(Asked.read, self._debtor_id(), wish, answers)
        self.nothing = found is None
        if found is None:
            self.loading = False
            return None
        drawn = found.drawn
        if drawn is None or not _may_be_agreed(drawn):
            return rx.redirect(found.wish.address(routes.PLAN_AMOUNT))
        self.who = _who(await db.ask(owed.askers, self._debtor_id()), self._language())
        self.problem = said(_PROBLEMS.get(word(self.router.url, "problem"), ""), self._language())
        self._show(found, drawn)
        self.fields = [
            *([name, value] for name, value in found.wish.pairs),
            *([name, str(minor)] for name, minor in answers.items()),
            ["language", self._language()],
        ]
        held = await db.ask(saved_cards.of_debtor, self._debtor_id())
        self.cards = [CardChoice.of(each, self._language()) for each in held if each.is_usable]
        self.loading = False
        return None

    def _show(self, found: Asked, drawn: Drawn) -> None:
        language = self._language()
        self.waits = drawn.decision.outcome is Outcome.NEEDS_APPROVAL
        view = drawing(found.wish, drawn, found.choices, language)
        self.headline, self.total = view.headline, money(found.total, language)
        self.count = str(len(drawn.rows))
        self.first, self.last = (long_date(drawn.rows[at].due_on, language) for at in (0, -1))
        self.covers = ", ".join(number for number, _ in found.invoices)
        self.schedule = schedule_view(drawn.rows, language)
        self.promises, self.conditions = view.promises, list(drawn.conditions(language))
        self.version = f"{wizard.TERMS}, {drawn.version.code}/{drawn.version.number}"
        self.back_href = found.wish.address(routes.PLAN_AMOUNT)
        self.terms_href = found.wish.address(routes.PLAN_TERMS)
        self.confirm_href = found.wish.address(routes.PLAN_CONFIRM)
        self.add_card_href = found.wish.address(routes.CARDS)
        text = phrase("Ask for this plan") if self.waits else phrase("Agree to {count} payments")
        self.button = said(text, language, count=self.count)
        self.seen = drawn.seen


def _who(askers: Sequence[Asker], language: str) -> str:
    firm, others = settings().firm_name, [each.name for each in askers if not each.is_house]
    return said("{firm}, for {creditors}", language, firm=firm, creditors=", ".join(others)) if others else firm


def _may_be_agreed(drawn: Drawn) -> bool:
    """By the debtor alone, or by a person who knows all they need to."""
    decision = drawn.decision
    return decision.outcome is not Outcome.REFUSED and all(each.code != "means" for each in decision.rules)
