"""Small books and payments to match, with defaults for all that a test does not speak of."""

from datetime import date
from itertools import count
from typing import Any

from shared.matching import CERTIFIED, Book, Debtor, OpenInvoice, Payment, Proposal, propose

BOOKED = date(2026, 11, 24)
DUE = date(2026, 11, 1)
MERIDIAN = Debtor(1, "Meridian Bau GmbH", "30921", frozenset({"DE89370400440532013000"}))
KELLER = Debtor(2, "Keller & Iten AG", "41177", frozenset({"CH9300762011623852957"}))
ORIEL = Debtor(3, "Oriel Print Ltd")
IBAN = {debtor.id: next(iter(debtor.ibans), None) for debtor in (MERIDIAN, KELLER, ORIEL)}

_ids = count(1)


def invoice(number: str, amount: int, debtor: Debtor = MERIDIAN, **more: Any) -> OpenInvoice:
    return OpenInvoice(
        **{
            "id": next(_ids),
            "number": number,
            "debtor_id": debtor.id,
            "currency": "EUR",
            "outstanding_minor": amount,
            "due_on": DUE,
            **more,
        }
    )


def payment(amount: int, text: str = "", **more: Any) -> Payment:
    return Payment(
        **{"id": next(_ids), "amount_minor": amount, "currency": "EUR", "booked_on": BOOKED, "text": text, **more}
    )


def book(*invoices: OpenInvoice) -> Book:
    return Book(invoices, {debtor.id: debtor for debtor in (MERIDIAN, KELLER, ORIEL)})


def match(paid: Payment, *invoices: OpenInvoice) -> Proposal:
    return propose([paid], book(*invoices))[0]


def given(proposal: Proposal) -> dict[int, int]:
    return {share.invoice_id: share.amount_minor for share in proposal.shares}


def says(proposal: Proposal, words: str, kind: str | None = None) -> bool:
    return any(words in signal.sentence for signal in proposal.signals if kind in (None, signal.kind))


def is_sure(proposal: Proposal) -> bool:
    """Whether it may be applied without being looked at."""
    return bool(proposal.shares) and proposal.confidence >= CERTIFIED.threshold and not proposal.for_review


def is_doubtful(proposal: Proposal) -> bool:
    """Whether a person has to look, be it for want of evidence or by a rule."""
    return not is_sure(proposal)
