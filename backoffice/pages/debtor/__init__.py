"""One debtor: what is open, late and unapplied, their invoices, their receipts, and how they are known."""

from typing import Any

import reflex as rx

from backoffice import routes
from backoffice.components import invoice_lines as lines
from backoffice.components.frame import frame
from backoffice.components.lists import if_may, or_absent
from backoffice.components.papers import PaperState
from backoffice.components.payer_lines import PayerLine
from backoffice.components.plan_lines import COLUMNS, plan_cells
from backoffice.components.reading import unreadable
from backoffice.pages.debtor.consents import DebtorConsentsState, debtor_consents
from backoffice.pages.debtor.messages import DebtorMessagesState, debtor_messages
from backoffice.pages.debtor.pay_links import DebtorLinksState, debtor_links
from backoffice.pages.debtor.residing import DebtorAddressState, debtor_address
from backoffice.pages.debtor.state import DebtorState, Part, ReceiptLine
from backoffice.pages.debtor.statement import StatementDaysState, debtor_statement
from shared.access.rules import Permission
from shared.invoices.queries import Which
from shared.ui import theme
from shared.ui.figures import amount, equation, stat
from shared.ui.layout import page, page_head, section
from shared.ui.links import crumbs, link, link_button
from shared.ui.notices import empty, skeleton_lines
from shared.ui.status import status
from shared.ui.table import Column, data_table, filter_chips, table, two_lines
from shared.ui.theme import Child


def debtor() -> rx.Component:
    head = DebtorState.head
    loaded = rx.fragment(
        _figures(),
        rx.el.div(
            rx.el.div(
                _invoices(),
                _plans(),
                rx.el.div(
                    _receipts(),
                    debtor_messages(),
                    debtor_links(),
                    debtor_consents(),
                    style={"margin_top": theme.S6},
                ),
            ),
            _facts(),
            class_name="split",
        ),
    )
    content = rx.cond(DebtorState.loading, skeleton_lines(8, "Loading the debtor"), loaded)
    return frame(
        page_head(
            rx.cond(head.name, head.name, "Debtor"),
            rx.cond(head.plan_href, if_may(Permission.PLANS_WORK, _actions())),
            note=rx.cond(head.number, rx.fragment(head.kind, ", number ", head.number), rx.fragment()),
            above=crumbs(("Debtors", routes.DEBTORS), (rx.cond(head.name, head.name, "Debtor"), head.href)),
        ),
        page(
            or_absent(
                DebtorState.loading,
                unreadable(DebtorState.failed, "The debtor", DebtorState.load, otherwise=content),
                back=link_button("All debtors", href=routes.DEBTORS),
            )
        ),
        here=routes.DEBTORS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        debtor,
        route=routes.DEBTOR,
        title="Debtor: Duebook",
        on_load=[
            DebtorState.load,
            StatementDaysState.load,
            DebtorMessagesState.load,
            DebtorLinksState.load,
            DebtorConsentsState.load,
            DebtorAddressState.load,
            DebtorState.watch,
            DebtorMessagesState.watch,
            DebtorLinksState.watch,
            DebtorConsentsState.watch,
            DebtorAddressState.watch,
            PaperState.watch,
        ],
    )


def _actions() -> rx.Component:
    head = DebtorState.head
    return rx.fragment(
        link_button("Offer a settlement", href=head.settle_href), link_button("Set up a plan", href=head.plan_href)
    )


def _figures() -> rx.Component:
    head = DebtorState.head
    only = f"{head.href}?filter="
    return rx.el.div(
        rx.el.section(
            rx.el.h2("What they owe", id="owed"),
            equation(
                stat("Overdue", head.overdue, href=f"{only}{Which.OVERDUE}"),
                "+",
                stat("Due later", head.later, href=f"{only}{Which.DUE}"),
                "=",
                stat("Outstanding", amount(head.outstanding, head.currency), href=head.href, note=head.open),
            ),
            aria_labelledby="owed",
        ),
        rx.el.section(
            rx.el.h2("What we hold of theirs", id="held"),
            equation(stat("Unapplied", head.unapplied, href="#receipts", note="not set against an invoice")),
            aria_labelledby="held",
        ),
        class_name="sum",
    )


def _invoices() -> rx.Component:
    return section(
        "Invoices",
        rx.el.div(filter_chips(DebtorState.view, "Show"), class_name="bar2"),
        data_table(
            [
                Column("Invoice", sort="number", place="title"),
                Column("Due", width="80px", sort="due", place="note"),
                Column("Status", width="152px", place="side"),
                Column("Invoice amount", number=True, width="124px", sort="amount"),
                Column("Debtor Collection", number=True, width="132px"),
                Column("Outstanding", number=True, width="124px", sort="outstanding", place="amount"),
            ],
            DebtorState.rows,
            lambda r: (
                lines.number_cell(r),
                r.due,
                lines.status_cell(r),
                r.amount,
                lines.collected_cell(r),
                lines.outstanding_cell(r),
            ),
            caption="Their invoices",
            view=DebtorState.view,
            loading=DebtorState.loading,
            empty=rx.cond(DebtorState.has_any, _all_paid(), _none_yet()),
            foot=(
                DebtorState.sums.label,
                "",
                "",
                DebtorState.sums.amount,
                DebtorState.sums.collected,
                DebtorState.sums.outstanding,
            ),
        ),
        anchor="invoices",
    )


def _plans() -> rx.Component:
    """Their plans, without naming them again; nothing where they have none."""
    columns = [each for each in COLUMNS if each.heading != "Debtor"]

    def cells(row: Any) -> tuple[Child, ...]:
        first, _, *rest = plan_cells(row)
        return (first, *rest)

    rows = section("Plans", table(columns, DebtorState.plans, cells, caption="Their plans"), anchor="plans")
    shown: rx.Component = rx.cond(DebtorState.plans, rx.el.div(rows, style={"margin_top": theme.S6}), rx.fragment())
    return shown


def _receipts() -> rx.Component:
    rows = table(
        [
            Column("Receipt", width="136px", place="title"),
            Column("How", width="168px", place="note"),
            Column("Set against"),
            Column("Status", width="136px", place="side"),
            Column("Amount", number=True, width="112px", place="amount"),
            Column("Unapplied", number=True, width="96px"),
        ],
        DebtorState.receipts,
        _receipt,
        caption="Their receipts",
    )
    none = rx.el.p("Nothing was received from them yet.", class_name="muted")
    return section(
        "Receipts",
        rx.cond(DebtorState.receipts, rows, none),
        rx.el.p(DebtorState.receipts_told, class_name="small muted"),
        anchor="receipts",
    )


def _receipt(one: ReceiptLine) -> tuple[Child, ...]:
    journal = link(one.journal, href=one.href)
    return (
        two_lines(link(one.number, href=one.receipt_href, class_name="id"), one.received),
        rx.cond(one.journal, journal, one.rail),
        rx.foreach(one.parts, _part),
        status(one.kind, one.word),
        amount(one.amount, strong=True),
        one.unapplied,
    )


def _part(one: Part) -> rx.Component:
    return rx.el.p(link(one.invoice, href=one.href, class_name="id"), " ", one.amount, class_name="nowrap")


def _facts() -> rx.Component:
    head = DebtorState.head
    accounts = rx.foreach(
        DebtorState.accounts,
        lambda one: rx.el.div(rx.el.dt(one.source), rx.el.dd(rx.el.span(one.iban, class_name="nowrap")), key=one.iban),
    )
    none = rx.el.p("None yet. The first payment we match teaches one.", class_name="muted")
    nobody = rx.el.p("Nobody yet. Posted lines teach it.", class_name="muted")
    return rx.el.div(
        rx.el.h2("Contact"),
        rx.el.dl(
            _fact("E-mail", head.email),
            _fact("Telephone", head.phone),
            _fact("Country", head.country),
            _fact("Language", head.language),
            _fact("Rating", head.rating),
        ),
        debtor_address(),
        debtor_statement(),
        rx.el.h2("Known accounts"),
        rx.cond(DebtorState.accounts, rx.el.dl(accounts), none),
        rx.el.h2("Who pays for them"),
        rx.cond(DebtorState.payers, rx.el.ul(rx.foreach(DebtorState.payers, _payer)), nobody),
        class_name="side",
    )


def _payer(one: PayerLine) -> rx.Component:
    told = rx.el.span("Paid ", one.paid, class_name="sub")
    return rx.el.li(rx.el.span(link(one.who, href=one.href), told), key=one.id)


def _fact(name: str, value: Any) -> Child:
    return rx.cond(value, rx.el.div(rx.el.dt(name), rx.el.dd(value)), rx.fragment())


def _none_yet() -> rx.Component:
    text = "Invoices to them appear here once they are registered."
    return empty("No invoices yet", text, link_button("All invoices", href=routes.INVOICES), icon="file-plus-2")


def _all_paid() -> rx.Component:
    paid = link_button("Show all their invoices", href=DebtorState.head.everything)
    return empty("Nothing is open", "They have paid every invoice.", paid, icon="circle-check")
