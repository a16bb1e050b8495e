"""How an invoice came to what is left of it: as a sum, and as a story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import reflex as rx

from portal import routes
from shared.formats import amount as digits
from shared.formats import long_date, short_date
from shared.i18n import phrase, said
from shared.invoices.owed import OwedInvoice
from shared.receipts.paid import Movement
from shared.ui import theme
from shared.ui.theme import Text
from shared.ui.timeline import Moment

# Words may be long here, and the last line is the sum of those above it.
_SUM_STYLE: Final = {
    "margin_bottom": theme.S7,
    "& dt": {"white_space": "normal"},
    "& .strong": {"margin_top": theme.S1, "border_top": f"1px solid {theme.LINE} !important"},
    "& .strong dt": {"color": theme.TEXT},
}
_PAID: Final = {
    "card": phrase("You paid by card"),
    "bank": phrase("You paid by bank transfer"),
    "credit_note": phrase("You were credited"),
}
_PAID_FOR: Final = {
    "card": phrase("Paid for you by card"),
    "bank": phrase("Paid for you by bank transfer"),
    "credit_note": phrase("Credited for you"),
}


@dataclass
class Step:
    """One line of the sum."""

    text: str = ""
    amount: str = ""


def history(invoice: OwedInvoice, movements: Sequence[Movement], language: str) -> list[Step]:
    """The sum: it starts with the invoice's total and ends, after the last line, at what is left."""
    day = long_date(invoice.issued_on, language)
    steps = [Step(said("Invoice of {day}", language, day=day), digits(invoice.total, language))]
    if invoice.settled_before:
        steps.append(Step(said("Paid before it came to us", language), digits(-invoice.settled_before, language)))
    return steps + [_step(each, language) for each in movements[1:]]


def timeline_of(invoice: OwedInvoice, movements: Sequence[Movement], today: date, language: str) -> list[Moment]:
    """The story, newest first."""
    moments = [*_beginning(invoice, today, language), *(_moment(each, language) for each in movements[1:])]
    return [moment for _, moment in sorted(moments, key=lambda one: one[0], reverse=True)]


def sum_up(steps: list[Step], last: rx.Component) -> rx.Component:
    """The sum as a list of terms, `sum_of` last."""
    lines = rx.foreach(steps, lambda one: rx.el.div(rx.el.dt(one.text), rx.el.dd(one.amount, class_name="amt")))
    return rx.el.dl(lines, last, class_name="facts facts--plain", style=_SUM_STYLE)


def sum_of(label: Text, amount: str) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(amount, class_name="amt"), class_name="strong")


def _beginning(invoice: OwedInvoice, today: date, language: str) -> Iterator[tuple[date, Moment]]:
    text = said("{creditor} sent the invoice", language, creditor=invoice.creditor)
    yield invoice.issued_on, Moment(icon="file-text", text=text, when=long_date(invoice.issued_on, language))
    if invoice.due_on < today:
        text, day = said("It was due", language), long_date(invoice.due_on, language)
        yield invoice.due_on, Moment(icon="clock-alert", text=text, when=day, late=True)


def _moment(movement: Movement, language: str) -> tuple[date, Moment]:
    is_payment = movement.rail is not None and movement.amount.minor < 0
    moment = Moment(
        icon="arrow-down-left" if is_payment else "undo-2" if movement.rail else "minus",
        text=_words(movement, language),
        when=long_date(movement.on, language),
        amount=digits(-movement.amount if is_payment else movement.amount, language),
        currency=movement.amount.currency,
        money_in=is_payment,
        href=routes.receipt(movement.receipt_id) if movement.receipt_id else "",
        link_text=said("Receipt", language) if movement.receipt_id else "",
    )
    return movement.on, moment


def _step(movement: Movement, language: str) -> Step:
    what, day = _words(movement, language), short_date(movement.on, language)
    return Step(said("{what}, {day}", language, what=what, day=day), digits(movement.amount, language))


def _words(movement: Movement, language: str) -> str:
    if movement.rail is None:
        return said("Reduced", language) if movement.amount.minor < 0 else said("Added", language)
    if movement.amount.minor > 0:
        return said("Payment taken back", language)
    return said((_PAID if movement.receipt_id else _PAID_FOR)[movement.rail], language)
