"""The plan that the address names, and what may be done with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice.components.plan_lines import level_of
from backoffice.components.reading import reading
from backoffice.components.told import told
from backoffice.pages.plan import telling
from backoffice.pages.plan.lines import ChargeLine, CoveredLine, DisputeLine, Head, Paid, Part
from backoffice.session import StaffSession
from shared import clock, db, plans
from shared.access.actors import names_of
from shared.plans import card as cards
from shared.plans import disputes, waiving
from shared.plans.card import PlanCard
from shared.plans.telling import CHANGED
from shared.receipts.rules import check_reason
from shared.ui import live
from shared.ui.arguments import id_in, line, one_of, whole
from shared.ui.format import money
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.timeline import Moment
from shared.words import Level


class Doing(StrEnum):
    """What is being asked; nothing, most of the time."""

    NOTHING = ""
    DECLINE = "decline"
    CANCEL = "cancel"
    PAUSE = "pause"
    WAIVE = "waive"


class PlanCardState(StaffSession):
    """Everything on the card, as texts; every answer is checked by the service that carries it out."""

    head: Head = Head()
    parts: list[Part] = []
    others: list[Paid] = []
    invoices: list[CoveredLine] = []
    disputes: list[DisputeLine] = []
    charges: list[ChargeLine] = []
    happened: list[Moment] = []
    may_approve: bool = False
    is_own: bool = False
    doing: str = ""
    fee: CoveredLine = CoveredLine()
    loading: bool = True
    failed: str = ""

    @rx.event
    @allow("plans.read")
    async def load(self) -> AsyncIterator[Any]:
        plan_id = id_in(self.router.url.path)
        if plan_id != self.head.id:
            self.head, self.loading, self.doing = Head(), True, ""
            yield
        async with reading(self):
            self._show(*await db.ask(_look, plan_id))
        if said := told(dict(self.router.url.query_parameters)):
            yield tell(said.text, tone=said.tone)

    @rx.event
    @allow("plans.read")
    def ask(self, what: str) -> None:
        """Ask for the reason first; the same again takes the question away."""
        asked = one_of(what, Doing).value
        self.doing = "" if self.doing == asked else asked

    @rx.event
    @allow("plans.work", "plans.approve")
    async def approve(self) -> AsyncIterator[Any]:
        """Agree to it; the service refuses who proposed it, and who may not agree to so much."""
        person = self._signed_in()
        await db.call(plans.approve, self.head.id, level=level_of(person) or Level.STAFF, actor=person.actor)
        yield tell("Approved. The debtor is told.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("plans.work", "plans.approve")
    async def decline(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Turn a wish or an offer down, with a reason that the debtor may read."""
        await self._end(plans.decline, form)
        yield tell("Declined.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("plans.work")
    async def cancel(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """End the plan; what was paid stays where it is."""
        await self._end(plans.cancel, form)
        yield tell("Cancelled. What was paid stays; reminders go on where they were.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("plans.work")
    async def pause(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Stop the plan's clock and its charges."""
        await self._end(plans.pause, form)
        yield tell("Paused. Nothing is charged or missed until it goes on.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("plans.work")
    async def resume(self) -> AsyncIterator[Any]:
        """Start the plan's clock again."""
        await db.call(plans.resume, self.head.id, actor=self._signed_in().actor)
        yield tell("The plan goes on.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("plans.work")
    async def wait_for(self, dispute_id: int) -> AsyncIterator[Any]:
        """Let the plan wait for a dispute that came again; the first one holds it by itself."""
        await db.call(disputes.let_wait, self.head.id, whole(dispute_id), actor=self._signed_in().actor)
        yield tell("The plan waits until the dispute is answered.", tone="good")
        yield PlanCardState.load

    @rx.event
    @allow("fees.waive")
    def ask_waiver(self, fee_id: int) -> None:
        """Ask why nobody has to pay this fee."""
        self.fee = next((each for each in self.invoices if each.fee_id and each.fee_id == fee_id), CoveredLine())
        self.doing = Doing.WAIVE.value if self.fee.fee_id else ""

    @rx.event
    @allow("fees.waive")
    async def waive(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Give up what is open of the fee, with a reason; the service refuses who proposed the plan."""
        reason, actor = line(form.get("reason")), self._signed_in().actor
        waive = partial(waiving.waive, reason=reason, on=clock.today(), actor=actor)
        amount = await db.call(waive, self.head.id, self.fee.fee_id)
        self.doing = ""
        yield tell(f"{money(amount)} is waived. Its instalment is smaller by it, and the debtor reads so.", tone="good")
        yield PlanCardState.load

    @rx.event(background=True)
    @allow("plans.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, CHANGED, "ledger", "disputes"):
            yield PlanCardState.load

    async def _end(self, step: Any, form: dict[str, Any]) -> None:
        reason, actor = check_reason(line(form.get("reason"))), self._signed_in().actor
        await db.call(step, self.head.id, reason=reason, actor=actor)
        self.doing = ""

    def _show(self, card: PlanCard, names: Mapping[str, str]) -> None:
        person = self._signed_in()
        self.head = telling.head(card, names)
        self.parts, self.others = telling.parts(card), telling.other_payments(card)
        self.disputes = telling.disputes(card.view.disputes)
        self.invoices, self.charges = telling.covered(card.view.invoices), telling.charges(card.charges)
        self.happened = telling.moments(card, names)
        self.may_approve = telling.may_approve(card, actor=person.actor, level=level_of(person))
        self.is_own = card.proposed_by == person.actor


def _look(session: Session, plan_id: int) -> tuple[PlanCard, Mapping[str, str]]:
    found = cards.card(session, plan_id, clock.today())
    actors = {each.actor for each in found.view.history} | {found.proposed_by, found.approved_by}
    return found, names_of(session, actors)
