"""Bank statements uploaded into a journal: read off the event loop, taken in whole, and told on the journal’s page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from backoffice import routes as at
from backoffice.components.told import with_told
from shared import db, journals, statements
from shared.errors import Refused
from shared.journals import TakenIn
from shared.journals.queries import head
from shared.statements import CsvLayout, Statement
from shared.ui.arguments import whole
from shared.ui.format import count
from shared.ui.http import Visit, post, see

_COLUMNS = ("booking_date", "amount", "credit", "debit", "name", "iban", "text", "reference")
_DELIMITERS = (";", ",", "\t", "|")


class NoFile(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a file first. Nothing was imported.")


class ColumnsMissing(Refused):
    def __init__(self) -> None:
        super().__init__("A CSV needs its booking date and its amount, or amount in and out. Nothing was imported.")


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file that was read without a fault."""

    name: str
    statements: Sequence[Statement]


async def upload(visit: Visit) -> Response:
    """All files or none: one that is refused says why, and nothing of the others is kept either."""
    journal_id = whole(visit.text("journal"))
    page = at.journal(journal_id)
    try:
        journal = await db.ask(head, journal_id)
        layout = _layout(visit, journal.summary.account.currency)
        files = [await _read(each, layout) for each in _files(visit)]
        taken = await db.call(_take_in, journal_id, files, visit.person.actor)
    except Refused as refused:
        return see(with_told(page, str(refused), tone="warn"))
    return see(with_told(page, _told(taken, journal_id), tone="warn" if taken.held else "good"))


def _files(visit: Visit) -> list[UploadFile]:
    found = [each for each in visit.form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if not found:
        raise NoFile
    return found


async def _read(file: UploadFile, layout: CsvLayout | None) -> BankFile:
    data, name = await file.read(), file.filename or "file"
    try:
        return BankFile(name, await db.aside(partial(statements.read, data, layout=layout)))
    except statements.StatementRefused as refused:
        raise Refused(f"{name}: {refused} Nothing was imported.") from refused


def _take_in(session: Session, journal_id: int, files: Sequence[BankFile], actor: str) -> TakenIn:
    total = TakenIn()
    for each in files:
        taken = journals.take_in(session, journal_id, each.statements, file_name=each.name, actor=actor)
        total.added += taken.added
        total.repeated += taken.repeated
        total.set_aside += taken.set_aside
        total.held += taken.held
        total.journals = sorted({*total.journals, *taken.journals})
    return total


def _layout(visit: Visit, currency: str) -> CsvLayout | None:
    """What the columns of a CSV mean, if the form says so.

    Raises:
        ColumnsMissing: some are named, but not those that no line can do without.
    """
    columns = {each: visit.text(f"column-{each}") for each in _COLUMNS}
    named = {each: word for each, word in columns.items() if word}
    if not named:
        return None
    if "booking_date" not in named or not ("amount" in named or {"credit", "debit"} <= named.keys()):
        raise ColumnsMissing
    delimiter = str(visit.form.get("delimiter", ""))  # not trimmed: it may be a tab
    return CsvLayout(
        delimiter=delimiter if delimiter in _DELIMITERS else ";",
        decimal="." if visit.text("decimal") == "." else ",",
        date_format=visit.text("dates")[:20] or "%d.%m.%Y",
        encoding="cp1252" if visit.text("encoding") == "cp1252" else "utf-8",
        currency=currency,
        columns=named,
    )


def _told(taken: TakenIn, journal_id: int) -> str:
    parts = [f"{count(taken.added)} lines added" if taken.added != 1 else "1 line added"]
    if taken.repeated:
        parts.append(f"{count(taken.repeated)} were known")
    if taken.set_aside:
        parts.append(f"{count(taken.set_aside)} set aside")
    elsewhere = [each for each in taken.journals if each != journal_id]
    if elsewhere:
        parts.append(f"{len(elsewhere)} of our other accounts went to journals of their own")
    held = " A statement does not tie and is held until somebody releases it." if taken.held else ""
    return f"{', '.join(parts)}.{held}"


routes = [post(at.STATEMENTS, upload, allow="journals.work")]
