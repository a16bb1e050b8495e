"""The settlement offers the address asks for, and one being made for the debtor it names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.amount_typed import NotTyped, typed
from backoffice.components.reading import reading
from backoffice.session import StaffSession
from shared import clock, db
from shared.access.actors import names_of
from shared.errors import NotFound, Refused
from shared.models import OfferState
from shared.money import Money
from shared.plans import offer_list, setting_up, settling
from shared.plans.offer_list import OfferPage, OfferRow, Which
from shared.plans.setting_up import SettingUp
from shared.plans.telling import CHANGED
from shared.receipts.rules import check_reason
from shared.settings import settings
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.format import amount as in_figures
from shared.ui.format import money, short_date
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_WORDS = {Which.WAITING: "Waiting for approval", Which.OPEN: "Offered", Which.ENDED: "Ended", Which.ALL: "All"}
_STATE = {
    OfferState.PROPOSED: ("needs-review", "Waits for approval"),
    OfferState.OFFERED: ("open", "Offered"),
    OfferState.ACCEPTED: ("active", "Accepted"),
    OfferState.HONOURED: ("paid", "Honoured"),
    OfferState.EXPIRED: ("cancelled", "Lapsed"),
    OfferState.WITHDRAWN: ("cancelled", "Withdrawn"),
}


@dataclass
class OfferLine:
    """One offer, ready to be drawn."""

    id: int = 0
    debtor: str = ""
    debtor_href: str = ""
    reason: str = ""
    said: str = ""
    until: str = ""
    paid: str = ""
    by: str = ""
    kind: str = ""
    label: str = ""
    owed: str = ""
    pay: str = ""
    currency: str = ""
    may_approve: bool = False
    may_withdraw: bool = False


@dataclass
class Owing:
    """An open invoice that an offer may cover."""

    name: str = ""
    number: str = ""
    due: str = ""
    amount: str = ""


class SettlementsState(StaffSession):
    """Offers that wait for approval are what it shows when the address asks for nothing."""

    rows: list[OfferLine] = []
    view: ListView = ListView()
    has_any: bool = False
    debtor: str = ""
    owing: list[Owing] = []
    total: str = ""
    currency: str = ""
    typed_error: str = ""
    loading: bool = True
    failed: str = ""

    _made: SettingUp | None = None

    @rx.event
    @allow("plans.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        filters = [each for each in Which if each is not Which.WAITING]
        query = ListQuery.read(routes.SETTLEMENTS, params, filters=filters, keep=("debtor",))
        asked = params.get("debtor", "")
        async with reading(self):
            found, names = await db.ask(_look, Which(query.filter or Which.WAITING), query.offset, query.size)
            self._show(found, names, query)
            self._made = await db.ask(_owing, int(asked[:12])) if asked.isascii() and asked.isdigit() else None
            self._begin(self._made)

    @rx.event
    @allow("plans.work")
    async def propose(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Propose that less is enough; somebody else approves it before the debtor is told.

        Raises:
            NoOffer: more is forgiven, or for longer, than the policy allows.
        """
        if self._made is None:
            raise NotFound("Choose the debtor first.")
        try:
            pay, self.typed_error = typed(line(form.get("pay", ""), most=30), self._made.currency), ""
        except NotTyped as refused:
            self.typed_error = str(refused)
            return
        ids = [each.id for each in self._made.invoices if form.get(f"invoice-{each.id}")]
        until, reason = _day(line(form.get("until", ""))), check_reason(line(form.get("reason")))
        actor = self._signed_in().actor
        await db.call(settling.propose, self._made.debtor_id, ids, pay, until, reason=reason, actor=actor)
        yield tell(f"Proposed: {money(pay)} settles it. Somebody else approves it first.", tone="good")
        yield SettlementsState.load

    @rx.event
    @allow("plans.approve")
    async def approve(self, offer_id: int) -> AsyncIterator[Any]:
        """Make it to the debtor; the service refuses who proposed it."""
        await db.call(settling.approve, whole(offer_id), actor=self._signed_in().actor)
        yield tell("Approved. The debtor sees the offer.", tone="good")
        yield SettlementsState.load

    @rx.event
    @allow("plans.work", "plans.approve")
    async def withdraw(self, offer_id: int) -> AsyncIterator[Any]:
        """Take back an offer that the debtor has not accepted."""
        await db.call(settling.withdraw, whole(offer_id), actor=self._signed_in().actor)
        yield tell("Withdrawn.", tone="good")
        yield SettlementsState.load

    @rx.event(background=True)
    @allow("plans.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, CHANGED):
            yield SettlementsState.load

    def _show(self, found: OfferPage, names: Mapping[str, str], query: ListQuery) -> None:
        person = self._signed_in()
        decides = person.may("plans.approve")
        works = decides or person.may("plans.work")
        self.rows = [_line(each, names, person.actor, decides=decides, works=works) for each in found.rows]
        which = Which(query.filter or Which.WAITING)
        chips = [FilterCount("" if each is Which.WAITING else each, _WORDS[each], found.counts[each]) for each in Which]
        self.view = query.view(found.counts[which], chips)
        self.has_any = found.counts[Which.ALL] > 0

    def _begin(self, made: SettingUp | None) -> None:
        self.debtor = made.debtor if made else ""
        found = made.invoices if made else ()
        self.currency = made.currency if made else settings().base_currency
        self.total = in_figures(Money.total((each.outstanding for each in found), self.currency))
        self.owing = [
            Owing(f"invoice-{each.id}", each.number, f"due {short_date(each.due_on)}", in_figures(each.outstanding))
            for each in found
        ]


def _look(session: Session, which: Which, offset: int, limit: int) -> tuple[OfferPage, Mapping[str, str]]:
    found = offer_list.page(session, which, offset=offset, limit=limit)
    return found, names_of(session, {actor for each in found.rows for actor in each.actors})


def _owing(session: Session, debtor_id: int) -> SettingUp:
    return setting_up.for_debtor(session, debtor_id, clock.today(), currency=settings().base_currency)


def _line(row: OfferRow, names: Mapping[str, str], actor: str, *, decides: bool, works: bool) -> OfferLine:
    kind, label = _STATE[row.state]
    proposed = f"Proposed by {names.get(row.proposed_by, row.proposed_by)}"
    approved = f", approved by {names.get(row.approved_by, row.approved_by)}" if row.approved_by else ""
    return OfferLine(
        id=row.id,
        debtor=row.debtor,
        debtor_href=routes.debtor(row.debtor_id),
        reason=row.reason,
        said=f"{money(row.pay)} from {row.debtor}",
        until=f"until {short_date(row.until)}",
        paid=f"{in_figures(row.paid)} came" if row.paid else "",
        by=f"{proposed}{approved}",
        kind=kind,
        label=label,
        owed=in_figures(row.owed),
        pay=in_figures(row.pay),
        currency=row.pay.currency,
        may_approve=decides and row.state is OfferState.PROPOSED and row.proposed_by != actor,
        may_withdraw=works and row.state in (OfferState.PROPOSED, OfferState.OFFERED),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("Say until which day the amount has to come.") from None
