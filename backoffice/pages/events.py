"""Events that failed or wait: what the card provider said, why it could not be handled, and Try again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db, payments
from shared.payments import queries
from shared.payments.queries import EventView
from shared.payments.stripe_gateway import API_VERSION
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.format import count, moment
from shared.ui.layout import page, page_head
from shared.ui.links import button
from shared.ui.listing import ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty, notice
from shared.ui.status import status
from shared.ui.table import Column, data_table, two_lines
from shared.ui.theme import Child

_COLUMNS = (
    Column("Event", width="288px", place="title"),
    Column("Why it is not handled", place="note"),
    Column("State", width="128px"),
    Column("Tries", number=True, width="64px"),
    Column("Next try", width="152px"),
    Column(rx.el.span("Try again", class_name="sr"), number=True, width="120px", place="side"),
)
_LOOKED_THROUGH = 500
_WORDS = {
    "payment_intent.succeeded": "Card payment succeeded",
    "payment_intent.processing": "Card payment being processed",
    "payment_intent.payment_failed": "Card payment failed",
    "payment_intent.canceled": "Card payment cancelled",
    "checkout.session.completed": "Payment page completed",
    "checkout.session.async_payment_succeeded": "Payment page, paid later",
    "checkout.session.async_payment_failed": "Payment page, failed later",
    "checkout.session.expired": "Payment page expired",
    "charge.succeeded": "Card charged",
    "charge.updated": "Card charge settled",
    "charge.refunded": "Card payment refunded",
    "refund.created": "Refund made",
    "refund.updated": "Refund changed",
    "refund.failed": "Refund failed",
    "charge.dispute.created": "Card dispute opened",
    "charge.dispute.updated": "Card dispute changed",
    "charge.dispute.closed": "Card dispute decided",
    "charge.dispute.funds_withdrawn": "Card dispute, money withdrawn",
    "charge.dispute.funds_reinstated": "Card dispute, money given back",
    "payout.created": "Payout made",
    "payout.updated": "Payout changed",
    "payout.paid": "Payout at the bank",
    "payout.failed": "Payout failed",
    "payout.reconciliation_completed": "Payout itemised",
}


@dataclass
class EventRow:
    """An event as the list shows it."""

    id: int = 0
    event_id: str = ""
    what: str = ""
    about: str = ""
    problem: str = ""
    kind: str = "failed"
    label: str = ""
    tries: str = ""
    next_try: str = ""


class EventsState(StaffSession):
    """The list as the address asks for it."""

    loading: bool = True
    failed: str = ""
    view: ListView = ListView()
    rows: list[EventRow] = []
    trying: int = 0
    versions: str = ""

    @rx.event
    @allow("events.read")
    async def load(self) -> None:
        query = ListQuery.read(routes.EVENTS, dict(self.router.url.query_parameters))
        async with reading(self):
            found, total = await db.ask(queries.events_needing_attention, offset=query.offset, limit=query.size)
            self.rows = [event_row(each) for each in found]
            self.view = query.view(total)
            self.versions = ", ".join(await db.ask(queries.foreign_versions))

    @rx.event(background=True)
    @allow("events.read")
    async def watch(self) -> Any:
        async for _ in live.changes(self, "events"):
            yield EventsState.load

    @rx.event(background=True)
    @allow("events.retry")
    async def retry(self, number: int, event_id: str) -> Any:
        """Try one again now; the provider is asked, so this may take a moment.

        Raises:
            Refused: it was handled meanwhile, or does not exist.
        """
        number, event_id = whole(number), line(event_id, most=255)
        async with self:
            self.trying, actor = number, self._signed_in().actor
        try:
            await db.call(payments.retry, number, actor)
            await db.aside(partial(payments.handle, event_id))
            waiting, _ = await db.ask(queries.events_needing_attention, limit=_LOOKED_THROUGH)
        finally:
            async with self:
                self.trying = 0
        yield EventsState.load
        left = next((each for each in waiting if each.id == number), None)
        yield tell(f"Not yet: {left.problem}", tone="warn") if left else tell("Handled.", tone="good")


Events: Any = EventsState


def events() -> rx.Component:
    listed = data_table(
        _COLUMNS,
        Events.rows,
        _cells,
        caption="Events that failed or wait",
        view=Events.view,
        loading=Events.loading,
        empty=empty(
            "No event waits",
            "All that the card provider told us was handled. What cannot be appears here, with the reason.",
            icon="circle-check",
        ),
    )
    return frame(
        page_head(
            "Events that failed",
            note="Each is tried again by itself, later each time; after twelve tries it waits for you.",
        ),
        page(
            rx.cond(Events.versions, _other_version()),
            unreadable(Events.failed, "The list", Events.load, otherwise=listed),
        ),
        here=routes.EVENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(events, route=routes.EVENTS, title="Events that failed: Duebook", on_load=[Events.load, Events.watch])


def _other_version() -> rx.Component:
    text = ". Set the webhook endpoint to our version; what they are about is asked for all the same."
    return notice(
        f"We speak version {API_VERSION} of the card provider; events came in ", Events.versions, text, tone="warn"
    )


def event_row(event: EventView) -> EventRow:
    """An event in a person's words; its own type where we have none."""
    has_failed = event.next_try_at is None
    return EventRow(
        id=event.id,
        event_id=event.event_id,
        what=_WORDS.get(event.type, event.type),
        about=f"{event.object_id or event.event_id}, {moment(event.kept_at)}",
        problem=event.problem or "It was interrupted.",
        kind="failed" if has_failed else "processing",
        label="Failed" if has_failed else "Waiting",
        tries=count(event.tries),
        next_try=moment(event.next_try_at) if event.next_try_at else "none by itself",
    )


def _cells(row: Any) -> tuple[Child, ...]:
    again = button("Try again", on_click=Events.retry(row.id, row.event_id), working=Events.trying == row.id)
    return (
        two_lines(rx.el.span(row.what, class_name="medium"), row.about),
        row.problem,
        status(row.kind, row.label),
        row.tries,
        row.next_try,
        rx.cond(Events.may.contains("events.retry"), again),
    )
