"""What happened lately: invoices that came and payments that were made, in one list, newest first."""

from dataclasses import dataclass
from datetime import date

import reflex as rx
from sqlmodel import Session

from portal import routes
from shared.formats import amount as digits
from shared.formats import short_date
from shared.i18n import said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.models import Rail
from shared.money import Money
from shared.receipts import paid
from shared.receipts.paid import Paid
from shared.ui.figures import amount
from shared.ui.links import link

_SHOWN = 5
_PLACE = "\ue004"
"""Where in its sentence the number goes, which is a link."""


@dataclass
class Happening:
    """One line of it."""

    day: str = ""
    iso: str = ""
    lead: str = ""
    number: str = ""
    trail: str = ""
    href: str = ""
    amount: str = ""
    currency: str = ""
    is_payment: bool = False


def latest_happenings(session: Session, debtor_id: int, language: str) -> list[Happening]:
    """The last few, of this debtor."""
    came = [(each.issued_on, _came(each, language)) for each in owed.latest(session, debtor_id, limit=_SHOWN)]
    made = [(each.received_on, _made(each, language)) for each in paid.receipts(session, debtor_id, limit=_SHOWN)]
    newest = sorted(came + made, key=lambda one: one[0], reverse=True)
    return [line for _, line in newest[:_SHOWN]]


def happened(lines: list[Happening]) -> rx.Component:
    """The list, each line with its day and amount."""
    return rx.el.ol(rx.foreach(lines, _line), class_name="act")


def _line(one: Happening) -> rx.Component:
    return rx.el.li(
        rx.el.time(one.day, date_time=one.iso),
        rx.el.span(one.lead, link(one.number, href=one.href, class_name="id"), one.trail, class_name="prose"),
        amount(one.amount, one.currency, money_in=one.is_payment),
    )


def _came(invoice: OwedInvoice, language: str) -> Happening:
    text = said("{creditor} sent invoice {number}", language, creditor=invoice.creditor, number=_PLACE)
    return _happening(invoice.issued_on, text, invoice.number, routes.invoice(invoice.id), invoice.total, language)


def _made(receipt: Paid, language: str) -> Happening:
    if receipt.taken_back_on:
        text = said("A payment was taken back, receipt {number}", language, number=_PLACE)
    elif receipt.rail is Rail.CREDIT_NOTE:
        text = said("You were credited, receipt {number}", language, number=_PLACE)
    else:
        text = said("You paid, receipt {number}", language, number=_PLACE)
    href = routes.receipt(receipt.id)
    line = _happening(receipt.received_on, text, receipt.number, href, receipt.amount, language)
    line.is_payment = receipt.taken_back_on is None
    return line


def _happening(on: date, text: str, number: str, href: str, amount_: Money, language: str) -> Happening:
    lead, _, trail = text.partition(_PLACE)
    return Happening(
        short_date(on, language),
        on.isoformat(),
        lead,
        number,
        trail,
        href,
        digits(amount_, language),
        amount_.currency,
    )
