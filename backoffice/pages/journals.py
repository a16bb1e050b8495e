"""Receipt journals: the list, and New Journal, which asks for the bank account and opens one at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import creditors, db, journals
from shared.creditors.queries import AccountChoice
from shared.journals import queries
from shared.journals.piles import WAITING, Pile
from shared.journals.queries import JournalSummary
from shared.ui import live, theme
from shared.ui.arguments import whole
from shared.ui.figures import amount
from shared.ui.format import amount as amount_text
from shared.ui.format import count, moment
from shared.ui.forms import Option, select
from shared.ui.keys import hold_focus
from shared.ui.layout import page, page_head
from shared.ui.links import button, link
from shared.ui.listing import FilterCount, ListQuery, ListView
from shared.ui.marks import allow
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines

_FILTERS = {"open": True, "posted": False}
_STATUS = {
    "draft": ("draft", "Empty"),
    "imported": ("open", "Not applied"),
    "matched": ("processing", "In review"),
    "posted": ("posted", "Posted"),
}
_COLUMNS = (
    Column("Journal", width="132px", sort="number", place="title"),
    Column("Account", place="note"),
    Column("State", width="128px", place="side"),
    Column("Lines", number=True, width="72px"),
    Column("Ready", number=True, width="72px"),
    Column("To review", number=True, width="80px"),
    Column("Unmatched", number=True, width="88px"),
    Column("Sum", number=True, width="152px", place="amount"),
    Column("Opened", width="184px", sort="opened"),
)


@dataclass
class JournalRow:
    """A journal as the list shows it."""

    number: str = ""
    href: str = ""
    account: str = ""
    iban: str = ""
    kind: str = "draft"
    label: str = ""
    line_count: str = ""
    ready: str = ""
    review: str = ""
    unmatched: str = ""
    total: str = ""
    currency: str = ""
    opened: str = ""
    opened_by: str = ""


class JournalsState(StaffSession):
    """The list as the address asks for it, and the question for a bank account."""

    loading: bool = True
    failed: str = ""
    view: ListView = ListView()
    rows: list[JournalRow] = []
    accounts: list[Option] = []
    asking: bool = False

    @rx.event
    @allow("journals.read")
    async def load(self) -> None:
        params = dict(self.router.url.query_parameters)
        query = ListQuery.read(routes.JOURNALS, params, sorts=("number", "opened"), filters=tuple(_FILTERS))
        async with reading(self):
            found, total = await db.ask(
                queries.journals,
                is_open=_FILTERS.get(query.filter),
                sort=query.sort,
                offset=query.offset,
                limit=query.size,
            )
            is_open, posted = await db.ask(queries.journal_counts)
            self.rows = [_row(each) for each in found]
            self.view = query.view(
                total,
                [
                    FilterCount("", "All", is_open + posted),
                    FilterCount("open", "Open", is_open),
                    FilterCount("posted", "Posted", posted),
                ],
            )

    @rx.event(background=True)
    @allow("journals.read")
    async def watch(self) -> Any:
        async for _ in live.changes(self, "journals"):
            yield JournalsState.load

    @rx.event
    @allow("journals.work")
    async def ask(self) -> None:
        """A journal cannot exist without a bank account, so this comes first."""
        self.accounts = [Option(str(each.id), _named(each)) for each in await db.ask(creditors.bank_accounts)]
        self.asking = True

    @rx.event
    @allow("journals.work")
    def do_not_ask(self) -> None:
        self.asking = False

    @rx.event
    @allow("journals.work")
    async def open_new(self, form: dict[str, Any]) -> EventSpec:
        """Open a journal for the account, and go there."""
        account = whole(form.get("account"))
        journal = await db.call(journals.open_journal, account, actor=self._signed_in().actor)
        self.asking = False
        return rx.redirect(routes.journal(journal.id or 0))


Journals: Any = JournalsState


def journal_list() -> rx.Component:
    listed = data_table(
        _COLUMNS,
        Journals.rows,
        _cells,
        caption="Receipt journals",
        view=Journals.view,
        loading=Journals.loading,
        empty=empty(
            "No journals yet",
            "A journal is the list of one bank account's payments, from import to posting.",
            _new(),
            icon="file-plus-2",
        ),
    )
    return frame(
        page_head("Journals", _new()),
        page(
            rx.cond(Journals.asking, _account_question()),
            rx.el.div(filter_chips(Journals.view), class_name="bar2"),
            unreadable(Journals.failed, "The list", Journals.load, otherwise=listed),
        ),
        here=routes.JOURNALS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        journal_list, route=routes.JOURNALS, title="Journals: Duebook", on_load=[Journals.load, Journals.watch]
    )


def _new() -> rx.Component:
    made: rx.Component = rx.cond(
        Journals.may.contains("journals.work"),
        button("New journal", variant="primary", on_click=Journals.ask, aria_expanded=Journals.asking),
        rx.fragment(),
    )
    return made


def _account_question() -> rx.Component:
    return rx.el.form(
        hold_focus("account"),
        select("Which bank account received the payments?", "account", Journals.accounts),
        rx.el.div(
            button("Open the journal", submit=True, variant="primary"),
            button("Not now", on_click=Journals.do_not_ask),
            class_name="row",
        ),
        on_submit=Journals.open_new,
        style={"maxWidth": "480px", "marginBottom": theme.S5},
    )


def _cells(row: Any) -> tuple[theme.Child, ...]:
    return (
        link(row.number, href=row.href, class_name="medium id"),
        two_lines(row.account, row.iban),
        status(row.kind, row.label),
        row.line_count,
        row.ready,
        row.review,
        row.unmatched,
        amount(row.total, row.currency),
        two_lines(row.opened, row.opened_by),
    )


def _named(account: AccountChoice) -> str:
    return f"{account.name}, {account.currency}, {account.short_iban}"


def _row(found: JournalSummary) -> JournalRow:
    kind, label = _STATUS[found.state]
    if found.state == "imported" and found.tally(Pile.NEW).count < found.tally(*WAITING).count:
        label = "Partly applied"
    everything = found.tally()
    return JournalRow(
        number=found.number,
        href=routes.journal(found.id),
        account=found.account.name,
        iban=f"{found.account.currency}, {found.account.short_iban}",
        kind=kind,
        label=label,
        line_count=count(everything.count),
        ready=_some(found, Pile.READY),
        review=_some(found, Pile.REVIEW, Pile.DIFFERENCE),
        unmatched=_some(found, Pile.UNMATCHED),
        total=amount_text(everything.amount),
        currency=found.account.currency,
        opened=moment(found.opened_at),
        opened_by=found.opened_by,
    )


def _some(found: JournalSummary, *piles: Pile) -> str:
    number = found.tally(*piles).count
    return count(number) if number else ""
