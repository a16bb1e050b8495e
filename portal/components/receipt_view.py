"""A receipt in words: number, date, how it was paid, what it paid, and what is left over."""

from dataclasses import dataclass, field
from typing import Final, Self

import reflex as rx

from portal import routes
from shared.formats import amount as digits
from shared.formats import long_date, money
from shared.i18n import phrase, said
from shared.receipts.paid import Paid, Part
from shared.settings import settings
from shared.ui import theme
from shared.ui.figures import amount, facts
from shared.ui.links import link
from shared.ui.say import say, sentence

_HOW: Final = {"card": phrase("Card"), "bank": phrase("Bank transfer"), "credit_note": phrase("Credit note")}


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

    id: int = 0
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
    def of(cls, paid: Paid, language: str) -> Self:
        return cls(
            id=paid.id,
            number=paid.number,
            href=routes.receipt(paid.id),
            date=long_date(paid.received_on, language),
            how=said(_HOW[paid.rail], language),
            amount=digits(paid.amount, language),
            currency=paid.amount.currency,
            parts=[_part(each, language) for each in paid.parts],
            spare=_spare(paid, language),
            taken_back=_taken_back(paid, language),
        )


def receipt_facts(view: ReceiptView) -> rx.Component:
    """Number, date, how, to whom; then what it paid."""
    return rx.fragment(
        facts(
            (say("Receipt"), link(view.number, href=view.href, class_name="id")),
            (say("Date"), view.date),
            (say("How"), view.how),
            (say("Paid to"), settings().firm_name),
        ),
        rx.cond(view.parts, _paid(view)),
        rx.cond(view.spare, rx.el.p(view.spare, class_name="muted", style={"margin_top": theme.S5})),
    )


def _paid(view: ReceiptView) -> rx.Component:
    return rx.el.section(
        rx.el.h2(say("What it paid"), id="paid"),
        rx.el.ul(rx.foreach(view.parts, lambda part: _part_line(part, view.currency)), class_name="lines"),
        aria_labelledby="paid",
        style={"margin_top": theme.S6},
    )


def _part_line(part: PartRow, currency: str) -> rx.Component:
    name = sentence("Invoice {number}", number=rx.el.span(part.number, class_name="id"))
    name = rx.cond(part.href, link(name, href=part.href), rx.el.span(name))
    return rx.el.li(
        rx.el.div(name, rx.cond(part.left, rx.el.span(part.left, class_name="sub"))), amount(part.amount, currency)
    )


def _part(part: Part, language: str) -> PartRow:
    is_own = part.left is not None
    return PartRow(
        part.number,
        routes.invoice(part.invoice_id) if is_own else "",
        digits(part.amount, language),
        _left(part, language) if is_own else "",
    )


def _left(part: Part, language: str) -> str:
    if not part.left:
        return said("Paid in full", language)
    return said("{amount} left to pay", language, amount=money(part.left, language))


def _spare(paid: Paid, language: str) -> str:
    if not paid.unapplied or paid.taken_back_on:
        return ""
    if not paid.parts:
        return said(
            "It is not set against an invoice yet. It stays yours: we set it against what you owe, or pay it back. "
            "You need not do anything.",
            language,
        )
    return said(
        "{amount} of it is not set against an invoice yet. It stays yours: we set it against what you owe, or pay it "
        "back. You need not do anything.",
        language,
        amount=money(paid.unapplied, language),
    )


def _taken_back(paid: Paid, language: str) -> str:
    if paid.taken_back_on is None:
        return ""
    return said(
        "This payment was taken back on {day}. What it had paid is open again.",
        language,
        day=long_date(paid.taken_back_on, language),
    )
