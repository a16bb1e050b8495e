"""The import report of a journal: its statements, what is missing between them, and what became of every row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from sqlmodel import Session

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import or_absent
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.journals import fates, queries
from shared.journals.brought_in import StatementView
from shared.journals.fates import RowView
from shared.journals.queries import JournalHead
from shared.models import RowFate
from shared.ui import live, theme
from shared.ui.arguments import whole
from shared.ui.format import amount as in_figures
from shared.ui.format import count, moment, short_date
from shared.ui.layout import page, page_head, section
from shared.ui.links import crumbs, link, link_button
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty, notice
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, skeleton_table, table, two_lines

_FATES = {
    RowFate.ADDED: ("done", "Added"),
    RowFate.REPEATED: ("cancelled", "Known already"),
    RowFate.SET_ASIDE: ("on-hold", "Set aside"),
    RowFate.HELD: ("held", "Held"),
    RowFate.UNREADABLE: ("failed", "Not readable"),
}
_PAGE_SIZE = 50


@dataclass
class StatementRow:
    """One statement that was brought in; `gap` says what is missing before it."""

    id: int = 0
    href: str = ""
    name: str = ""
    file: str = ""
    when: str = ""
    opening: str = ""
    closing: str = ""
    kind: str = "open"
    label: str = ""
    rows: str = ""
    gap: str = ""
    current: bool = False


@dataclass
class FateRow:
    """One row of a statement, and what became of it."""

    number: str = ""
    payer: str = ""
    text: str = ""
    booked: str = ""
    amount: str = ""
    kind: str = "done"
    label: str = ""
    note: str = ""
    line: str = ""
    href: str = ""


class ImportedState(StaffSession):
    """The statements of the journal the address names, and the rows of the one it names besides."""

    number: str = ""
    href: str = ""
    currency: str = ""
    statements: list[StatementRow] = []
    gaps: list[str] = []
    rows: list[FateRow] = []
    view: ListView = ListView()
    shown: str = ""
    loading: bool = True
    failed: str = ""

    _journal_id: int = 0

    @rx.event
    @allow("journals.read")
    async def load(self) -> None:
        self._journal_id = whole(self.router.url.path.rstrip("/").split("/")[-2])
        params = dict(self.router.url.query_parameters)
        path = routes.imported(self._journal_id)
        query = ListQuery.read(path, params, filters=[each.value for each in RowFate], keep=("statement",))
        query = replace(query, size=_PAGE_SIZE)
        asked = params.get("statement", "")
        chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
        async with reading(self):
            head, statement, counts, rows, total = await db.ask(_look, self._journal_id, chosen, query)
            self._show(head, statement)
            self.rows = [_fate_row(each) for each in rows]
            self.view = query.view(total, _chips(counts))

    @rx.event(background=True)
    @allow("journals.read")
    async def watch(self) -> AsyncIterator[Any]:
        async with self:
            journal_id = self._journal_id
        async for _ in live.changes(self, f"journal:{journal_id}"):
            yield ImportedState.load

    def _show(self, head: JournalHead, statement: StatementView | None) -> None:
        summary = head.summary
        self.number, self.href, self.currency = summary.number, routes.journal(summary.id), summary.account.currency
        self.statements = [_statement_row(each, summary.id, statement) for each in head.statements]
        self.gaps = [f"{each.name}: {each.gap}" for each in self.statements if each.gap]
        self.shown = statement.statement_id or statement.file_name if statement else ""


_do: Any = ImportedState


def imported() -> rx.Component:
    number = rx.cond(_do.number, _do.number, "Journal")
    path = crumbs(("Journals", routes.JOURNALS), (number, _do.href), ("What came in", ""))
    body = rx.fragment(
        rx.el.div(
            rx.foreach(_do.gaps, lambda gap: notice(gap, tone="warn")),
            class_name="stack",
            style={"--gap": theme.S2, "marginBottom": theme.S5, "&:empty": {"display": "none"}},
        ),
        section("Statements", _statements(), anchor="statements"),
        rx.el.div(rx.cond(_do.shown, _rows()), style={"marginTop": theme.S6}),
    )
    return frame(
        page_head("What came in", note="Every row of every bank file, and what became of it.", above=path),
        page(
            or_absent(
                _do.loading,
                unreadable(_do.failed, "The report", _do.load, otherwise=body),
                back=link_button("All journals", href=routes.JOURNALS),
            )
        ),
        here=routes.JOURNALS,
    )


def register(app: rx.App) -> None:
    app.add_page(imported, route=routes.IMPORTED, title="What came in: Duebook", on_load=[_do.load, _do.watch])


def _statements() -> rx.Component:
    columns = [
        Column("Statement", place="title"),
        Column("Imported", width="136px", place="note"),
        Column("Opening", number=True, width="128px"),
        Column("Closing", number=True, width="128px"),
        Column("Balances", width="148px", place="side"),
        Column("Rows", number=True, width="96px", place="amount"),
    ]
    listed = table(columns, _do.statements, _statement, caption="Statements", selected=lambda row: row.current)
    none = empty("Nothing was imported yet", "Bank files you import are listed here, row by row.")
    shown = rx.cond(_do.statements.length(), listed, none)
    return rx.cond(_do.loading, skeleton_table(columns, 3, caption="Statements"), shown)


def _statement(row: Any) -> tuple[theme.Child, ...]:
    return (
        two_lines(link(row.name, href=row.href, class_name="medium"), row.file),
        row.when,
        row.opening,
        row.closing,
        status(row.kind, row.label),
        row.rows,
    )


def _rows() -> rx.Component:
    listed = data_table(
        [
            Column("Row", number=True, width="56px"),
            Column("Payer and text", place="title"),
            Column("Booked", width="88px"),
            Column(rx.fragment("Amount, ", _do.currency), number=True, width="120px", place="amount"),
            Column("What became of it", width="320px", place="note"),
            Column("Line", width="168px", place="side"),
        ],
        _do.rows,
        lambda row: (
            rx.el.span(row.number, class_name="muted"),
            two_lines(row.payer, row.text),
            row.booked,
            row.amount,
            rx.fragment(status(row.kind, row.label), rx.cond(row.note, rx.el.span(row.note, class_name="sub"))),
            rx.cond(row.line, link(row.line, href=row.href), rx.fragment()),
        ),
        caption="Rows of the statement",
        view=_do.view,
        loading=_do.loading,
        empty=empty("The statement has no rows", "Nothing moved on the account."),
    )
    chips = rx.el.div(filter_chips(_do.view, "Show"), class_name="bar2")
    return section(rx.fragment("Rows of ", _do.shown), chips, listed, anchor="rows")


def _look(
    session: Session, journal_id: int, chosen: int, query: ListQuery
) -> tuple[JournalHead, StatementView | None, Mapping[RowFate, int], list[RowView], int]:
    """The journal, the statement asked for (else the newest), and a page of its rows.

    Raises:
        NotFound: no such journal.
    """
    head = queries.head(session, journal_id)
    mine = {each.id: each for each in head.statements}
    statement = mine.get(chosen) or (head.statements[-1] if head.statements else None)
    if statement is None:
        return head, None, {}, [], 0
    fate = RowFate(query.filter) if query.filter else None
    found, total = fates.rows(session, statement.id, fate=fate, offset=query.offset, limit=query.size)
    return head, statement, fates.fates(session, statement.id), found, total


def _statement_row(found: StatementView, journal_id: int, shown: StatementView | None) -> StatementRow:
    kind, label = _standing(found)
    return StatementRow(
        id=found.id,
        href=f"{routes.imported(journal_id)}?statement={found.id}",
        name=found.statement_id or found.file_name,
        file=found.file_name,
        when=moment(found.imported_at),
        opening=in_figures(found.opening) if found.opening is not None else "",
        closing=in_figures(found.closing) if found.closing is not None else "",
        kind=kind,
        label=label,
        rows=count(found.added + found.repeated),
        gap=found.gap,
        current=shown is not None and shown.id == found.id,
    )


def _standing(found: StatementView) -> tuple[str, str]:
    if found.ties is None:
        return "open", "Not stated"
    if found.ties:
        return "ties", "Tie"
    return ("held", "Do not tie") if found.is_held else ("difference", "Released")


def _fate_row(found: RowView) -> FateRow:
    kind, label = _FATES[found.fate]
    has_line = found.line_id and found.journal_id
    return FateRow(
        number=count(found.number),
        payer=found.payer_name or ("No name given" if found.amount else ""),
        text=found.text[:140],
        booked=short_date(found.booked_on) if found.booked_on else "",
        amount=in_figures(found.amount) if found.amount else "",
        kind=kind,
        label=label,
        note=found.note,
        line=f"{found.journal} line {count(found.position)}" if has_line else "",
        href=routes.journal_line(found.journal_id or 0, found.line_id or 0) if has_line else "",
    )


def _chips(counts: Mapping[RowFate, int]) -> list[FilterCount]:
    shown = [FilterCount(each.value, word, counts[each]) for each, (_, word) in _FATES.items() if counts.get(each)]
    return [FilterCount("", "All", sum(counts.values())), *shown]
