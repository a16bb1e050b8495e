"""An invoice as one line of a list: number, how it stands, what is left."""

from dataclasses import dataclass
from datetime import date
from typing import Self

import reflex as rx

from portal import routes
from shared.formats import amount as digits
from shared.formats import long_date
from shared.i18n import said, said_count
from shared.invoices.owed import OwedInvoice
from shared.settings import settings
from shared.ui.figures import amount
from shared.ui.links import link
from shared.ui.say import sentence
from shared.ui.status import status


@dataclass
class InvoiceRow:
    """An invoice in words; `kind` is one of `status.KINDS`."""

    id: str = ""
    number: str = ""
    href: str = ""
    creditor: str = ""
    kind: str = "due-later"
    label: str = ""
    is_late: bool = False
    is_paid: bool = False
    left: str = ""
    total: str = ""
    currency: str = ""
    issued: str = ""

    @classmethod
    def of(cls, invoice: OwedInvoice, today: date, language: str) -> Self:
        kind, label = standing(invoice, today, language)
        return cls(
            id=str(invoice.id),
            number=invoice.number,
            href=routes.invoice(invoice.id),
            creditor=invoice.creditor,
            kind=kind,
            label=label,
            is_late=kind == "overdue",
            is_paid=invoice.is_paid,
            left=digits(invoice.outstanding, language),
            total=digits(invoice.total, language),
            currency=invoice.outstanding.currency,
            issued=long_date(invoice.issued_on, language),
        )


def standing(invoice: OwedInvoice, today: date, language: str) -> tuple[str, str]:
    """The status' kind and its words: "25 days overdue", "Due on 30 November 2026", "Paid"."""
    if invoice.is_paid:
        return "paid", said("Paid", language)
    days = invoice.days_overdue(today)
    if days:
        return "overdue", said_count("{count} day overdue", "{count} days overdue", days, language)
    if invoice.due_on == today:
        return "due-later", said("Due today", language)
    return "due-later", said("Due on {day}", language, day=long_date(invoice.due_on, language))


def how_it_stands(row: InvoiceRow) -> rx.Component:
    """What needs attention as a status; what is merely due later in plain words."""
    return rx.cond(row.kind == "due-later", rx.el.span(row.label), status(row.kind, row.label))


def invoice_line(row: InvoiceRow) -> rx.Component:
    """A line of "You owe"."""
    return rx.el.li(
        rx.el.div(
            link(sentence("Invoice {number}", number=rx.el.span(row.number, class_name="id")), href=row.href),
            rx.el.span(how_it_stands(row), class_name="sub"),
        ),
        rx.el.span(amount(row.left, row.currency), class_name=rx.cond(row.is_late, "strong", "")),
        key=row.id,
    )


def sender(invoice: OwedInvoice, language: str) -> str:
    """Who sent it, and who collects it."""
    if invoice.is_house:
        return said("From {creditor}", language, creditor=invoice.creditor)
    return said(
        "From {creditor}. {firm} collects it for them.",
        language,
        creditor=invoice.creditor,
        firm=settings().firm_name,
    )


def due_sentence(invoice: OwedInvoice, today: date, language: str) -> str:
    """What is to be said of the day it was due; nothing before it."""
    if invoice.is_paid:
        return said("Nothing is left to pay.", language)
    if invoice.due_on >= today:
        return ""
    return said("It was due on {day}.", language, day=long_date(invoice.due_on, language))
