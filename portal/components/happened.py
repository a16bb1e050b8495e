"""What happened lately: invoices that came and payments that were made, in one list, newest first."""

from dataclasses import dataclass
from datetime import date

import reflex as rx
from sqlmodel import Session

from portal import routes
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.models import Rail
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.ui.figures import amount
from shared.ui.format import amount as digits
from shared.ui.format import short_date
from shared.ui.links import link

_SHOWN = 5


@dataclass
class Happening:
    """One line of it."""

    day: str = ""
    iso: str = ""
    text: str = ""
    number: str = ""
    href: str = ""
    amount: str = ""
    currency: str = ""
    is_payment: bool = False


def latest_happenings(session: Session, debtor_id: int) -> list[Happening]:
    """The last few, of this debtor."""
    came = [(each.issued_on, _came(each)) for each in owed.latest(session, debtor_id, limit=_SHOWN)]
    made = [(each.received_on, _made(each)) for each in paid.receipts(session, debtor_id, limit=_SHOWN)]
    newest = sorted(came + made, key=lambda one: one[0], reverse=True)
    return [line for _, line in newest[:_SHOWN]]


def happened(lines: list[Happening]) -> rx.Component:
    """The list, each line with its day and amount."""
    return rx.el.ol(rx.foreach(lines, _line), class_name="act")


def _line(one: Happening) -> rx.Component:
    return rx.el.li(
        rx.el.time(one.day, date_time=one.iso),
        rx.el.span(one.text, " ", link(one.number, href=one.href, class_name="id"), class_name="prose"),
        amount(one.amount, one.currency, money_in=one.is_payment),
    )


def _came(invoice: OwedInvoice) -> Happening:
    return _happening(
        invoice.issued_on,
        f"{invoice.creditor} sent invoice",
        invoice.number,
        routes.invoice(invoice.id),
        digits(invoice.total),
        invoice.total.currency,
    )


def _made(receipt: Paid) -> Happening:
    came = "You were credited," if receipt.rail is Rail.CREDIT_NOTE else "You paid,"
    text = "A payment was taken back," if receipt.taken_back_on else came
    line = _happening(
        receipt.received_on,
        text,
        f"receipt {receipt.number}",
        routes.receipt(receipt.id),
        digits(receipt.amount),
        receipt.amount.currency,
    )
    line.is_payment = receipt.taken_back_on is None
    return line


def _happening(on: date, text: str, number: str, href: str, digits_: str, currency: str) -> Happening:
    return Happening(short_date(on), on.isoformat(), text, number, href, digits_, currency)
