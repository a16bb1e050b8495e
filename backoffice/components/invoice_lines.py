"""Invoices as rows of a list: the same line in the central list, on an agreement and on a debtor's card."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from backoffice import routes
from shared.invoices.queries import InvoicePage, InvoiceRow, Which
from shared.money import Money
from shared.settings import settings
from shared.ui.figures import amount
from shared.ui.format import figure, short_date
from shared.ui.links import link
from shared.ui.listing import FilterCount
from shared.ui.status import status
from shared.ui.theme import Child, inline

SORTS = ("number", "debtor", "due", "amount", "outstanding")
FILTERS = (Which.OVERDUE, Which.DUE, Which.PAID, Which.ALL)
"""Filters as the address says them; open invoices are what it shows when it says none."""

_WORDS = {Which.OVERDUE: "Overdue", Which.DUE: "Due later", Which.PAID: "Paid", Which.ALL: "All"}


@dataclass
class InvoiceLine:
    """One row, ready to be drawn."""

    number: str = ""
    href: str = ""
    debtor: str = ""
    debtor_href: str = ""
    due: str = ""
    kind: str = ""
    label: str = ""
    amount: str = ""
    collected: str = ""
    has_collected: bool = False
    outstanding: str = ""
    advance: str = ""
    reserve: str = ""


@dataclass
class SumLine:
    """The totals of all rows under a list; advances only where an agreement shows them."""

    label: str = ""
    amount: str = ""
    collected: str = ""
    outstanding: str = ""
    advance: str = ""
    reserve: str = ""


def line_of(row: InvoiceRow, today: date) -> InvoiceLine:
    kind, label = standing(row.total - row.outstanding, row.outstanding, row.due_on, today)
    return InvoiceLine(
        number=row.number,
        href=routes.invoice(row.id),
        debtor=row.debtor,
        debtor_href=routes.debtor(row.debtor_id),
        due=short_date(row.due_on),
        kind=kind,
        label=label,
        amount=_figure(row.total),
        collected=_figure(row.collected),
        has_collected=bool(row.collected),
        outstanding=_figure(row.outstanding),
        advance=_figure(row.advance_paid),
        reserve=_figure(row.reserve),
    )


def sum_line(found: InvoicePage, which: Which) -> SumLine:
    count, sums = found.counts[which], found.sums
    words = {Which.OPEN: "open ", Which.OVERDUE: "overdue ", Which.PAID: "paid "}.get(which, "")
    label = f"All {count:,} {words}invoices" if count != 1 else f"1 {words}invoice"
    columns = zip(
        *((_figure(each.total), _figure(each.collected), _figure(each.outstanding)) for each in sums), strict=True
    )
    return SumLine(label, *(" + ".join(each) for each in columns))


def _figure(value: Money) -> str:
    return figure(value, settings().base_currency)


def standing(settled: Money, outstanding: Money, due_on: date, today: date) -> tuple[str, str]:
    """A status kind and its words (domain.md 2.1, as far as it follows from the invoice alone)."""
    days = (due_on - today).days
    if not outstanding:
        return "paid", "Paid"
    if days < 0:
        return "overdue", f"{_days(-days)} overdue"
    if settled:
        return "partly-paid", "Partly paid"
    return "due-later", "Due today" if days == 0 else f"In {_days(days)}"


def filter_counts(found: InvoicePage) -> list[FilterCount]:
    """The chips over a list, open invoices first."""
    rest = [FilterCount(each, _WORDS[each], found.counts[each]) for each in FILTERS]
    return [FilterCount("", "Open", found.counts[Which.OPEN]), *rest]


def number_cell(line: InvoiceLine) -> Child:
    return link(line.number, href=line.href, class_name="medium id")


def debtor_cell(line: InvoiceLine) -> Child:
    return rx.el.span(link(line.debtor, href=line.debtor_href, **inline({"color": "inherit"})), class_name="two")


def status_cell(line: InvoiceLine) -> Child:
    return status(line.kind, line.label)


def collected_cell(line: InvoiceLine) -> Child:
    """Quiet while nothing was collected, so that the rows where something was stand out."""
    return rx.el.span(line.collected, class_name=rx.cond(line.has_collected, "", "muted"))


def outstanding_cell(line: InvoiceLine) -> Child:
    return amount(line.outstanding, strong=True)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
