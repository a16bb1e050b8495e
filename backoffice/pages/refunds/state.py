"""The refunds the address asks for, one of them beside the list, and what may be decided about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.reading import reading
from backoffice.components.refund_lines import STATE, RefundLine, moments, refund_line
from backoffice.session import StaffSession
from shared import clock, creditors, db
from shared.access.actors import names_of
from shared.errors import NotFound
from shared.models import RefundState
from shared.receipts import refund_list, refunds
from shared.receipts.refund_list import RefundPage, RefundRow
from shared.receipts.rules import check_reason
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.forms import Option
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.timeline import Moment

_FILTERS = {
    "approved": RefundState.APPROVED,
    "sent": RefundState.SENT,
    "declined": RefundState.DECLINED,
    "failed": RefundState.FAILED,
    "all": None,
}


class RefundsState(StaffSession):
    """Refunds that wait for approval are what it shows when the address asks for nothing."""

    rows: list[RefundLine] = []
    view: ListView = ListView()
    shown: RefundLine = RefundLine()
    happened: list[Moment] = []
    accounts: list[Option] = []
    is_own: bool = False
    declining: bool = False
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    _query: ListQuery = ListQuery(path=routes.REFUNDS)

    @rx.event
    @allow("receipts.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        self._query = ListQuery.read(routes.REFUNDS, params, sorts=refund_list.SORTS, filters=tuple(_FILTERS))
        chosen = int(asked) if (asked := params.get("refund", "")).isascii() and asked[:12].isdigit() else 0
        self.declining = self.declining and chosen == self.shown.id
        async with reading(self):
            await self._read(chosen)

    @rx.event
    @allow("receipts.read")
    async def close(self) -> Any:
        return rx.redirect(self._query.url)

    @rx.event
    @allow("refunds.approve")
    async def approve(self, refund_id: int) -> AsyncIterator[Any]:
        """Agree to it; the service refuses who proposed it."""
        await db.call(refunds.approve, whole(refund_id), on=clock.today(), actor=self._signed_in().actor)
        to_card = f"Approved: {self.shown.said} is on its way back to the card."
        by_bank = f"Approved: {self.shown.said} to {self.shown.payee} may be sent."
        yield tell(to_card if self.shown.by_card else by_bank, tone="good")
        yield RefundsState.load

    @rx.event
    @allow("refunds.approve")
    def ask_decline(self) -> None:
        self.declining = not self.declining

    @rx.event
    @allow("refunds.approve")
    async def decline(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Turn it down, with a reason that whoever proposed it reads."""
        reason = check_reason(line(form.get("reason")))
        actor = self._signed_in().actor
        await db.call(refunds.decline, self.shown.id, reason=reason, on=clock.today(), actor=actor)
        self.declining = False
        yield tell(f"Declined: {self.shown.said} stays unapplied.", tone="good")
        yield RefundsState.load

    @rx.event
    @allow("refunds.propose", "refunds.approve")
    async def sent(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Say that the bank has sent it."""
        account = whole(form.get("sent-from"))
        actor = self._signed_in().actor
        await db.call(refunds.mark_sent, self.shown.id, bank_account_id=account, on=clock.today(), actor=actor)
        yield tell(f"Sent: {self.shown.said} to {self.shown.payee}.", tone="good")
        yield RefundsState.load

    @rx.event(background=True)
    @allow("receipts.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "refunds"):
            yield RefundsState.load

    async def _read(self, chosen: int) -> None:
        query = self._query
        state = _FILTERS[query.filter] if query.filter else RefundState.PROPOSED
        found, one, names = await db.ask(_look, query, state, chosen)
        self.rows = [refund_line(each, names) for each in found.rows]
        self.view = query.view(found.total(state), _chips(found))
        self.has_any = found.total(None) > 0
        self.shown = refund_line(one, names) if one else RefundLine()
        self.happened = moments(one, names) if one else []
        self.is_own = bool(one and one.proposed_by == self._signed_in().actor)
        if one and one.state is RefundState.APPROVED:
            choices = await db.ask(creditors.bank_accounts)
            fitting = [each for each in choices if each.currency == one.amount.currency]
            self.accounts = [Option(str(each.id), f"{each.name}, {each.short_iban}") for each in fitting]


def _look(
    session: Session, query: ListQuery, state: RefundState | None, chosen: int
) -> tuple[RefundPage, RefundRow | None, Mapping[str, str]]:
    found = refund_list.page(session, state, sort=query.sort, offset=query.offset, limit=query.size)
    try:
        one = refund_list.refund(session, chosen) if chosen else None
    except NotFound:
        one = None
    actors = {actor for each in (*found.rows, *([one] if one else [])) for actor in each.actors}
    return found, one, names_of(session, actors)


def _chips(found: RefundPage) -> list[FilterCount]:
    rest = [
        FilterCount(value, STATE[state][1] if state else "All", found.total(state)) for value, state in _FILTERS.items()
    ]
    return [FilterCount("", STATE[RefundState.PROPOSED][1], found.total(RefundState.PROPOSED)), *rest]
