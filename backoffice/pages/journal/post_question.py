"""Post is asked about: how many lines and what they come to, a test report, and what waits for somebody else."""

from typing import Any

import reflex as rx

from backoffice.pages.journal.posting import BackRow
from backoffice.pages.journal.working import Journal
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.keys import hold_focus
from shared.ui.links import button
from shared.ui.notices import notice
from shared.ui.table import Column, table

_ACCOUNTS = (
    Column("Account", width="72px", place="note"),
    Column("Name", place="title"),
    Column("Debit", number=True, width="128px", place="amount"),
    Column("Credit", number=True, width="128px", place="side"),
    Column("Currency", width="88px"),
)


def post_question() -> rx.Component:
    """The question with its answers, and under it what a test run found."""
    answer = rx.el.div(
        hold_focus("post-now"),
        button(
            rx.fragment("Post ", Journal.head.postable_text), on_click=Journal.post, variant="primary", id="post-now"
        ),
        button("Test report", on_click=Journal.try_out, working=Journal.trying, id="try-post"),
        button("Not yet", on_click=Journal.do_not_post),
        class_name="row wrap",
    )
    question = rx.fragment(
        "Post ",
        Journal.head.postable,
        ", ",
        Journal.head.postable_text,
        "? Then they are in the books; what is wrong can only be reversed.",
        rx.cond(Journal.kept_back, rx.el.p(Journal.kept_back, class_name="medium")),
    )
    return rx.fragment(notice(question, tone="accent", action=answer), rx.cond(Journal.tried, _report()))


def _report() -> rx.Component:
    accounts = table(_ACCOUNTS, Journal.trial_accounts, _account, caption="What would be posted, by account")
    back = rx.fragment(
        rx.el.h3("Would come back for review"),
        rx.el.ul(rx.foreach(Journal.trial_back, _back), class_name="lines"),
    )
    return rx.el.section(
        rx.el.h2("Test report", id="trial"),
        rx.el.p(Journal.tried, " Nothing was kept.", class_name="muted"),
        rx.cond(Journal.trial_accounts.length(), accounts),
        rx.cond(Journal.trial_back.length(), back),
        aria_labelledby="trial",
        style={"padding": f"{theme.S3} {theme.S4}", "background": theme.SUNKEN, "borderRadius": theme.RADIUS},
    )


def _account(row: Any) -> tuple[theme.Child, ...]:
    return row.account, row.name, amount(row.debit), amount(row.credit), row.currency


def _back(row: BackRow) -> rx.Component:
    return rx.el.li(
        rx.el.button(row.line, type="button", on_click=Journal.choose(row.line_id), class_name="as-link"), row.why
    )
