"""Money that went back: a returned debit opens the invoice again that it had paid; the bank's fee is not part of it."""

from __future__ import annotations

from shared.matching.case import Case, Ground
from shared.matching.words import Purpose

_MOST_FEE = 10  # units, where nothing names the invoice
_MOST_FEE_NAMED = 150
_MOST_GUESSED = 3


def returned(case: Case) -> None:
    """A hypothesis for each paid invoice that is named, or that is the payer's and has the amount."""
    if not (case.payment.return_reason or Purpose.RETURN in case.text.purposes):
        return
    index = case.index
    named = [(place, hit) for table in (case.mentions.paid, case.mentions.open) for place, hit in table.items()]
    for place, hit in named:
        if (word := _word(case, place, _MOST_FEE_NAMED)) and index.currency_of[place] == case.currency:
            shares = [(place, -_paid(case, place))]
            case.put(shares, Ground(hit.kind, word, index.debtor_of[place], [hit]))
    if case.hypotheses:
        return
    for debtor_id in case.payers.people:
        places = [place for place in index.paid.get(debtor_id, ()) if index.currency_of[place] == case.currency]
        found = [(place, word) for place in places if (word := _word(case, place, _MOST_FEE))]
        exact = [(place, word) for place, word in found if word == "returned"] or found
        for place, word in exact[:_MOST_GUESSED]:
            shares = [(place, -_paid(case, place))]
            case.put(shares, Ground("none", word, debtor_id, rivals=len(exact)))


def _paid(case: Case, place: int) -> int:
    invoice = case.index.invoices[place]
    return invoice.original_minor - invoice.outstanding_minor


def _word(case: Case, place: int, most_fee: int) -> str:
    above = case.amount - _paid(case, place)
    if above == 0:
        return "returned"
    return "returned with fee" if 0 < above <= most_fee * case.scale and _paid(case, place) > 0 else ""
