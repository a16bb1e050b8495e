"""Over the lines: what the journal is, its actions, the work under way, and what asks before it is done."""

import reflex as rx

from backoffice import routes
from backoffice.pages.journal.heading import HeldRow
from backoffice.pages.journal.post_question import post_question
from backoffice.pages.journal.working import Journal
from shared.ui import theme
from shared.ui.figures import progress
from shared.ui.forms import choice, field, native_form
from shared.ui.keys import hold_focus
from shared.ui.layout import page_head
from shared.ui.links import button, link
from shared.ui.notices import notice
from shared.ui.status import status


def head() -> rx.Component:
    """The heading with its sums, and the actions a person may take."""
    about = rx.el.span(
        Journal.head.account,
        ". ",
        Journal.head.note,
        " ",
        rx.match(
            Journal.head.ties,
            ("ties", status("ties")),
            ("held", status("held", "Balances do not tie")),
            rx.fragment(),
        ),
        rx.cond(Journal.head.imported_href, rx.fragment(" ", link("What came in", href=Journal.head.imported_href))),
    )
    return page_head(
        rx.fragment("Receipt journal ", rx.el.span(Journal.head.number, class_name="id")),
        rx.cond(Journal.may.contains("journals.work"), _import_and_apply()),
        rx.cond(Journal.may.contains("journals.post"), _post_button()),
        note=about,
    )


def notes() -> rx.Component:
    """Everything that interrupts: progress, held statements, a question, the file to import."""
    return rx.el.div(
        rx.cond(Journal.head.job, _under_way()),
        rx.foreach(Journal.head.held, _held),
        rx.foreach(Journal.head.gaps, lambda gap: notice(gap, tone="warn")),
        rx.cond(Journal.asking_post, post_question()),
        rx.cond(Journal.importing, import_form()),
        class_name="stack",
        style={
            "--gap": theme.S2,
            "flex": "none",
            "maxHeight": "60vh",
            "overflow": "auto",
            "padding": f"{theme.S2} {theme.S5}",
            "&:empty": {"display": "none"},
        },
    )


def import_form() -> rx.Component:
    """The files; for a CSV of no known bank, what its columns mean is asked next."""
    files = field(
        "Bank statements",
        "files",
        kind="file",
        hint="camt, MT940, MT942, OFX, BAI2 or CSV; several at once are fine. What is known is not added again.",
        multiple=True,
        required=True,
        accept=".xml,.csv,.tsv,.tab,.dat,.txt,.sta,.mt940,.mt942,.940,.942,.ofx,.qfx,.bai,.bai2,.zip,.gz",
    )
    journal = rx.el.input(type="hidden", name="journal", value=Journal.head.id, read_only=True)
    return native_form(
        hold_focus("files"),
        journal,
        files,
        _ask_for_columns(),
        rx.el.div(
            button("Import bank transactions", submit=True, variant="primary", icon="upload"),
            button("Not now", on_click=Journal.show_import, variant="quiet"),
            class_name="row",
        ),
        action=routes.STATEMENTS,
        csrf=Journal.csrf,
        upload=True,
        style={"padding": f"{theme.S3} {theme.S4}", "background": theme.SUNKEN, "borderRadius": theme.RADIUS},
    )


def _ask_for_columns() -> rx.Component:
    """A CSV of an unknown bank is asked about anyway; this is for one that was read wrongly."""
    return rx.el.div(
        choice("A CSV: let me say what its columns mean", "columns", "ask", kind="checkbox"),
        rx.el.p(
            "CSV of a bank we do not know is asked about once. ",
            link("What is remembered", href=routes.CSV_LAYOUTS),
            class_name="hint",
        ),
        style={"marginBottom": theme.S4},
    )


def _import_and_apply() -> rx.Component:
    return rx.fragment(
        button(
            "Import bank transactions", icon="upload", on_click=Journal.show_import, aria_expanded=Journal.importing
        ),
        button(
            "Apply automatically",
            icon="wand-sparkles",
            on_click=Journal.apply,
            working=Journal.head.job != "",
        ),
    )


def _post_button() -> rx.Component:
    label = rx.cond(Journal.head.postable, rx.fragment("Post ", Journal.head.postable), "Post")
    return button(label, on_click=Journal.ask_post, key_hint="p", id="post")


def _under_way() -> rx.Component:
    going = progress(Journal.head.job, Journal.head.job_done, Journal.head.job_total)
    stopped = notice(
        Journal.head.job,
        " was interrupted. What it did stays done; start it again and it goes on.",
        tone="warn",
    )
    return rx.cond(Journal.head.job_stalled, stopped, going)


def _held(one: HeldRow) -> rx.Component:
    form = rx.el.form(
        rx.el.input(type="hidden", name="statement", value=one.id, read_only=True),
        rx.el.input(
            name="reason",
            aria_label="Reason to release it",
            placeholder="Reason",
            max_length=200,
            class_name="input input--sm",
        ),
        button("Release", submit=True),
        on_submit=Journal.release,
        class_name="row",
    )
    return notice(one.text, tone="warn", action=_if_may("journals.release", form))


def _if_may(permission: str, then: rx.Component) -> rx.Component:
    made: rx.Component = rx.cond(Journal.may.contains(permission), then)
    return made
