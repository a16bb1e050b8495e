"""A receipt in words: number, date, how it was paid, what it paid, and what is left over."""

from dataclasses import dataclass, field
from typing import Self

import reflex as rx

from portal import routes
from portal.components.history import HOW
from shared.receipts.paid import Paid, Part
from shared.settings import settings
from shared.ui import theme
from shared.ui.figures import amount, facts
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.ui.links import link


@dataclass
class PartRow:
    """What of it went to one invoice, and what is left there."""

    number: str = ""
    href: str = ""
    amount: str = ""
    left: str = ""


@dataclass
class ReceiptView:
    """All that is told of a receipt; `spare` and `taken_back` are sentences, empty when there is nothing to say."""

    number: str = ""
    href: str = ""
    date: str = ""
    how: str = ""
    amount: str = ""
    currency: str = ""
    parts: list[PartRow] = field(default_factory=list)
    spare: str = ""
    taken_back: str = ""

    @classmethod
    def of(cls, paid: Paid) -> Self:
        return cls(
            number=paid.number,
            href=routes.receipt(paid.id),
            date=long_date(paid.received_on),
            how=HOW[paid.rail].removeprefix("by ").capitalize(),
            amount=digits(paid.amount),
            currency=paid.amount.currency,
            parts=[_part(each) for each in paid.parts],
            spare=_spare(paid),
            taken_back=_taken_back(paid),
        )


def receipt_facts(view: ReceiptView) -> rx.Component:
    """Number, date, how, to whom; then what it paid."""
    return rx.fragment(
        facts(
            ("Receipt", link(view.number, href=view.href, class_name="id")),
            ("Date", view.date),
            ("How", view.how),
            ("Paid to", settings().firm_name),
        ),
        rx.cond(view.parts, _paid(view)),
        rx.cond(view.spare, rx.el.p(view.spare, class_name="muted", style={"margin_top": theme.S5})),
    )


def _paid(view: ReceiptView) -> rx.Component:
    return rx.el.section(
        rx.el.h2("What it paid", id="paid"),
        rx.el.ul(rx.foreach(view.parts, lambda part: _part_line(part, view.currency)), class_name="lines"),
        aria_labelledby="paid",
        style={"margin_top": theme.S6},
    )


def _part_line(part: PartRow, currency: str) -> rx.Component:
    number = rx.el.span(part.number, class_name="id")
    name = rx.cond(part.href, link("Invoice ", number, href=part.href), rx.el.span("Invoice ", number))
    return rx.el.li(
        rx.el.div(name, rx.cond(part.left, rx.el.span(part.left, class_name="sub"))), amount(part.amount, currency)
    )


def _part(part: Part) -> PartRow:
    is_own = part.left is not None
    return PartRow(
        part.number,
        routes.invoice(part.invoice_id) if is_own else "",
        digits(part.amount),
        _left(part) if is_own else "",
    )


def _left(part: Part) -> str:
    return f"{money(part.left)} left to pay" if part.left else "Paid in full"


def _spare(paid: Paid) -> str:
    if not paid.unapplied or paid.taken_back_on:
        return ""
    share = f"{money(paid.unapplied)} of it is" if paid.parts else "It is"
    return (
        f"{share} not set against an invoice yet. It stays yours: we set it against what you owe, or pay it back. "
        "You need not do anything."
    )


def _taken_back(paid: Paid) -> str:
    if paid.taken_back_on is None:
        return ""
    return f"This payment was taken back on {long_date(paid.taken_back_on)}. What it had paid is open again."
