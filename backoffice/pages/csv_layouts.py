"""Which CSV layouts are remembered, for which account; and forget one, so that it is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.access.rules import Permission
from shared.journals import layouts
from shared.journals.layouts import Remembered
from shared.ui.arguments import whole
from shared.ui.format import moment
from shared.ui.layout import page, page_head
from shared.ui.links import button, crumbs, link_button
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty, skeleton_lines
from shared.ui.table import Column, table, two_lines
from shared.ui.theme import Child

_COLUMNS = (
    Column("Account", width="26%", place="title"),
    Column("Columns of the file", place="note"),
    Column("Said for", width="24%"),
    Column(rx.el.span("Forget", class_name="sr"), width="104px", place="side"),
)


@dataclass
class LayoutRow:
    """A layout that is kept, ready to be drawn."""

    id: int = 0
    account: str = ""
    iban: str = ""
    headings: str = ""
    file_name: str = ""
    kept: str = ""
    label: str = ""


class CsvLayoutsState(StaffSession):
    """Everything that is remembered; there are never many."""

    loading: bool = True
    failed: str = ""
    rows: list[LayoutRow] = []

    @rx.event
    @allow("journals.read")
    async def load(self) -> None:
        async with reading(self):
            self.rows = [_row(each) for each in await db.ask(layouts.remembered)]

    @rx.event
    @allow("layouts.manage")
    async def forget(self, layout_id: int) -> EventSpec:
        """The next file of this layout is asked about again."""
        await db.call(layouts.forget, whole(layout_id), actor=self._signed_in().actor)
        self.rows = [_row(each) for each in await db.ask(layouts.remembered)]
        return tell("Forgotten. The next such file is asked about again.", tone="good")


CsvLayouts: Any = CsvLayoutsState


def csv_layouts() -> rx.Component:
    nothing = empty(
        "Nothing is remembered",
        "A CSV of a bank we do not know is asked about once, when it is imported into a journal.",
        link_button("All journals", href=routes.JOURNALS),
        icon="file-plus-2",
    )
    listed = table(_COLUMNS, CsvLayouts.rows, _cells, caption="Remembered layouts")
    content = rx.cond(CsvLayouts.loading, skeleton_lines(4), rx.cond(CsvLayouts.rows, listed, nothing))
    return frame(
        page_head(
            "Remembered CSV layouts",
            note="How files of banks we do not know are read, as you said it once. Banks we know need none.",
            above=crumbs(("Journals", routes.JOURNALS), ("Remembered layouts", routes.CSV_LAYOUTS)),
        ),
        page(unreadable(CsvLayouts.failed, "The list", CsvLayouts.load, otherwise=content)),
        here=routes.JOURNALS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        csv_layouts, route=routes.CSV_LAYOUTS, title="Remembered CSV layouts: Duebook", on_load=CsvLayouts.load
    )


def _cells(row: Any) -> tuple[Child, ...]:
    forget = button("Forget", on_click=CsvLayouts.forget(row.id), aria_label=row.label)
    return (
        two_lines(row.account, row.iban),
        row.headings,
        two_lines(row.file_name, row.kept),
        if_may(Permission.LAYOUTS_MANAGE, forget),
    )


def _row(kept: Remembered) -> LayoutRow:
    return LayoutRow(
        id=kept.id,
        account=kept.account.name,
        iban=f"{kept.account.currency}, {kept.account.short_iban}",
        headings=", ".join(kept.headings) or "no headings",
        file_name=kept.file_name,
        kept=f"{kept.kept_by}, {moment(kept.kept_at)}",
        label=f"Forget how {kept.file_name} is read",
    )
