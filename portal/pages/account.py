"""Your account: everything that moved it, from day to day, with the running balance; as PDF and as a list."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

import reflex as rx
from sqlmodel import Session

from portal import routes
from portal.components.address import word
from portal.components.asking import with_asker
from portal.components.frame import frame, titled
from portal.components.papers import PaperState, paper_for
from portal.session import PortalSession
from shared import clock, db
from shared.i18n import said
from shared.reports import account, letters
from shared.reports.account import AccountLine, AccountStatement
from shared.ui import live, theme
from shared.ui.figures import amount
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.ui.forms import Option, field, search_form, select
from shared.ui.layout import sheet
from shared.ui.links import button, link, link_button
from shared.ui.marks import allow
from shared.ui.notices import empty, skeleton_lines
from shared.ui.say import say
from shared.ui.table import Column, table

_MOST_SHOWN: Final = 100


@dataclass
class AccountRow:
    """One movement; what was charged or what was paid."""

    day: str = ""
    what: str = ""
    charged: str = ""
    credited: str = ""
    balance: str = ""

    @classmethod
    def of(cls, line: AccountLine, language: str) -> Self:
        is_charged = line.amount.minor > 0
        figure = digits(line.amount if is_charged else -line.amount, language)
        return cls(
            day=long_date(line.on, language),
            what=letters.what_happened(line, language),
            charged=figure if is_charged else "",
            credited="" if is_charged else figure,
            balance=digits(line.balance, language),
        )


class AccountState(PortalSession):
    """The account in the days and the currency of the address."""

    loading: bool = True
    rows: list[AccountRow] = []
    currencies: list[Option] = []
    currency: str = ""
    since: str = ""
    until: str = ""
    balance: str = ""
    told: str = ""
    more: str = ""
    subject: str = ""
    list_href: str = ""

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        url = self.router.url
        days = letters.days(word(url, "since"), word(url, "until"), clock.today())
        known, found = await db.ask(_read, self._debtor_id(), word(url, "currency"), days)
        self.currencies = [Option(each, each) for each in known]
        self._show(found)
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger"):
            yield AccountState.load

    def _show(self, found: AccountStatement) -> None:
        language = self._language()
        self.currency, self.since, self.until = found.currency, found.since.isoformat(), found.until.isoformat()
        self.rows = [AccountRow.of(each, language) for each in found.lines[: -_MOST_SHOWN - 1 : -1]]
        self.balance = digits(found.closing if found.closing.minor > 0 else -found.closing, language)
        self.told = _told(found, language)
        hidden = len(found.lines) > _MOST_SHOWN
        self.more = said("These are the latest. The PDF and the list hold everything.", language) if hidden else ""
        self.subject = f"{self.currency}/{self.since}/{self.until}"
        asked = {"currency": self.currency, "since": self.since, "until": self.until}
        self.list_href = f"{routes.ACCOUNT_LIST}?{urlencode(asked)}"


def account_page() -> rx.Component:
    return frame(
        sheet(
            rx.el.h1(say("Your account")),
            rx.el.p(
                amount(AccountState.balance, AccountState.currency, hero=True),
                style={"margin": f"{theme.S4} 0 {theme.S2}"},
            ),
            rx.el.p(AccountState.told, class_name="muted"),
            _days(),
            _files(),
            _movements(),
            rx.el.p(
                link(say("Your profile: language, e-mail, and how we may reach you"), href=routes.PROFILE),
                style={"margin_top": theme.S6},
            ),
        ),
        here=routes.ACCOUNT,
    )


def register(app: rx.App) -> None:
    app.add_page(
        account_page,
        route=routes.ACCOUNT,
        title=titled(say("Your account")),
        on_load=with_asker(AccountState.load, AccountState.watch, PaperState.watch),
    )


def _days() -> rx.Component:
    """Drawn anew when the address changes what is asked for."""
    offered: rx.vars.ArrayVar = AccountState.currencies  # type: ignore[assignment]  # a class's var stands for its value
    several = select(say("Currency"), "currency", offered, default_value=AccountState.currency)
    return search_form(
        field(say("From"), "since", kind="date", default_value=AccountState.since, required=True),
        field(say("To"), "until", kind="date", default_value=AccountState.until, required=True),
        rx.cond(offered.length() > 1, several, rx.fragment()),
        button(say("Show"), submit=True, size="large"),
        action=routes.ACCOUNT,
        key=AccountState.subject,
        class_name="row row--end wrap",
        style={"align_items": "flex-end", "margin": f"{theme.S5} 0"},
    )


def _files() -> rx.Component:
    as_list = link_button(say("Download as CSV"), href=AccountState.list_href, icon="download", download=True)
    return rx.el.div(
        paper_for("statement", AccountState.subject, label=say("Get the statement as PDF")),
        as_list,
        class_name="row wrap",
        style={"margin_bottom": theme.S6},
    )


def _movements() -> rx.Component:
    columns = [
        Column(say("What"), place="title"),
        Column(say("Date"), width="152px", place="note"),
        Column(say("Charged"), number=True, width="80px", place="amount"),
        Column(say("Paid"), number=True, width="80px", place="amount"),
        Column(say("Balance"), number=True, width="80px", place="side"),
    ]
    moved = table(
        columns,
        AccountState.rows,
        lambda row: (row.what, row.day, row.charged, amount(row.credited, money_in=True), _balance(row)),
        caption=say("What happened on your account"),
        class_name="moves",
    )
    nothing = empty(say("Nothing happened in these days"), say("Choose other days to see more."))
    return rx.fragment(
        rx.cond(AccountState.loading, skeleton_lines(6), rx.cond(AccountState.rows, moved, nothing)),
        rx.el.p(AccountState.more, class_name="small muted"),
    )


def _balance(row: AccountRow) -> rx.Component:
    """On a phone no heading says what the second figure is."""
    named = rx.el.span(say("Balance {amount}", amount=row.balance), class_name="only-phone small muted")
    return rx.fragment(rx.el.span(row.balance, class_name="only-wide"), named)


def _read(session: Session, debtor_id: int, wanted: str, days: letters.Days) -> tuple[list[str], AccountStatement]:
    known = account.choices(session, debtor_id)
    currency = wanted if wanted in known else known[0]
    return known, account.statement(session, debtor_id, currency, since=days.since, until=days.until)


def _told(found: AccountStatement, language: str) -> str:
    day = long_date(found.until, language)
    if found.closing.minor < 0:
        return said("In your favour on {day}.", language, day=day)
    if not found.held:
        return said("You owe this on {day}.", language, day=day)
    return said(
        "You owe this on {day}: {open} on invoices, less {held} of yours that is not set against one yet.",
        language,
        day=day,
        open=money(found.open, language),
        held=money(found.held, language),
    )
