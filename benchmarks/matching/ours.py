"""Our own engine on a set."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from benchmarks.matching import sets
from benchmarks.matching.sets import Proposals, Proposed
from shared.matching import Book, Debtor, OpenInvoice, Payment, propose
from shared.money import DECIMALS, Money, parse_minor

THRESHOLD = 0.9


def match(folder: Path) -> Proposals:
    payments = [_payment(place, each) for place, each in enumerate(sets.entries(folder))]
    refs = [each.ref for each in sets.entries(folder)]
    owed = list(sets.open_invoices(folder))
    book = _book(folder, owed)
    found: dict[str, Proposed] = {}
    for ref, proposal in zip(refs, propose(payments, book), strict=True):
        if proposal.shares:
            parts = {
                owed[share.invoice_id].number: sets.Decimal(
                    Money(share.amount_minor, owed[share.invoice_id].currency).plain
                )
                for share in proposal.shares
            }
            found[ref] = Proposed(parts, proposal.confidence)
    return Proposals(THRESHOLD, found)


def _payment(place: int, entry: sets.Entry) -> Payment:
    return Payment(
        place,
        parse_minor(str(entry.amount), DECIMALS[entry.currency]),
        entry.currency,
        entry.booked,
        entry.text,
        entry.reference or None,
        None,
        entry.payer_name or None,
        entry.payer_iban or None,
        is_credit=entry.is_credit,
    )


def _book(folder: Path, owed: list[sets.Invoice]) -> Book:
    ids = {each.id: place for place, each in enumerate(sets.debtors(folder))}
    debtors = {ids[e.id]: Debtor(ids[e.id], e.name, "", frozenset(e.ibans)) for e in sets.debtors(folder)}
    return Book(list(_open(owed, ids)), debtors, rates={"EUR": Fraction(1)})


def _open(owed: list[sets.Invoice], ids: dict[str, int]) -> Iterator[OpenInvoice]:
    for place, each in enumerate(owed):
        minor = parse_minor(str(each.open), DECIMALS[each.currency])
        yield OpenInvoice(
            place, each.number, ids[each.debtor_id], each.currency, minor, each.due, each.reference or None
        )
