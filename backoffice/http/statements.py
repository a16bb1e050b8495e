"""Bank statements uploaded into a journal: read off the event loop, taken in whole, and told on the journal’s page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from backoffice import routes as at
from backoffice.components.taken import said, tone
from backoffice.components.told import with_told
from shared import db, journals, statements
from shared.errors import Refused
from shared.journals import TakenIn, layouts
from shared.journals.queries import head
from shared.statements import Statement, bank_csv
from shared.statements.bank_csv import KnownLayout
from shared.statements.refusals import LayoutNeeded
from shared.ui.arguments import whole
from shared.ui.http import Visit, post, see

_ASK = "ask"


class NoFile(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a file first. Nothing was imported.")


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file, and what it says; None for a CSV whose columns somebody has to explain first."""

    name: str
    content: bytes
    statements: Sequence[Statement] | None


async def upload(visit: Visit) -> Response:
    """All files or none: one that is refused says why, and nothing of the others is kept either."""
    journal_id = whole(visit.text("journal"))
    page, actor = at.journal(journal_id), visit.person.actor
    try:
        await db.ask(head, journal_id)
        asks = visit.text("columns") == _ASK
        known = await db.ask(layouts.kept, journal_id)
        files = [await _read(each, known, asks=asks) for each in _files(visit)]
        unknown = next((each for each in files if each.statements is None), None)
        if unknown is not None:
            return see(await _ask_for_columns(journal_id, unknown, len(files), actor))
        taken = await db.call(_take_in, journal_id, files, actor)
    except Refused as refused:
        return see(with_told(page, str(refused), tone="warn"))
    return see(with_told(page, said(taken, journal_id), tone=tone(taken)))


def _files(visit: Visit) -> list[UploadFile]:
    found = [each for each in visit.form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if not found:
        raise NoFile
    return found


async def _read(file: UploadFile, known: Sequence[KnownLayout], *, asks: bool) -> BankFile:
    """What the file says; a CSV is read as was once said for its account, or as its bank is known to write."""
    content, name = await file.read(), (file.filename or "file")
    if asks and await db.aside(partial(bank_csv.holds_table, content)):
        return BankFile(name, content, None)
    try:
        return BankFile(name, content, await db.aside(partial(statements.read, content, known=known)))
    except LayoutNeeded:
        return BankFile(name, content, None)
    except statements.StatementRefused as refused:
        raise Refused(f"{name}: {refused} Nothing was imported.") from refused


async def _ask_for_columns(journal_id: int, file: BankFile, brought: int, actor: str) -> str:
    """Where somebody says what the file's columns mean; it waits there."""
    try:
        await db.aside(partial(bank_csv.suggest, file.content))
    except statements.StatementRefused as refused:
        raise Refused(f"{file.name}: {refused} Nothing was imported.") from refused
    waits = partial(layouts.let_wait, journal_id=journal_id, file_name=file.name, content=file.content, actor=actor)
    page = at.csv_columns(await db.call(waits))
    others = "Nothing was imported yet. Upload the other files again when this one is done."
    return with_told(page, others, tone="warn") if brought > 1 else page


def _take_in(session: Session, journal_id: int, files: Sequence[BankFile], actor: str) -> TakenIn:
    total = TakenIn()
    for each in files:
        taken = journals.take_in(session, journal_id, each.statements or (), file_name=each.name, actor=actor)
        total.added += taken.added
        total.repeated += taken.repeated
        total.set_aside += taken.set_aside
        total.held += taken.held
        total.journals = sorted({*total.journals, *taken.journals})
    return total


routes = [post(at.STATEMENTS, upload, allow="journals.work")]
