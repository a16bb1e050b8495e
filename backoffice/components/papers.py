"""Documents for debtors, as staff ask for them: in the debtor's language, made by the worker, offered on the card.

paper_for(PaperState.invoice, "invoice", InvoiceState.head.id, label="Invoice as PDF")     with `PaperState.watch`
"""

from collections.abc import AsyncIterator
from typing import Any, cast

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.session import StaffSession
from shared import clock, db, documents
from shared.documents import Letter
from shared.reports import account, letters
from shared.ui import live
from shared.ui.arguments import line, whole
from shared.ui.marks import allow
from shared.ui.papers import Paper, paper_of, paper_offer


class PaperState(StaffSession):
    """The document that was asked for last in this tab."""

    paper: Paper = Paper()
    _document: int = 0

    @rx.event
    @allow("invoices.read")
    async def invoice(self, number: int) -> None:
        await self._want(await db.ask(letters.invoice_letter, whole(number)), f"invoice/{number}")

    @rx.event
    @allow("receipts.read")
    async def receipt(self, number: int) -> None:
        await self._want(await db.ask(letters.receipt_letter, whole(number)), f"receipt/{number}")

    @rx.event
    @allow("plans.read")
    async def schedule(self, number: int) -> None:
        await self._want(await db.ask(letters.schedule_letter, whole(number)), f"schedule/{number}")

    @rx.event
    @allow("debtors.read")
    async def statement(self, number: int, since: str = "", until: str = "") -> None:
        """Of these days; by default the last twelve months."""
        letter = await db.ask(_statement, whole(number), line(since), line(until))
        await self._want(letter, "/".join(["statement", str(number), *filter(None, (since, until))]))

    @rx.event
    @allow("debtors.read")
    async def refresh(self) -> None:
        """Some document was made; perhaps it is this one."""
        if self._document:
            await self._look(self.paper.about)

    @rx.event(background=True)
    @allow("debtors.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, documents.TOPIC):
            yield PaperState.refresh

    async def _want(self, letter: Letter, about: str) -> None:
        self._document = await db.call(documents.want, letter)
        await self._look(about)

    async def _look(self, about: str) -> None:
        offer = await db.ask(documents.offer, self._document)
        self.paper = paper_of(offer, about=about, href=routes.document(offer.id))


def paper_for(ask: Any, kind: str, subject: Any, *, label: str) -> rx.Component:
    """The button for a document, and then the document."""
    about = f"{kind}/" + rx.Var.create(subject).to(str)
    return paper_offer(PaperState.paper, about=about, ask=cast(Any, ask)(subject), label=label)


def _statement(session: Session, debtor_id: int, since: str, until: str) -> Letter:
    known = account.choices(session, debtor_id)
    chosen = letters.days(since, until, clock.today())
    return letters.account_letter(session, debtor_id, known[0], since=chosen.since, until=chosen.until)
