"""One of the debtor's plans, and what they may do to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import last_part, number_of
from portal.components.plan_paying import CardChoice
from portal.components.plan_wish import day_of
from portal.components.transfer import TransferView, transfer_view
from portal.components.under_way import UnderWay, under_way
from portal.pages.plan.view import BY_CARD, BY_HAND, After, PlanCard, after, card_of, how_paid
from portal.session import PortalSession
from shared import clock, db
from shared.errors import NotFound, Refused
from shared.i18n import refusal, said
from shared.invoices.transfer import Account, account_for
from shared.payments import saved_cards
from shared.payments.rules import NOT_BY_CARD
from shared.payments.saved_cards import CardView
from shared.plans import More, by_debtor, card_payments, queries
from shared.plans.paying import Preview
from shared.plans.shown import PlanView
from shared.ui import live
from shared.ui.arguments import line, one_of, whole
from shared.ui.format import long_date
from shared.ui.forms import Option
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_TOPICS: Final = ("ledger", "payments", "plans", "disputes")


@dataclass(frozen=True, slots=True)
class _Found:
    """All that the page shows, read in one go."""

    plan: PlanView
    account: Account | None
    begun: list[UnderWay]
    cards: list[CardView]

    @classmethod
    def read(cls, session: Session, debtor_id: int, plan_id: int, language: str) -> Self | None:
        try:
            plan = queries.plan(session, plan_id, clock.today(), debtor_id=debtor_id)
        except NotFound:
            return None
        covered = {each.invoice_id for each in plan.invoices}
        begun = {each.href: each for id_ in sorted(covered) for each in under_way(session, debtor_id, language, id_)}
        cards = [each for each in saved_cards.of_debtor(session, debtor_id) if each.is_usable]
        return cls(plan, account_for(session, plan.left.currency), list(begun.values()), cards)


class PlanState(PortalSession):
    """The plan in the address, if it is the debtor's."""

    loading: bool = True
    card: PlanCard = PlanCard()
    by_card: bool = False
    begun: list[UnderWay] = []
    transfer: TransferView = TransferView()
    typed: str = ""
    more: str = More.SHORTEN.value
    problem: str = ""
    after: After = After()
    movable: list[Option] = []
    moved: str = ""
    move_to: str = ""
    cards: list[CardChoice] = []
    may_choose: bool = False
    pays_by: str = ""
    chosen: str = ""
    _plan: PlanView | None = None

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        self.typed, self.more, self.problem, self.after, self.move_to = "", More.SHORTEN.value, "", After(), ""
        self._plan = None
        await self._read()

    @rx.event
    @allow("debtor")
    async def refresh(self) -> None:
        """Something happened meanwhile; what was typed stays."""
        await self._read()
        await self._preview()

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, *_TOPICS):
            yield PlanState.refresh

    @rx.event
    @allow("debtor")
    async def type_amount(self, text: str) -> None:
        self.typed = line(text, most=20)
        await self._preview()

    @rx.event
    @allow("debtor")
    async def all_at_once(self) -> None:
        self.typed = self._plan.payoff.plain if self._plan else ""
        await self._preview()

    @rx.event
    @allow("debtor")
    async def choose_more(self, word: str) -> None:
        self.more = one_of(word, More).value
        await self._preview()

    @rx.event
    @allow("debtor")
    def choose_moved(self, instalment_id: str) -> None:
        self.moved = str(whole(instalment_id))

    @rx.event
    @allow("debtor")
    def choose_day(self, text: str) -> None:
        self.move_to = line(text, most=10)

    @rx.event
    @allow("debtor")
    async def move(self) -> Any:
        day = day_of(self.move_to)
        if day is None or not self.moved:
            raise Refused("Please choose the new day.")
        await self._do(by_debtor.move_date, whole(self.moved), day)
        return tell(said("The day was moved.", self._language()), tone="good")

    @rx.event
    @allow("debtor")
    def choose_card(self, reference: str) -> None:
        """A saved card, or "" for by hand."""
        self.chosen = line(reference, most=40)

    @rx.event
    @allow("debtor")
    async def use_card(self) -> Any:
        await self._do(by_debtor.use_card, self.chosen)
        text = BY_CARD if self.chosen else BY_HAND
        return tell(said(text, self._language()), tone="good")

    @rx.event
    @allow("debtor")
    async def accept(self) -> Any:
        if first := await self._code_first(routes.plan(self._plan_id())):
            return first
        await self._do(by_debtor.accept, by_debtor.acceptance(self._language(), card=self.chosen))
        return tell(said("The plan has begun.", self._language()), tone="good")

    @rx.event
    @allow("debtor")
    async def decline(self) -> Any:
        await self._do(by_debtor.decline)
        return tell(said("You did not take this plan.", self._language()))

    @rx.event
    @allow("debtor")
    async def cancel(self) -> Any:
        await self._do(by_debtor.cancel)
        return tell(said("The plan has ended.", self._language()))

    @rx.event
    @allow("debtor")
    async def decide(self, change_id: str, agrees: bool) -> Any:
        await db.call(
            by_debtor.decide,
            self._debtor_id(),
            self._plan_id(),
            whole(change_id),
            agrees=agrees is True,
            actor=self._signed_in().actor,
        )
        await self._read()
        text = said("You agreed to the change.", self._language())
        return tell(text if agrees is True else said("The plan stays as it is.", self._language()), tone="good")

    async def _do(self, service: Any, *arguments: int | date | Any) -> None:
        await db.call(service, self._debtor_id(), self._plan_id(), *arguments, actor=self._signed_in().actor)
        await self._read()

    def _plan_id(self) -> int:
        return number_of(last_part(self.router.url))

    async def _read(self) -> None:
        found = await db.ask(_Found.read, self._debtor_id(), self._plan_id(), self._language())
        self.loading = False
        if found is None:
            self._plan, self.card = None, PlanCard()
        else:
            self._show(found)

    def _show(self, found: _Found) -> None:
        plan, language, before = found.plan, self._language(), self._plan
        self._plan, self.card, self.begun = plan, PlanCard.of(plan, language), found.begun
        self._show_cards(found, was=card_of(before) if before else None)
        self.by_card = plan.due is not None and plan.left.currency not in NOT_BY_CARD
        self.movable = [
            Option(str(each.id), long_date(each.due_on, language))
            for each in plan.instalments
            if each.left and each.due_on >= clock.today()
        ]
        if self.moved not in [each.value for each in self.movable]:
            self.moved = self.movable[0].value if self.movable else ""
        if plan.due:
            named = [each.reference for each in plan.instalments if each.id in plan.due.instalment_ids]
            reference = named[0] if len(named) == 1 else plan.reference
            self.transfer = transfer_view(found.account, [reference], plan.due.amount, language)

    def _show_cards(self, found: _Found, *, was: str | None) -> None:
        """The cards to choose from; what was chosen stays until the plan itself is paid another way."""
        plan, language, now = found.plan, self._language(), card_of(found.plan)
        takes_cards = plan.left.currency not in NOT_BY_CARD
        self.cards = [CardChoice.of(each, language) for each in found.cards if takes_cards]
        self.may_choose = takes_cards and plan.is_running and bool(plan.left)
        self.pays_by = how_paid(plan, found.cards, language) if plan.is_running else ""
        if was != now or self.chosen not in ("", *(each.reference for each in self.cards)):
            self.chosen = now if now in [each.reference for each in self.cards] else ""

    async def _preview(self) -> None:
        """What the amount that was typed would do."""
        self.problem, self.after = "", After()
        if self._plan is None or not self.typed:
            return
        try:
            shown: Preview = await db.ask(
                card_payments.preview_of, self._debtor_id(), self._plan.id, self.typed, More(self.more)
            )
        except Refused as refused:
            self.problem = refusal(refused, self._language())
        else:
            self.after = after(self._plan, shown, self._language())
