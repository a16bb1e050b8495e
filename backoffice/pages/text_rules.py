"""Text rules: lines that are no customer's money, told by their words; tried on past lines before they are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import reading, unreadable
from backoffice.session import StaffSession
from shared import db
from shared.access.rules import Permission
from shared.journals import deciding, text_rules
from shared.journals.text_rules import Caught, Draft
from shared.ledger.chart import NAMES, Account
from shared.models import JournalLine, TextRule
from shared.money import Money
from shared.ui import live, theme
from shared.ui.arguments import line, whole
from shared.ui.figures import amount
from shared.ui.format import amount as in_figures
from shared.ui.format import count, short_date
from shared.ui.forms import Option, choice, field, select
from shared.ui.keys import hold_focus
from shared.ui.layout import page, page_head
from shared.ui.links import button, crumbs
from shared.ui.marks import allow
from shared.ui.notice_state import tell
from shared.ui.notices import empty, notice, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table

_ACCOUNTS = [Option(number, f"{number} {name}") for number, name in deciding.accounts()]
_WAYS = {"": None, "in": True, "out": False}
_WAY_OPTIONS = [Option("", "Money in and out"), Option("out", "Money out"), Option("in", "Money in")]
_ABOUT = "Bank fees, interest, tax, our own transfers: lines with these words go to an account and pay no invoice."


@dataclass
class RuleRow:
    """A rule, ready to be drawn."""

    id: int = 0
    name: str = ""
    words: str = ""
    way: str = ""
    account: str = ""
    kind: str = "active"
    label: str = ""
    is_active: bool = True


@dataclass
class CaughtRow:
    """A line that a rule would have caught."""

    who: str = ""
    text: str = ""
    booked: str = ""
    amount: str = ""
    currency: str = ""


class TextRulesState(StaffSession):
    """All rules, in the order they are tried, and the one being written."""

    rows: list[RuleRow] = []
    adding: bool = False
    tried: str = ""
    tried_tone: str = "plain"
    caught: list[CaughtRow] = []
    loading: bool = True
    failed: str = ""

    _draft: Draft | None = None

    @rx.event
    @allow("journals.read")
    async def load(self) -> None:
        async with reading(self):
            self.rows = [_row(each) for each in await db.ask(text_rules.rules)]

    @rx.event
    @allow("text-rules.manage")
    def ask(self) -> None:
        self.adding = not self.adding
        self._forget()

    @rx.event
    @allow("text-rules.manage")
    async def preview(self, form: dict[str, Any]) -> None:
        """Try it on the lines there are; nothing is kept yet.

        Raises:
            RuleTooVague, NoSuchAccount: it cannot be used.
        """
        self._forget()
        draft = _draft(form)
        found = await db.ask(text_rules.would_catch, draft)
        self._draft, self.tried, self.tried_tone = draft, _said(found), "warn" if found.customers else "plain"
        self.caught = [_caught(each) for each in found.examples]

    @rx.event
    @allow("text-rules.manage")
    async def save(self) -> AsyncIterator[Any]:
        """Keep the rule as it was tried."""
        if self._draft is None:
            yield tell("Try the rule first; then you see what it catches.")
            return
        await db.call(text_rules.save_rule, self._draft, actor=self._signed_in().actor)
        name, self.adding = self._draft.name, False
        self._forget()
        yield tell(f"Kept “{name}”. It works from the next Apply automatically on.", tone="good")
        yield TextRulesState.load

    @rx.event
    @allow("text-rules.manage")
    async def switch(self, rule_id: int) -> AsyncIterator[Any]:
        """On or off; lines it caught stay as they are."""
        was_on = {each.id: each.is_active for each in self.rows}.get(whole(rule_id), False)
        await db.call(text_rules.switch_rule, rule_id, is_active=not was_on, actor=self._signed_in().actor)
        yield tell("The rule is off. Lines it caught stay as they are." if was_on else "The rule is on.", tone="good")
        yield TextRulesState.load

    @rx.event(background=True)
    @allow("journals.read")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, text_rules.TOPIC):
            yield TextRulesState.load

    def _forget(self) -> None:
        self._draft, self.tried, self.caught = None, "", []


_do: Any = TextRulesState


def rule_list() -> rx.Component:
    listed = table(
        [
            Column("Rule", width="220px", place="title"),
            Column("When a line says", place="note"),
            Column("Which way", width="152px"),
            Column("Goes to", width="240px"),
            Column("State", width="104px", place="side"),
            Column(rx.el.span("Switch", class_name="sr"), width="120px", place="amount"),
        ],
        _do.rows,
        _cells,
        caption="Text rules",
    )
    none = empty("No rules yet", _ABOUT, icon="file-plus-2")
    full = rx.cond(_do.rows.length(), listed, none)
    shown = rx.cond(_do.loading, skeleton_lines(6, "Loading the rules"), full)
    add = button("Add a rule", on_click=_do.ask, variant="primary", aria_expanded=_do.adding)
    return frame(
        page_head(
            "Text rules",
            if_may(Permission.TEXT_RULES_MANAGE, add),
            note=_ABOUT,
            above=crumbs(("Payers", routes.PAYERS), ("Text rules", routes.TEXT_RULES)),
        ),
        page(rx.cond(_do.adding, _form()), unreadable(_do.failed, "The rules", _do.load, otherwise=shown)),
        here=routes.PAYERS,
    )


def register(app: rx.App) -> None:
    app.add_page(rule_list, route=routes.TEXT_RULES, title="Text rules: Duebook", on_load=[_do.load, _do.watch])


def _cells(row: Any) -> tuple[Any, ...]:
    word = rx.cond(row.is_active, "Switch off", "Switch on")
    switch = button(word, on_click=_do.switch(row.id), aria_label=rx.fragment(word, " ", row.name))
    return (
        rx.el.span(row.name, class_name="medium"),
        row.words,
        row.way,
        row.account,
        status(row.kind, row.label),
        if_may(Permission.TEXT_RULES_MANAGE, switch),
    )


def _form() -> rx.Component:
    fields = rx.el.div(
        field("Name", "name", hint="What it is, for you and your colleagues", required=True, max_length=80),
        field("Words", "words", hint="All of them must be in the line", required=True, max_length=140),
        select("Which way", "way", _WAY_OPTIONS),
        select("Goes to", "goes-to", _ACCOUNTS),
        style={
            "display": "grid",
            "gridTemplateColumns": "repeat(auto-fit, minmax(220px, 1fr))",
            "gap": f"0 {theme.S4}",
            "alignItems": "end",
        },
    )
    return rx.el.section(
        hold_focus("name"),
        rx.el.form(
            fields,
            choice("The line begins with these words", "is_prefix", "yes", kind="checkbox"),
            rx.el.div(
                button("Try it on past lines", submit=True, variant="primary"),
                button("Leave it", on_click=_do.ask, variant="quiet"),
                class_name="row",
                style={"marginTop": theme.S4},
            ),
            on_submit=_do.preview,
        ),
        rx.cond(_do.tried, _tried()),
        aria_label="A new rule",
        style={
            "padding": theme.S4,
            "marginBottom": theme.S5,
            "background": theme.SUNKEN,
            "borderRadius": theme.RADIUS,
        },
    )


def _tried() -> rx.Component:
    rows = table(
        [
            Column("Payer and text", place="title"),
            Column("Booked", width="96px", place="note"),
            Column("Amount", number=True, width="136px", place="amount"),
        ],
        _do.caught,
        lambda one: (
            rx.fragment(rx.el.span(one.who, class_name="two"), rx.el.span(one.text, class_name="two")),
            one.booked,
            amount(one.amount, one.currency),
        ),
        caption="Lines it would have caught",
    )
    keep = button("Keep the rule", on_click=_do.save, variant="primary", id="keep-rule")
    return rx.el.div(
        notice(_do.tried, tone=_do.tried_tone, action=keep),
        rx.cond(_do.caught.length(), rows),
        style={"marginTop": theme.S4},
    )


def _draft(form: dict[str, Any]) -> Draft:
    return Draft(
        name=line(form.get("name", ""), most=80),
        words=line(form.get("words", ""), most=140),
        account=line(form.get("goes-to", ""), most=4),
        is_prefix=bool(form.get("is_prefix")),
        is_credit=_WAYS.get(line(form.get("way", ""), most=3)),
    )


def _said(found: Caught) -> str:
    looked = "" if found.is_all else " among the newest lines"
    lines = "1 past line has" if found.lines == 1 else f"{count(found.lines)} past lines have"
    said = f"{lines} these words{looked}." if found.lines else f"No past line has these words{looked}."
    if found.customers:
        return f"{said} {count(found.customers)} of them paid invoices: choose words that customers do not use."
    return said


def _row(rule: TextRule) -> RuleRow:
    ways = {None: "In and out", True: "Money in", False: "Money out"}
    return RuleRow(
        id=rule.id or 0,
        name=rule.name,
        words=f"{rule.words} …" if rule.is_prefix else rule.words,
        way=ways[rule.is_credit],
        account=f"{rule.account} {NAMES[Account(rule.account)]}",
        kind="active" if rule.is_active else "on-hold",
        label="On" if rule.is_active else "Off",
        is_active=rule.is_active,
    )


def _caught(line: JournalLine) -> CaughtRow:
    signed = Money(line.amount_minor if line.is_credit else -line.amount_minor, line.currency)
    return CaughtRow(
        line.payer_name or "No name given",
        line.text[:140],
        short_date(line.booked_on),
        in_figures(signed),
        line.currency,
    )
