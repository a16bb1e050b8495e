"""The lines: filters, a dense table of two-line rows, and under it all that may be accepted at once."""

import reflex as rx

from backoffice import routes
from backoffice.pages.journal.shown import LineRow
from backoffice.pages.journal.working import Journal
from shared.journals.rules import READY_FROM
from shared.matching import CERTIFIED
from shared.ui import theme
from shared.ui.figures import confidence
from shared.ui.links import button, kbd, link
from shared.ui.notices import empty
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, two_lines
from shared.ui.theme import Child

_COLUMNS = (
    Column("Line", number=True, width="64px", sort="line"),
    Column("Payer and text", place="title"),
    Column(rx.fragment("Paid, ", Journal.head.currency), number=True, width="96px", sort="paid", place="amount"),
    Column("Confidence", number=True, width="126px", sort="confidence"),
    Column("Proposal", width="180px"),
    Column("Remaining", number=True, width="96px"),
    Column("Status", width="140px", place="side"),
)


def lines() -> rx.Component:
    """The left side: filters over a table that scrolls in its own region."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(filter_chips(Journal.view), style={"flex": "1 1 320px"}),
            _search(),
            class_name="tools",
            style={"flexWrap": "wrap"},
        ),
        rx.el.div(
            _table(),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label="Lines of the journal",
            style={"& .pager": {"padding": f"0 {theme.S4} {theme.S4}"}},
        ),
        aria_label="Lines",
        class_name="left",
    )


def batch() -> rx.Component:
    """Accept all above a confidence, with the count and the sum shown first; and the keys."""
    may_work = Journal.may.contains("journals.work")
    accept = rx.fragment(
        rx.el.div(
            rx.el.label("Accept all from", html_for="above"),
            rx.el.span(
                rx.el.input(
                    id="above",
                    default_value=Journal.above,
                    on_change=Journal.set_above.debounce(300),
                    input_mode="decimal",
                    max_length=6,
                    class_name="input input--sm",
                ),
                " %",
            ),
            class_name="field row",
        ),
        rx.el.span(
            rx.cond(Journal.above_lines, rx.fragment(Journal.above_lines, ", ", Journal.above_text), "No line"),
            class_name="strong amt",
            aria_live="polite",
        ),
        rx.cond(
            Journal.above_lines,
            button(rx.fragment("Accept ", Journal.above_lines), on_click=Journal.accept_above(Journal.above_lines)),
        ),
    )
    certified = rx.el.p(CERTIFIED.sentence, class_name="small muted")
    return rx.el.div(rx.cond(may_work, rx.fragment(accept, certified)), _keys(), class_name="batch")


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        Journal.rows,
        _cells,
        caption="Lines of the journal",
        view=Journal.view,
        loading=Journal.loading,
        empty=_nothing_imported(),
        skeleton_count=14,
        selected=lambda row: row.id == Journal.selected,
        on_row=lambda row: Journal.choose(row.id),
        class_name="table--lines",
    )


def _cells(row: LineRow) -> tuple[Child, ...]:
    # The button has no event of its own: its click, and Enter on it, reach the row.
    payer = rx.el.button(row.payer, type="button", class_name="as-link medium")
    search = rx.el.button(
        "Search an invoice",
        type="button",
        on_click=Journal.split_line(row.id),
        class_name="as-link",
        **theme.inline({"color": theme.ACCENT_TEXT}),
    )
    proposal = rx.cond(row.can_search & Journal.may.contains("journals.work"), search, row.proposal)
    return (
        rx.el.span(row.position, class_name="ln"),
        two_lines(payer, row.text),
        rx.el.span(row.paid, class_name="medium"),
        confidence(row.percent, threshold=READY_FROM / 100),
        two_lines(proposal, row.debtor),
        rx.el.span(row.remaining),
        status(row.kind, row.label),
    )


def _nothing_imported() -> rx.Component:
    start = button("Import bank transactions", icon="upload", variant="primary", on_click=Journal.show_import)
    return empty(
        "No lines yet",
        "The payments of a bank statement appear here, each with the invoice it is for.",
        rx.cond(Journal.may.contains("journals.work"), start, rx.fragment()),
        icon="file-plus-2",
    )


def _search() -> rx.Component:
    """Over the lines of this journal; the filter stays."""
    return rx.el.form(
        rx.el.input(
            name="q",
            type="search",
            key=Journal.view.search,
            default_value=Journal.view.search,
            aria_label="Find a line by payer, text, IBAN or amount",
            placeholder="Payer, text, amount",
            max_length=100,
            auto_complete="off",
            class_name="input input--sm",
        ),
        on_submit=Journal.find_lines,
        role="search",
        class_name="end",
        style={"flex": "0 1 192px", "alignSelf": "flex-start"},
    )


def _keys() -> rx.Component:
    keys = (("next, previous", ("j", "k")), ("search an invoice", ("/",)), ("something else", ("o",)), ("undo", ("u",)))
    shown = [rx.el.span(*(kbd(key) for key in pressed), f" {does}") for does, pressed in keys]
    everything = rx.el.button(kbd("?"), " all keys", type="button", on_click=Journal.show_keys, class_name="as-link")
    return rx.el.div(*shown, rx.el.span(everything), class_name="keys")


def not_there() -> rx.Component:
    """Somebody followed a link to a journal that does not exist."""
    return empty(
        "This journal does not exist",
        "Its number may be mistyped.",
        link("All journals", href=routes.JOURNALS, class_name="btn"),
    )
