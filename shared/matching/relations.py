"""How an amount relates to what one invoice owes, in a word of the trade."""

from __future__ import annotations

from typing import NamedTuple

from shared.matching.case import Case
from shared.matching.values import AmountFit, OpenInvoice

_USUAL_CHARGES = (500, 750, 1000, 1250, 1500, 2000, 2500)  # hundredths of a unit
_MOST_CHARGED = 40  # units
_FRACTIONS = ((2, "half"), (3, "a third"), (4, "a quarter"))
_ROUND = 50  # units

FITS: dict[str, AmountFit] = {
    "exact": AmountFit.EXACT,
    "discount": AmountFit.DISCOUNT,
    "discount, late": AmountFit.DISCOUNT,
    "rounding": AmountFit.ROUNDING,
    "rounding up": AmountFit.ROUNDING,
    "charge": AmountFit.CHARGE,
    "usual charge": AmountFit.CHARGE,
    "half": AmountFit.PARTIAL,
    "a third": AmountFit.PARTIAL,
    "a quarter": AmountFit.PARTIAL,
    "round part": AmountFit.PARTIAL,
    "part": AmountFit.PARTIAL,
    "over": AmountFit.OVER,
    "over, rounded up": AmountFit.OVER,
    "far over": AmountFit.OVER,
    "sum": AmountFit.EXACT,
    "all of it": AmountFit.EXACT,
    "less a credit note": AmountFit.EXACT,
    "subset": AmountFit.EXACT,
    "completed": AmountFit.EXACT,
    "instalment": AmountFit.INSTALMENT,
    "another instalment": AmountFit.INSTALMENT,
    "ordered": AmountFit.EXCHANGE,
    "exchange": AmountFit.EXCHANGE,
    "near exchange": AmountFit.EXCHANGE,
    "returned": AmountFit.RETURN,
    "returned with fee": AmountFit.RETURN,
}


class Relation(NamedTuple):
    word: str
    given: int
    """Minor units that the invoice gets."""


def relation(case: Case, place: int) -> Relation:
    """How the payment relates to one open invoice."""
    invoice = case.index.invoices[place]
    owed, amount = invoice.outstanding_minor, case.amount
    short = owed - amount
    if short == 0:
        return Relation("exact", amount)
    if invoice.discount_minor and abs(short - invoice.discount_minor) <= 1:
        return Relation(discount_word(case, invoice), amount)
    if abs(short) < case.scale:
        return Relation("rounding", amount) if short > 0 else Relation("rounding up", owed)
    return _short(case, owed, short) if short > 0 else _over(case, owed)


def discount_word(case: Case, invoice: OpenInvoice) -> str:
    until = invoice.discount_until
    return "discount" if until is None or case.payment.booked_on <= until else "discount, late"


def fraction(amount: int, owed: int) -> str:
    """The simple part of what is owed that an amount is, to the rounded cent; empty when it is none."""
    return next((word for parts, word in _FRACTIONS if abs(amount * parts - owed) < parts), "")


def _short(case: Case, owed: int, short: int) -> Relation:
    amount = case.amount
    if word := fraction(amount, owed):
        return Relation(word, amount)
    if short <= _MOST_CHARGED * case.scale and short * 2 < owed:
        usual = short * 100 // case.scale in _USUAL_CHARGES
        return Relation("usual charge" if usual else "charge", amount)
    return Relation("round part" if amount % (_ROUND * case.scale) == 0 else "part", amount)


def _over(case: Case, owed: int) -> Relation:
    amount = case.amount
    if amount * 100 > owed * 130:
        return Relation("far over", owed)
    return Relation("over, rounded up" if amount % (10 * case.scale) == 0 else "over", owed)
