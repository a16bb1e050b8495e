"""What the components render, from Python values and from Vars; the browser's view of them is in tests/browser."""

from dataclasses import dataclass

import pytest
import reflex as rx
from reflex_components_lucide.icon import LUCIDE_ICON_LIST

from shared.ui.charts import Age, Bar, age_bar, bars, spark_points, stepper
from shared.ui.drawer import drawer
from shared.ui.figures import amount, confidence, progress, stat
from shared.ui.forms import Option, choice, native_form, select
from shared.ui.forms import field as form_field
from shared.ui.icons import NAMED
from shared.ui.keys import follow_selection, key_bindings
from shared.ui.layout import NavItem, Person, backoffice_shell, page_head, portal_shell
from shared.ui.links import button, link, tabs
from shared.ui.listing import ListView
from shared.ui.notices import empty, error_box, notice
from shared.ui.status import KINDS, status
from shared.ui.table import Column, data_table, filter_chips, table
from shared.ui.timeline import Moment, timeline


@dataclass
class Row:
    number: str = ""
    kind: str = ""
    label: str = ""
    outstanding: str = ""
    percent: float = 0.0


class Page(rx.State):
    rows: list[Row] = []
    moments: list[Moment] = []
    ages: list[Age] = []
    bars: list[Bar] = []
    options: list[Option] = []
    view: ListView = ListView()
    loading: bool = True
    text: str = ""
    number: int = 0

    @rx.event
    def act(self) -> None:
        self.number += 1


def drawn(component: rx.Component) -> str:
    return str(component.render())


COLUMNS = [Column("Invoice", sort="number", place="title"), Column("Status"), Column("Outstanding, EUR", number=True)]


def cells(row: Row) -> tuple[rx.Component, rx.Component, rx.Component]:
    return link(row.number, href=row.number), status(row.kind, row.label), amount(row.outstanding)


@pytest.mark.parametrize("name", [*NAMED, *(kind.icon for kind in KINDS.values())])
def test_every_icon_named_by_data_exists_and_is_compiled_in(name: str) -> None:
    assert name.replace("-", "_") in LUCIDE_ICON_LIST
    assert name in NAMED


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_status_has_a_colour_a_word_and_an_icon(kind: str) -> None:
    shown = drawn(status(kind))
    assert f"status--{KINDS[kind].tone}" in shown
    assert KINDS[kind].word in shown


def test_a_status_outside_the_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        status("somehow")


def test_what_the_style_guide_says_about_tones_holds() -> None:
    tones = {kind: KINDS[kind].tone for kind in ("paid", "needs-review", "overdue", "processing", "ready")}
    assert tones == {"paid": "good", "needs-review": "warn", "overdue": "bad", "processing": "accent", "ready": "plain"}


@pytest.mark.parametrize(
    "component",
    [
        amount(Page.text, Page.text, hero=True),
        confidence(Page.number),
        progress("Posting", Page.number, Page.number),
        stat(Page.text, Page.text, note=Page.text, href=Page.text, current=Page.loading),
        status(Page.text, Page.text, Page.text),
        notice(Page.text, tone=Page.text, action=button("Undo", on_click=Page.act)),
        error_box(Page.text, Page.text, code=Page.text),
        form_field(Page.text, "amount", hint=Page.text, error=Page.text, unit=Page.text, value=Page.text),
        select("Account", "account", Page.options),
        choice(Page.text, "what", Page.text, amount=Page.text),
        timeline(Page.moments),
        age_bar(Page.ages),
        bars(Page.bars, label="Cash in"),
        tabs(("One", Page.text), current=Page.text),
        table(COLUMNS, Page.rows, cells, caption="Invoices", view=Page.view, selected=lambda r: r.number == Page.text),
        filter_chips(Page.view),
        drawer(Page.loading, Page.text, on_close=Page.act),
        follow_selection(Page.number),
    ],
    ids=lambda component: type(component).__name__,
)
def test_a_component_takes_vars(component: rx.Component) -> None:
    assert drawn(rx.fragment(component))


def test_a_list_shows_loading_empty_and_full() -> None:
    shown = drawn(
        data_table(
            COLUMNS,
            Page.rows,
            cells,
            caption="Invoices",
            view=Page.view,
            loading=Page.loading,
            empty=empty("No invoices yet"),
        )
    )
    assert all(words in shown for words in ("Loading ", "No invoices yet", "Nothing matches", "columnheader"))


def test_rows_need_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        table(COLUMNS, [Row()], lambda _: ("only one",), caption="Invoices")


def test_a_form_that_posts_carries_the_token_and_is_no_form_of_reflexs() -> None:
    shown = drawn(native_form(button("Sign in", submit=True), action="/sign-in", csrf="token"))
    assert '"csrf"' in shown
    assert '"token"' in shown
    assert "onSubmit" not in shown


def test_a_form_with_a_file_says_so() -> None:
    shown = drawn(native_form(form_field("Statement", "file", kind="file"), action="/import", csrf="t", upload=True))
    assert 'encType:"multipart/form-data"' in shown


def test_a_status_without_a_label_says_its_own_word_in_the_browser_too() -> None:
    assert "Needs review" in drawn(status(Page.text, Page.text))


def test_a_fields_messages_are_tied_to_it() -> None:
    shown = drawn(form_field("Code", "code", hint="6 digits", error="That code has run out."))
    assert "code-hint code-error" in shown
    assert '"aria-invalid":"true"' in shown
    assert "aria-describedby" not in drawn(form_field("Code", "code"))


def test_the_current_place_is_marked_in_the_navigation() -> None:
    nav = [NavItem("What you owe", "/"), NavItem("Payments", "/payments")]
    person = Person(Page.text, Page.text, Page.text, "/sign-out")
    for shell in (
        portal_shell("x", brand="Halden", nav=nav, here="/payments", person=person),
        backoffice_shell(page_head("Invoices"), nav=nav, here="/payments", person=person, find_action="/find"),
    ):
        shown = drawn(shell)
        assert shown.count('"aria-current":"page"') == 2  # once in the bar, once in the phone's menu
        assert "/sign-out" in shown


def test_keys_are_bound_to_events_and_to_elements() -> None:
    shown = drawn(key_bindings({"a": Page.act, "/": "#search"}))
    assert '["a"]' in shown
    assert "page.act" in shown
    assert '"#search"' in shown


def test_steps_before_the_current_one_are_done() -> None:
    shown = drawn(stepper(["Invoices", "Terms", "Confirm"], current=1))
    assert shown.count("done") == 1
    assert shown.count("aria-current") == 1


def test_a_sparkline_runs_from_edge_to_edge() -> None:
    assert spark_points([1.0, 3.0, 2.0]) == "3.0,53.0 88.0,3.0 173.0,28.0"
    assert spark_points([2.0, 2.0]) == "3.0,53.0 173.0,53.0"
    assert spark_points([1.0]) == ""
