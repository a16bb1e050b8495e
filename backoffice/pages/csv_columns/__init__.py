"""A CSV of no known bank: say what its columns mean, see at once how it is read, import it, and have it remembered."""

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may
from backoffice.components.reading import unreadable
from backoffice.pages.csv_columns import shown
from backoffice.pages.csv_columns.shown import ColumnRow, EntryRow, SumRow
from backoffice.pages.csv_columns.state import CsvColumns
from shared.access.rules import Permission
from shared.ui import theme
from shared.ui.figures import amount
from shared.ui.forms import Option, choice, field, select
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import empty, notice, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table, two_lines
from shared.ui.theme import Child

_PHONE = "@media (max-width: 900px)"
_COLUMNS = (
    Column("Column", place="title"),
    Column("Begins with", width="44%", place="note"),
    Column("Means", width="208px", place="side"),
)
_ENTRIES = (
    Column("Booked", width="72px", place="side"),
    Column("Payer", width="34%", place="title"),
    Column("Text", place="note"),
    Column("Amount", number=True, width="132px", place="amount"),
)


def csv_columns() -> rx.Component:
    gone = empty(
        "This file does not wait any more",
        "It was imported, or nobody explained it for a day, or somebody else brought it.",
        link_button("All journals", href=routes.JOURNALS),
    )
    full = rx.cond(CsvColumns.missing, gone, _all())
    loaded = rx.cond(CsvColumns.loading, skeleton_lines(8, "Looking at the file"), full)
    return frame(
        page_head(
            rx.cond(CsvColumns.file_name, CsvColumns.file_name, "Bank file"),
            note="This CSV is of no bank we know. Say once what its columns mean.",
            above=crumbs(
                ("Journals", routes.JOURNALS),
                (rx.cond(CsvColumns.journal, CsvColumns.journal, "Journal"), CsvColumns.journal_href),
                ("Columns", ""),
            ),
        ),
        page(unreadable(CsvColumns.failed, "The file", CsvColumns.load, otherwise=loaded)),
        here=routes.JOURNALS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        csv_columns, route=routes.CSV_COLUMNS, title="Columns of a bank file: Duebook", on_load=CsvColumns.load
    )


def _all() -> rx.Component:
    return rx.el.div(
        rx.el.div(_doubts(), _meanings(), rx.el.div(_form_of_cells(), style={"marginTop": theme.S6}), _first_rows()),
        _preview(),
        style={
            "display": "grid",
            "gridTemplateColumns": "minmax(0, 1fr) minmax(0, 1fr)",
            "gap": theme.S7,
            "alignItems": "start",
            "@media (max-width: 1100px)": {"gridTemplateColumns": "minmax(0, 1fr)"},
        },
    )


def _doubts() -> rx.Component:
    listed = rx.el.ul(rx.foreach(CsvColumns.doubts, rx.el.li), style={"paddingLeft": 0})
    shown_box = rx.el.div(notice(listed, tone="warn"), style={"marginBottom": theme.S5})
    return rx.fragment(rx.cond(CsvColumns.doubts, shown_box))


def _meanings() -> rx.Component:
    return section(
        "What the columns mean",
        table(_COLUMNS, CsvColumns.columns, _meaning, caption="Columns of the file"),
        anchor="columns",
    )


def _meaning(row: ColumnRow) -> tuple[Child, ...]:
    options = [rx.el.option(each.label, value=each.value) for each in shown.MEANINGS]
    chosen = rx.el.select(
        *options,
        value=row.meaning,
        on_change=lambda meaning: CsvColumns.mean(row.place, meaning),
        aria_label=row.label,
        class_name="input input--sm",
    )
    samples = rx.el.span(row.samples, class_name="muted small", **theme.inline({"overflowWrap": "anywhere"}))
    return rx.el.span(row.heading, class_name="medium"), samples, chosen


def _form_of_cells() -> rx.Component:
    """How days and amounts are written, and the file as a whole."""
    return section(
        "How it is written",
        rx.el.div(
            select("Days", "dates", CsvColumns.dates, value=CsvColumns.date_format, on_change=CsvColumns.say_dates),
            select(
                "Decimals after", "decimal", _decimals(), value=CsvColumns.decimal, on_change=CsvColumns.say_decimal
            ),
            rx.cond(CsvColumns.has_direction, _direction_words(), _sign()),
            select(
                "Cells parted by",
                "delimiter",
                shown.DELIMITERS,
                value=CsvColumns.delimiter,
                on_change=CsvColumns.part_by,
            ),
            select(
                "Letters written in",
                "encoding",
                shown.ENCODINGS,
                value=CsvColumns.encoding,
                on_change=CsvColumns.write_in,
            ),
            style={
                "display": "grid",
                "gridTemplateColumns": "repeat(2, minmax(0, 1fr))",
                "gap": f"0 {theme.S4}",
                _PHONE: {"gridTemplateColumns": "minmax(0, 1fr)"},
            },
        ),
        anchor="written",
    )


def _first_rows() -> rx.Component:
    """As they stand in the file, folded away: the samples above are enough most days."""
    rows = rx.foreach(CsvColumns.rows, lambda row: rx.el.tr(rx.foreach(row, lambda cell: rx.el.td(cell))))
    heads = rx.el.tr(rx.foreach(CsvColumns.columns, lambda each: rx.el.th(each.heading, scope="col")))
    return rx.el.details(
        rx.el.summary("The first rows as they stand", class_name="medium"),
        rx.el.div(
            rx.el.table(
                rx.el.caption("The first rows of the file", class_name="sr"),
                rx.el.thead(heads),
                rx.el.tbody(rows),
                class_name="table nowrap",
            ),
            role="region",
            aria_label="The first rows of the file",
            tab_index=0,
            style={"overflow": "auto", "marginTop": theme.S3},
        ),
        style={"marginTop": theme.S5},
    )


def _decimals() -> list[Option]:
    return [Option("", "Choose"), Option(",", "a comma: 1.450,40"), Option(".", "a point: 1,450.40")]


def _sign() -> rx.Component:
    rules = [Option("", "minus is money out"), Option(shown.CARD, "a card: what was spent has no sign")]
    return select("Signs", "sign", rules, value=CsvColumns.sign, on_change=CsvColumns.say_sign)


def _direction_words() -> rx.Component:
    """What the column beside the amount says; an empty box stands for an empty cell."""
    return rx.fragment(
        field(
            "Money in is marked",
            "credit-words",
            hint="Several words with commas",
            default_value=CsvColumns.credit_words,
            key=CsvColumns.credit_words,
            on_blur=CsvColumns.say_credit,
            max_length=80,
            auto_complete="off",
        ),
        field(
            "Money out is marked",
            "debit-words",
            hint="Empty when nothing stands there",
            default_value=CsvColumns.debit_words,
            key=CsvColumns.debit_words,
            on_blur=CsvColumns.say_debit,
            max_length=80,
            auto_complete="off",
        ),
    )


def _preview() -> rx.Component:
    listed = rx.fragment(
        rx.foreach(CsvColumns.sums, _sum),
        table(_ENTRIES, CsvColumns.entries, _entry, caption="The first entries, as they would be read"),
    )
    nothing = empty("Nothing is read yet", CsvColumns.still_open, icon="file-plus-2")
    return section(
        "How it is read",
        rx.el.div(
            rx.cond(CsvColumns.still_open, nothing, rx.fragment(_problems(), rx.cond(CsvColumns.entries, listed))),
            aria_live="polite",
        ),
        _decide(),
        anchor="preview",
    )


def _problems() -> rx.Component:
    listed = rx.el.ul(rx.foreach(CsvColumns.problems, rx.el.li), style={"paddingLeft": 0})
    lead = rx.el.p("It cannot be imported like this:", class_name="medium")
    shown_box = rx.el.div(notice(lead, listed, tone="bad"), style={"marginBottom": theme.S4})
    return rx.fragment(rx.cond(CsvColumns.problems, shown_box))


def _sum(row: SumRow) -> rx.Component:
    return rx.el.p(
        rx.cond(row.account, rx.fragment(rx.el.span(row.account, class_name="id"), ": "), rx.fragment()),
        rx.el.span(row.count, class_name="strong"),
        " entries, in ",
        amount(row.money_in, row.currency, money_in=True),
        ", out ",
        amount(row.money_out, row.currency),
        ". ",
        rx.match(row.ties, ("ties", status("ties")), ("held", status("held", "Balances do not follow")), rx.fragment()),
        style={"marginBottom": theme.S3},
    )


def _entry(row: EntryRow) -> tuple[Child, ...]:
    return (
        row.day,
        rx.cond(row.name, row.name, rx.el.span("no name", class_name="muted")),
        two_lines(row.text, ""),
        amount(row.amount, money_in=row.comes_in),
    )


def _decide() -> rx.Component:
    keep = choice(
        rx.fragment("Remember this for ", CsvColumns.account),
        "remember",
        "yes",
        kind="checkbox",
        checked=CsvColumns.remember,
        on_change=CsvColumns.set_remember,
    )
    others = link("What is remembered", href=routes.CSV_LAYOUTS)
    return rx.el.div(
        if_may(Permission.LAYOUTS_MANAGE, keep),
        rx.el.div(
            button(
                rx.cond(CsvColumns.ready, rx.fragment("Import ", CsvColumns.ready, " entries"), "Import"),
                on_click=CsvColumns.take_in,
                variant="primary",
            ),
            button("Discard the file", on_click=CsvColumns.discard, variant="quiet"),
            rx.el.span(others, class_name="end"),
            class_name="row wrap",
        ),
        style={"display": "grid", "gap": theme.S4, "marginTop": theme.S5},
    )
