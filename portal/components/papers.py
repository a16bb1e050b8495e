"""Documents for the debtor: asked for on a page, made by the worker, offered where they were asked for.

paper_for("invoice", InvoiceState.row.id, label=say("Get it as PDF"))      with `PaperState.watch` in the page's on_load

A subject is the record's number; of a statement of account it is `EUR/2026-01-01/2026-11-30`.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final, cast

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import number_of
from portal.session import PortalSession
from shared import clock, db, documents
from shared.documents import Letter
from shared.errors import NotFound
from shared.reports import letters
from shared.ui import live
from shared.ui.arguments import line
from shared.ui.marks import allow
from shared.ui.papers import Paper, paper_of, paper_offer
from shared.ui.theme import Text

Gather = Callable[[Session, int, str, str], Letter]


def _invoice(session: Session, debtor_id: int, subject: str, language: str) -> Letter:
    return letters.invoice_letter(session, number_of(subject), debtor_id=debtor_id, language=language)


def _receipt(session: Session, debtor_id: int, subject: str, language: str) -> Letter:
    return letters.receipt_letter(session, number_of(subject), debtor_id=debtor_id, language=language)


def _schedule(session: Session, debtor_id: int, subject: str, language: str) -> Letter:
    return letters.schedule_letter(session, number_of(subject), debtor_id=debtor_id, language=language)


def _statement(session: Session, debtor_id: int, subject: str, language: str) -> Letter:
    currency, _, rest = subject.partition("/")
    since, _, until = rest.partition("/")
    chosen = letters.days(since, until, clock.today())
    return letters.account_letter(
        session, debtor_id, currency, since=chosen.since, until=chosen.until, language=language
    )


LETTERS: Final[Mapping[str, Gather]] = {
    "invoice": _invoice,
    "receipt": _receipt,
    "schedule": _schedule,
    "statement": _statement,
}


class PaperState(PortalSession):
    """The document that was asked for last in this tab."""

    paper: Paper = Paper()
    _document: int = 0

    @rx.event
    @allow("debtor")
    async def ask(self, kind: str, subject: str) -> None:
        gather, about = LETTERS.get(line(kind, most=20)), line(str(subject), most=60)
        if gather is None:
            raise NotFound("There is no such document.")
        letter = await db.ask(gather, self._debtor_id(), about, self._language())
        self._document = await db.call(documents.want, letter)
        await self._look(f"{kind}/{about}")

    @rx.event
    @allow("debtor")
    async def refresh(self) -> None:
        """Some document was made; perhaps it is this one."""
        if self._document:
            await self._look(self.paper.about)

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, documents.TOPIC):
            yield PaperState.refresh

    async def _look(self, about: str) -> None:
        offer = await db.ask(documents.offer, self._document, debtor_id=self._debtor_id())
        self.paper = paper_of(offer, about=about, href=routes.document(offer.id))


def paper_for(kind: str, subject: Any, *, label: Text) -> rx.Component:
    """The button for a document, and then the document."""
    about = rx.Var.create(subject).to(str)
    ask = cast(Any, PaperState.ask)(kind, about)
    return paper_offer(PaperState.paper, about=f"{kind}/" + about, ask=ask, label=label)
