"""The plan's card: its schedule with what was paid, what comes next, what happened, and what may be done with it."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components.frame import frame
from backoffice.components.lists import if_may, or_absent
from backoffice.components.papers import PaperState, paper_for
from backoffice.components.reading import unreadable
from backoffice.pages.plan.state import Doing, PlanCardState
from shared.access.rules import Permission
from shared.ui import theme
from shared.ui.figures import amount, equation, stat
from shared.ui.forms import field
from shared.ui.keys import hold_focus
from shared.ui.layout import page, page_head, section
from shared.ui.links import button, crumbs, link, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, table, two_lines
from shared.ui.theme import Child
from shared.ui.timeline import timeline

# Handlers take arguments here, which the type of a handler does not say.
_do: Any = PlanCardState


def plan() -> rx.Component:
    head = _do.head
    lists = rx.el.div(_schedule(), _invoices(), _charges(), _happened(), class_name="stack")
    loaded = rx.fragment(_next(), _form(), _figures(), rx.el.div(lists, _facts(), class_name="split"))
    content = rx.cond(_do.loading, skeleton_lines(8, "Loading the plan"), loaded)
    name = rx.cond(head.name, head.name, "Plan")
    title = rx.fragment(rx.el.span(name), rx.cond(head.label, status(head.kind, head.label), rx.fragment()))
    note = rx.fragment("For ", link(head.debtor, href=head.debtor_href), ". ", head.asked_for)
    return frame(
        page_head(
            title,
            rx.cond(_do.loading, rx.fragment(), _actions()),
            note=rx.cond(head.name, note, rx.fragment()),
            above=crumbs(("Plans", routes.PLANS), (name, head.href)),
        ),
        page(
            or_absent(
                _do.loading,
                unreadable(_do.failed, "The plan", _do.load, otherwise=content),
                back=link_button("All plans", href=routes.PLANS),
            )
        ),
        here=routes.PLANS,
    )


def register(app: rx.App) -> None:
    app.add_page(plan, route=routes.PLAN, title="Plan: Duebook", on_load=[_do.load, _do.watch, PaperState.watch])


def _actions() -> rx.Component:
    head = _do.head
    approve = button("Approve the plan", on_click=_do.approve, variant="primary")
    replan = if_may(Permission.PLANS_WORK, link_button("Offer another plan", href=head.replan_href))
    running = rx.fragment(_clock(), _asking("Cancel", Doing.CANCEL))
    decides = _do.may.contains(Permission.PLANS_WORK.value) | _do.may.contains(Permission.PLANS_APPROVE.value)
    return rx.fragment(
        rx.cond(_do.may_approve, approve, rx.fragment()),
        rx.cond(head.is_waiting & decides, _asking("Decline", Doing.DECLINE), rx.fragment()),
        rx.cond(head.replan_href, replan, rx.fragment()),
        rx.cond(head.is_running, if_may(Permission.PLANS_WORK, running), rx.fragment()),
    )


def _clock() -> rx.Component:
    go_on = button("Go on with it", on_click=_do.resume)
    shown: rx.Component = rx.cond(_do.head.is_paused, go_on, _asking("Pause", Doing.PAUSE))
    return shown


def _asking(word: str, what: Doing) -> rx.Component:
    return button(word, on_click=_do.ask(what.value))


def _form() -> rx.Component:
    """The one question that is open, or nothing."""
    reads = "The debtor may read it in the plan's history."
    forms = {
        Doing.DECLINE: _reason("Decline the plan", reads, _do.decline),
        Doing.CANCEL: _reason("Cancel the plan", f"What was paid stays where it is. {reads}", _do.cancel),
        Doing.WAIVE: _reason(
            f"Waive {_do.fee.number}",
            f"Nobody has to pay the {_do.fee.left} then. The reason is kept with the fee, for staff.",
            _do.waive,
        ),
        Doing.PAUSE: _reason("Pause the plan", f"A dispute, hardship, breathing space. {reads}", _do.pause),
    }
    shown: rx.Component = rx.match(_do.doing, *((each.value, form) for each, form in forms.items()), rx.fragment())
    return shown


def _reason(title: str, hint: str, submit: Any) -> rx.Component:
    form = rx.el.form(
        field("Reason", "reason", hint=hint, required=True, max_length=200, auto_complete="off"),
        rx.el.div(
            button(title, submit=True, variant="primary"),
            button("Leave it", on_click=_do.ask(Doing.NOTHING.value), variant="quiet"),
            class_name="row wrap",
        ),
        on_submit=submit,
    )
    return rx.el.section(
        hold_focus("reason"),
        rx.el.h2(title, id="doing"),
        form,
        aria_labelledby="doing",
        class_name="stack",
        style={
            "padding": theme.S4,
            "marginBottom": theme.S5,
            "background": theme.SUNKEN,
            "borderRadius": theme.RADIUS,
            "maxWidth": "640px",
        },
    )


def _next() -> rx.Component:
    head = _do.head
    own = rx.cond(head.is_waiting & _do.is_own, " You proposed it; somebody else has to approve it.", "")
    said = rx.match(
        head.upcoming_tone,
        ("warn", notice(head.upcoming, own, tone="warn")),
        ("bad", notice(head.upcoming, tone="bad")),
        notice(head.upcoming, own),
    )
    more = " more is owed than the plan covers. The debtor was asked to agree to pay it at the end."
    return rx.el.div(
        rx.cond(head.upcoming, said, rx.fragment()),
        rx.foreach(_do.disputes, _disputed),
        rx.cond(head.unplanned, notice(head.unplanned, more, tone="warn"), rx.fragment()),
        class_name="stack",
        style={"marginBottom": theme.S5},
    )


def _disputed(one: Any) -> rx.Component:
    wait = if_may(Permission.PLANS_WORK, button("Let the plan wait", on_click=_do.wait_for(one.id)))
    name = link(one.number, href=one.href, class_name="medium")
    told = rx.cond(one.id, notice(name, one.told, tone="warn", action=wait), notice(name, one.told, tone="warn"))
    return rx.el.div(told, key=one.href)


def _figures() -> rx.Component:
    head = _do.head
    missed = stat("Of it missed", rx.el.span(head.missed, class_name="is-bad"))
    sums = equation(
        stat("Planned", amount(head.total, head.currency)),
        "−",
        stat("Paid", head.paid),
        "=",
        stat("Left to pay", head.left),
        rx.cond(head.missed, missed, rx.fragment()),
    )
    return rx.el.div(sums, style={"maxWidth": "760px", "marginBottom": theme.S5})


def _schedule() -> rx.Component:
    rows = table(
        [
            Column("No.", width="64px", place="title"),
            Column("Due", width="148px", place="note"),
            Column("Paid with"),
            Column("Status", width="176px", place="side"),
            Column("Amount", number=True, width="104px", place="amount"),
            Column("Left after", number=True, width="104px"),
        ],
        _do.parts,
        _part,
        caption="Instalments",
    )
    others = rx.el.p("Paid for its invoices without naming an instalment: ", _receipts(_do.others), class_name="small")
    offer = paper_for(PaperState.schedule, "schedule", _do.head.id, label="Schedule as PDF")
    spaced = rx.el.div(offer, style={"margin_top": theme.S3})
    return section("Schedule", rows, rx.cond(_do.others, others, rx.fragment()), spaced, anchor="schedule")


def _part(one: Any) -> tuple[Child, ...]:
    return (
        one.number,
        one.due,
        _receipts(one.paid),
        two_lines(status(one.kind, one.label), one.note),
        amount(one.amount, strong=True),
        one.left_after,
    )


def _receipts(paid: Any) -> rx.Component:
    return rx.el.span(rx.foreach(paid, _receipt))


def _receipt(one: Any) -> rx.Component:
    return rx.el.span(link(one.receipt, href=one.href, class_name="id"), " ", one.amount, class_name="sub")


def _invoices() -> rx.Component:
    rows = table(
        [
            Column("Invoice", place="title"),
            Column("Due", width="96px", place="note"),
            Column("In the plan", number=True, width="128px"),
            Column("Outstanding", number=True, width="128px", place="amount"),
        ],
        _do.invoices,
        _covered,
        caption="Invoices of the plan",
    )
    return section("Invoices", rows, anchor="invoices")


def _covered(one: Any) -> tuple[Child, ...]:
    waive = button(f"Waive {one.number}", on_click=_do.ask_waiver(one.fee_id), variant="quiet")
    may = rx.cond(one.fee_id, if_may(Permission.FEES_WAIVE, waive), rx.fragment())
    name = rx.el.div(link(one.number, href=one.href, class_name="medium id"), may, class_name="row")
    return (name, one.due, one.planned, one.left)


def _charges() -> rx.Component:
    rows = table(
        [
            Column("Instalment", width="128px", place="title"),
            Column("When", width="128px", place="note"),
            Column("What became of it"),
            Column("Status", width="152px", place="side"),
            Column("Amount", number=True, width="104px", place="amount"),
        ],
        _do.charges,
        lambda one: (one.number, one.when, one.problem, status(one.kind, one.label), one.amount),
        caption="Card charges",
    )
    shown: rx.Component = rx.cond(_do.charges, section("Card charges", rows, anchor="charges"), rx.fragment())
    return shown


def _happened() -> rx.Component:
    return section("What happened", timeline(_do.happened), anchor="happened")


def _facts() -> rx.Component:
    head = _do.head
    return rx.el.div(
        rx.el.h2("Agreement"),
        rx.el.dl(
            _fact("Policy", head.policy, head.policy_href),
            _fact("Proposed", head.proposed),
            _fact("Approved", head.approved),
            _fact("Accepted", head.accepted),
            _fact("Paid", head.how_paid),
            _fact("Reference", head.reference),
            _fact("Schedule", head.version),
            _fact("Cost", head.cost),
            _fact("All paid today", head.payoff),
            _fact("In the place of", head.before, head.before_href),
            _fact("Replaced by", head.after, head.after_href),
        ),
        class_name="side",
    )


def _fact(name: str, value: Any, href: Any = "") -> Child:
    shown = link(value, href=href) if isinstance(href, rx.Var) else value
    return rx.cond(value, rx.el.div(rx.el.dt(name), rx.el.dd(shown)), rx.fragment())
