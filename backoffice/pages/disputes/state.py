"""The disputes the address asks for, one of them beside the list, and its decision."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.debtor_dispute_lines import DisputeLine, dispute_line
from backoffice.components.reading import reading
from backoffice.session import StaffSession
from shared import cases, clock, db
from shared.access.actors import names_of
from shared.cases import queries
from shared.cases.queries import Disputed, DisputePage, Which
from shared.errors import NotFound
from shared.ui import live
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell

_FILTERS = {"": Which.OPEN, "closed": Which.CLOSED, "all": Which.ALL}
_LABELS = {Which.OPEN: "Open", Which.CLOSED: "Closed", Which.ALL: "All"}


class DisputesState(StaffSession):
    """Open disputes, the oldest first, are what it shows when the address asks for nothing."""

    rows: list[DisputeLine] = []
    view: ListView = ListView()
    shown: DisputeLine = DisputeLine()
    has_any: bool = False
    loading: bool = True
    failed: str = ""

    _query: ListQuery = ListQuery(path=routes.DISPUTES)

    @rx.event
    @allow("invoices.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        self._query = ListQuery.read(routes.DISPUTES, params, filters=("closed", "all"))
        chosen = int(asked) if (asked := params.get("dispute", "")).isascii() and asked[:12].isdigit() else 0
        async with reading(self):
            which = _FILTERS[self._query.filter]
            found, one, names = await db.ask(_look, self._query, which, chosen)
            today = clock.today()
            self.rows = [dispute_line(each, names, today) for each in found.rows]
            chips = [FilterCount(value, _LABELS[part], found.counts[part]) for value, part in _FILTERS.items()]
            self.view = self._query.view(found.counts[which], chips)
            self.has_any = found.counts[Which.ALL] > 0
            self.shown = dispute_line(one, names, today) if one else DisputeLine()

    @rx.event
    @allow("invoices.read")
    async def close(self) -> Any:
        return rx.redirect(self._query.url)

    @rx.event
    @allow("disputes.decide")
    async def uphold(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """They are right: what comes off the invoice is a credit note's to say."""
        await self._decide(form.get("upheld"), is_upheld=True)
        yield tell(f"Upheld. Issue a credit note of {self.shown.said} for invoice {self.shown.invoice}.", tone="good")
        yield DisputesState.load

    @rx.event
    @allow("disputes.decide")
    async def reject(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """The amount is owed: the invoice is collected as before."""
        await self._decide(form.get("rejected"), is_upheld=False)
        yield tell(f"Rejected. Invoice {self.shown.invoice} is collected as before.", tone="good")
        yield DisputesState.load

    @rx.event(background=True)
    @allow("invoices.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, cases.CHANGED):
            yield DisputesState.load

    async def _decide(self, answer: object, *, is_upheld: bool) -> None:
        actor = self._signed_in().actor
        await db.call(cases.decide, self.shown.id, is_upheld=is_upheld, answer=str(answer or ""), actor=actor)


def _look(
    session: Session, query: ListQuery, which: Which, chosen: int
) -> tuple[DisputePage, Disputed | None, Mapping[str, str]]:
    found = queries.page(session, which, offset=query.offset, limit=query.size)
    try:
        one = queries.one(session, chosen) if chosen else None
    except NotFound:
        one = None
    return found, one, names_of(session, {one.closed_by} if one and one.closed_by else ())
