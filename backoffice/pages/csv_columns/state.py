"""A CSV of no known bank: what its columns seem to mean, what staff say they mean, and what would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from backoffice import routes
from backoffice.components.reading import reading
from backoffice.components.taken import said as told_of
from backoffice.components.taken import tone
from backoffice.components.told import told, with_told
from backoffice.pages.csv_columns import shown
from backoffice.pages.csv_columns.shown import ColumnRow, EntryRow, Said, SumRow
from backoffice.session import StaffSession
from shared import db, journals, statements
from shared.access.rules import Permission
from shared.errors import NotFound, Refused
from shared.journals import TakenIn, layouts
from shared.journals.layouts import Waiting
from shared.statements import CsvLayout, Statement, bank_csv
from shared.statements.bank_csv import KnownLayout, Suggestion
from shared.ui.arguments import line, whole
from shared.ui.format import count
from shared.ui.forms import Option
from shared.ui.marks import allow
from shared.ui.notice_state import NoticeState, tell

_MEANINGS = frozenset(each.value for each in shown.MEANINGS)


class NotAChoice(Refused):
    def __init__(self) -> None:
        super().__init__("That is not one of the choices. Nothing was changed.")


class CsvColumnsState(StaffSession):
    """The file that waits, and everything said about it so far; nothing is kept before it is imported."""

    loading: bool = True
    failed: str = ""
    missing: bool = False
    file_name: str = ""
    journal: str = ""
    journal_href: str = ""
    account: str = ""
    columns: list[ColumnRow] = []
    rows: list[list[str]] = []
    """The first of the file, as they stand."""
    doubts: list[str] = []
    dates: list[Option] = []
    date_format: str = ""
    decimal: str = ""
    sign: str = ""
    delimiter: str = ""
    encoding: str = ""
    has_direction: bool = False
    credit_words: str = ""
    debit_words: str = ""
    remember: bool = True
    still_open: str = ""
    entries: list[EntryRow] = []
    sums: list[SumRow] = []
    span: str = ""
    problems: list[str] = []
    ready: str = ""
    """How many entries could be imported, as a text; "" while something is open or wrong."""

    _file_id: int = 0
    _found: Suggestion | None = None

    @rx.event
    @allow("journals.work")
    async def load(self) -> Any:
        """Look at the file that the address names."""
        self._file_id, self.loading, self.missing = _last_number(self.router.url.path), True, False
        async with reading(self):
            try:
                waiting = await self._waiting()
            except NotFound:
                self.missing = True
                return None
            self.file_name, self.journal = waiting.file_name, waiting.journal_number
            self.journal_href, self.account = routes.journal(waiting.journal_id), _named(waiting)
            self.sign, self.remember = "", True
            await self._suggest(waiting, encoding="", delimiter="")
        note = told(dict(self.router.url.query_parameters))
        return tell(note.text, tone=note.tone) if note else NoticeState.clear

    @rx.event
    @allow("journals.work")
    async def mean(self, place: int, meaning: str) -> None:
        """Say what a column means; what only one column can be, another one then is not any more."""
        place = whole(place, least=0, most=len(self.columns) - 1)
        if meaning not in _MEANINGS:
            raise NotAChoice
        for each in self.columns:
            if each.place == place:
                each.meaning = meaning
            elif each.meaning == meaning and meaning not in ("", "text", "name"):
                each.meaning = ""
        self.columns = list(self.columns)
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def say_dates(self, form: str) -> None:
        self.date_format = _chosen(form, [each.value for each in self.dates])
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def say_decimal(self, mark: str) -> None:
        self.decimal = _chosen(mark, (",", "."))
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def say_sign(self, rule: str) -> None:
        self.sign = _chosen(rule, ("", shown.CARD))
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def say_credit(self, words: str) -> None:
        self.credit_words = line(words, most=80)
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def say_debit(self, words: str) -> None:
        self.debit_words = line(words, most=80)
        await self._preview()

    @rx.event
    @allow("journals.work")
    async def part_by(self, delimiter: str) -> None:
        """Part the cells by another character, and look at the file anew."""
        delimiter = _chosen(delimiter, [each.value for each in shown.DELIMITERS])
        await self._suggest(await self._waiting(), encoding=self.encoding, delimiter=delimiter)

    @rx.event
    @allow("journals.work")
    async def write_in(self, encoding: str) -> None:
        """Read the letters in another encoding, and look at the file anew."""
        encoding = _chosen(encoding, [each.value for each in shown.ENCODINGS])
        await self._suggest(await self._waiting(), encoding=encoding, delimiter="")

    @rx.event
    @allow("layouts.manage")
    def set_remember(self, keeps: bool) -> None:
        self.remember = keeps is True

    @rx.event
    @allow("journals.work")
    async def take_in(self) -> EventSpec:
        """Import the file as it was explained, and go on in its journal."""
        waiting, person = await self._waiting(), self._signed_in()
        layout = self._layout(waiting)
        found = await db.aside(partial(statements.read, waiting.content, layout=layout))
        keeps = self.remember and person.may(Permission.LAYOUTS_MANAGE)
        known = self._known(layout) if keeps else None
        taken = await db.call(_take_in, waiting, found, known, person.actor)
        return rx.redirect(with_told(self.journal_href, told_of(taken, waiting.journal_id), tone=tone(taken)))

    @rx.event
    @allow("journals.work")
    async def discard(self) -> EventSpec:
        """Drop the file; nothing of it was imported."""
        await db.call(layouts.drop, self._file_id, actor=self._signed_in().actor)
        return rx.redirect(self.journal_href)

    async def _waiting(self) -> Waiting:
        return await db.ask(layouts.waiting, self._file_id, actor=self._signed_in().actor)

    async def _suggest(self, waiting: Waiting, *, encoding: str, delimiter: str) -> None:
        """Begin again with what the file itself says."""
        look = partial(bank_csv.suggest, waiting.content, encoding=encoding, delimiter=delimiter)
        found = self._found = await db.aside(look)
        self.columns, self.rows = shown.column_rows(found), [list(each) for each in found.rows]
        self.doubts, self.dates = list(found.doubts), shown.date_options(found)
        self.date_format, self.decimal = found.date_format, found.decimal
        self.delimiter, self.encoding = found.delimiter, found.encoding
        self.credit_words, self.debit_words = (
            shown.words(found.directions.get(side, ())) for side in ("credit", "debit")
        )
        await self._preview(waiting)

    async def _preview(self, waiting: Waiting | None = None) -> None:
        """What would be read, by all that was said so far."""
        meanings = [each.meaning for each in self.columns]
        self.has_direction = "direction" in meanings
        self.still_open, self.ready = shown.still_open(meanings, self._said()), ""
        self.entries, self.sums, self.span, self.problems = [], [], "", []
        if self.still_open:
            return
        waiting = waiting or await self._waiting()
        preview = await db.aside(partial(bank_csv.check, waiting.content, self._layout(waiting)))
        self.entries, self.sums = shown.entry_rows(preview), shown.sum_rows(preview)
        self.span, self.problems = shown.span(preview), shown.problems(preview)
        if preview.count and not preview.problems:
            self.ready = count(preview.count)

    def _said(self) -> Said:
        return Said(self.date_format, self.decimal, self.sign, self.credit_words, self.debit_words)

    def _layout(self, waiting: Waiting) -> CsvLayout:
        """What was said, as a layout.

        Raises:
            Refused: something must be said first.
        """
        meanings = [each.meaning for each in self.columns]
        missing = shown.still_open(meanings, self._said())
        if missing or self._found is None:
            raise Refused(missing or "This file does not wait any more. Upload it again.")
        return shown.layout_said(self._found, meanings, self._said(), waiting.account.currency)

    def _known(self, layout: CsvLayout) -> KnownLayout | None:
        found = self._found
        return bank_csv.known_by(layout, found.header, len(found.columns)) if found else None


CsvColumns: Any = CsvColumnsState
"""The same for the module that draws: to it the attributes are Vars, which no type checker knows."""


def _take_in(
    session: Session, waiting: Waiting, found: list[Statement], known: KnownLayout | None, actor: str
) -> TakenIn:
    """Lines, layout and the end of waiting, all in one transaction."""
    taken = journals.take_in(session, waiting.journal_id, found, file_name=waiting.file_name, actor=actor)
    if known is not None:
        layouts.remember(session, waiting.journal_id, known, file_name=waiting.file_name, actor=actor)
    layouts.drop(session, waiting.id, actor=actor)
    return taken


def _chosen(value: Any, choices: Sequence[str]) -> str:
    if value not in choices:
        raise NotAChoice
    return str(value)


def _last_number(path: str) -> int:
    last = path.rstrip("/").rpartition("/")[-1]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 16 else 0


def _named(waiting: Waiting) -> str:
    account = waiting.account
    return f"{account.name}, {account.currency}, {account.short_iban}"
