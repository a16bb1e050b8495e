"""How an invoice came to what is left of it: as a sum, and as a story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import reflex as rx

from portal import routes
from shared.invoices.owed import OwedInvoice
from shared.receipts.paid import Movement
from shared.ui import theme
from shared.ui.format import amount as digits
from shared.ui.format import long_date, short_date
from shared.ui.timeline import Moment

# Words may be long here, and the last line is the sum of those above it.
_SUM_STYLE: Final = {
    "margin_bottom": theme.S7,
    "& dt": {"white_space": "normal"},
    "& .strong": {"margin_top": theme.S1, "border_top": f"1px solid {theme.LINE} !important"},
    "& .strong dt": {"color": theme.TEXT},
}
HOW: Final = {"card": "by card", "bank": "by bank transfer", "credit_note": "by credit note"}


@dataclass
class Step:
    """One line of the sum."""

    text: str = ""
    amount: str = ""


def history(invoice: OwedInvoice, movements: Sequence[Movement]) -> list[Step]:
    """The sum: it starts with the invoice's total and ends, after the last line, at what is left."""
    steps = [Step(f"Invoice of {long_date(invoice.issued_on)}", digits(invoice.total))]
    if invoice.settled_before:
        steps.append(Step("Paid before it came to us", digits(-invoice.settled_before)))
    return steps + [Step(f"{_words(each)}, {short_date(each.on)}", digits(each.amount)) for each in movements[1:]]


def timeline_of(invoice: OwedInvoice, movements: Sequence[Movement], today: date) -> list[Moment]:
    """The story, newest first."""
    moments = [*_beginning(invoice, today), *(_moment(each) for each in movements[1:])]
    return [moment for _, moment in sorted(moments, key=lambda one: one[0], reverse=True)]


def sum_up(steps: list[Step], last: rx.Component) -> rx.Component:
    """The sum as a list of terms, `sum_of` last."""
    lines = rx.foreach(steps, lambda one: rx.el.div(rx.el.dt(one.text), rx.el.dd(one.amount, class_name="amt")))
    return rx.el.dl(lines, last, class_name="facts facts--plain", style=_SUM_STYLE)


def sum_of(label: str, amount: str) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(amount, class_name="amt"), class_name="strong")


def _beginning(invoice: OwedInvoice, today: date) -> Iterator[tuple[date, Moment]]:
    sent = Moment(icon="file-text", text=f"{invoice.creditor} sent the invoice", when=long_date(invoice.issued_on))
    yield invoice.issued_on, sent
    if invoice.due_on < today:
        text = "It was due"
        yield invoice.due_on, Moment(icon="clock-alert", text=text, when=long_date(invoice.due_on), late=True)


def _moment(movement: Movement) -> tuple[date, Moment]:
    is_payment = movement.rail is not None and movement.amount.minor < 0
    moment = Moment(
        icon="arrow-down-left" if is_payment else "undo-2" if movement.rail else "minus",
        text=_words(movement),
        when=long_date(movement.on),
        amount=digits(-movement.amount if is_payment else movement.amount),
        currency=movement.amount.currency,
        money_in=is_payment,
        href=routes.receipt(movement.receipt_id) if movement.receipt_id else "",
        link_text="Receipt" if movement.receipt_id else "",
    )
    return movement.on, moment


def _words(movement: Movement) -> str:
    if movement.rail is None:
        return "Reduced" if movement.amount.minor < 0 else "Added"
    if movement.amount.minor > 0:
        return "Payment taken back"
    return f"You paid {HOW[movement.rail]}" if movement.receipt_id else f"Paid for you {HOW[movement.rail]}"
