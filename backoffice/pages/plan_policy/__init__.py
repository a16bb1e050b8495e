"""A plan policy: its settings in groups, what they would change for today's debtors, and how it takes effect."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may, or_absent
from backoffice.components.reading import unreadable
from backoffice.pages.plan_policy.state import PlanPolicyState
from shared.access.rules import Permission
from shared.ui import theme
from shared.ui.forms import field
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table
from shared.ui.theme import inline

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = PlanPolicyState

_COLUMNS = {
    "display": "grid",
    "gridTemplateColumns": "repeat(auto-fit, minmax(min(100%, 400px), 1fr))",
    "columnGap": theme.S6,
    "alignItems": "start",
}


def plan_policy() -> rx.Component:
    head = _do.head
    title = rx.cond(head.title, head.title, "Plan policy")
    another = link_button("Begin another like it", href=head.another_href)
    loaded = rx.fragment(_currencies(), _publishing(), _form())
    content = rx.cond(_do.loading, skeleton_lines(12, "Loading the policy"), loaded)
    return frame(
        page_head(
            rx.fragment(rx.el.span(title), rx.cond(head.label, status(head.kind, head.label), rx.fragment())),
            rx.cond(head.another_href, if_may(Permission.PLAN_POLICIES_WRITE, another), rx.fragment()),
            note=head.note,
            above=crumbs(("Plans", routes.PLANS), ("Plan policies", routes.PLAN_POLICIES), (title, head.href)),
        ),
        page(
            or_absent(
                _do.loading,
                unreadable(_do.failed, "The policy", _do.load, otherwise=content),
                back=link_button("All plan policies", href=routes.PLAN_POLICIES),
            )
        ),
        here=routes.PLANS,
    )


def register(app: rx.App) -> None:
    app.add_page(plan_policy, route=routes.PLAN_POLICY, title="Plan policy: Duebook", on_load=[_do.load])


def _currencies() -> rx.Component:
    """Where a policy begins and debtors owe in several currencies: in which of them it is."""
    chips = rx.foreach(
        _do.currencies,
        lambda one: link(one.currency, href=one.href, class_name="chip", aria_current=one.current, key=one.currency),
    )
    shown = rx.el.nav(chips, aria_label="Currency of the policy", class_name="chips")
    return rx.fragment(rx.cond(_do.currencies.length() > 1, shown, rx.fragment()))


def _publishing() -> rx.Component:
    """A draft: what it would change first, then who may let it take effect."""
    form = rx.el.form(
        field("In force from", "from", kind="date", default_value=_do.today, required=True),
        button("Publish it", submit=True, variant="primary"),
        on_submit=_do.publish,
        class_name="row row--base wrap",
    )
    own = rx.el.p("You wrote this draft; somebody else publishes it.", class_name="muted")
    publish = if_may(Permission.PLAN_POLICIES_PUBLISH, rx.cond(_do.head.is_own, rx.fragment(), form))
    shown: rx.Component = rx.cond(
        _do.head.is_draft,
        rx.el.div(_trial(), publish, rx.cond(_do.head.is_own, own, rx.fragment()), class_name="stack"),
        rx.fragment(),
    )
    return shown


def _form() -> rx.Component:
    writes = _do.may.contains(Permission.PLAN_POLICIES_WRITE.value)
    problems = notice(rx.el.ul(rx.foreach(_do.problems, lambda one: rx.el.li(one))), tone="bad")
    submit = button("Check it and try it on today's debtors", submit=True, variant="primary")
    keep = button(_do.head.following, on_click=_do.keep, variant="primary")
    kept = rx.el.div(_trial(), rx.el.p(keep), class_name="stack")
    form = rx.el.form(
        rx.el.fieldset(
            rx.el.legend("Settings", class_name="sr"),
            rx.el.div(rx.foreach(_do.groups, _group), style=_COLUMNS),
            disabled=~writes,
            style={"border": "0", "padding": "0", "margin": "0", "minWidth": "0"},
        ),
        rx.cond(_do.problems.length(), problems, rx.fragment()),
        if_may(Permission.PLAN_POLICIES_WRITE, rx.el.p(submit)),
        on_submit=_do.preview,
        class_name="stack",
    )
    return rx.fragment(form, rx.cond(_do.can_keep, kept, rx.fragment()))


def _trial() -> rx.Component:
    compared = table(
        [
            Column("Could set up a plan", place="title"),
            Column("In force now", number=True, width="160px", place="note"),
            Column("With this version", number=True, width="160px", place="amount"),
        ],
        _do.compared,
        lambda one: (one.how, one.now, one.then),
        caption="Debtors who could set up a plan, now and then",
    )
    changed = table(
        [
            Column("Debtor", place="title"),
            Column("Owes", number=True, width="144px", place="amount"),
            Column("Now", width="280px", place="note"),
            Column("Then", width="280px", place="side"),
        ],
        _do.changed,
        lambda one: (link(one.debtor, href=one.href), one.owed, one.now, one.then),
        caption="Debtors for whom it changes something",
    )
    rows = rx.el.div(compared, style={"maxWidth": "640px"})
    return section(
        "What it would change",
        rx.el.p(_do.tried, class_name="muted"),
        rx.foreach(_do.instead, lambda one: rx.el.p(one, class_name="muted")),
        rows,
        rx.cond(_do.changed.length(), changed, rx.fragment()),
        anchor="trial",
        class_name="stack",
    )


def _group(group: Any) -> rx.Component:
    bands = rx.el.div(
        button(
            "Add a band", on_click=_do.add_band(group.level), aria_label=rx.Var.create("Add a band: ") + group.title
        ),
        button(
            "Take the last band away",
            on_click=_do.drop_band(group.level),
            variant="quiet",
            aria_label=rx.Var.create("Take the last band away: ") + group.title,
        ),
        class_name="row wrap",
    )
    heads = rx.el.thead(
        rx.el.tr(rx.el.td(), rx.foreach(group.heads, lambda one: rx.el.th(one, scope="col", class_name="muted small")))
    )
    rows = rx.el.table(
        rx.cond(group.heads.length(), heads, rx.fragment()),
        rx.el.tbody(rx.foreach(group.lines, _line)),
        aria_label=group.title,
        style={"borderSpacing": "12px 6px", "borderCollapse": "separate", "marginLeft": "-12px", "maxWidth": "100%"},
    )
    return rx.el.section(
        rx.el.h2(group.title),
        rx.cond(group.note, rx.el.p(group.note, class_name="muted small"), rx.fragment()),
        rx.el.div(rows, style={"overflowX": "auto", "maxWidth": "calc(100vw - 32px)"}),
        rx.cond(group.level, if_may(Permission.PLAN_POLICIES_WRITE, bands), rx.fragment()),
        key=group.title,
        aria_label=group.title,
        # Many columns side by side need the whole width.
        style={
            "marginBottom": theme.S6,
            "minWidth": "0",
            "gridColumn": rx.cond(group.heads.length() > 2, "1 / -1", "auto"),
        },
    )


def _line(one: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(one.label, scope="row", **inline({"textAlign": "left", "fontWeight": "400", "minWidth": "132px"})),
        rx.foreach(one.cells, _cell),
    )


def _cell(one: Any) -> rx.Component:
    tick = rx.el.input(type="checkbox", name=one.name, default_checked=one.is_on, value="on", aria_label=one.label)
    text = rx.el.input(
        type="text",
        name=one.name,
        default_value=one.value,
        aria_label=one.label,
        aria_invalid=rx.cond(one.is_wrong, "true", "false"),
        max_length=80,
        auto_complete="off",
        class_name="input input--sm",
    )
    return rx.el.td(rx.cond(one.is_tick, tick, text), key=one.name)
