"""ERPNext's party matching and voucher ranking, with unpaid invoices as vouchers, written anew from their description.

Automatic only where a reference is found: all invoices found by it are filled until the amount is used up. There is no
probability in it, so what is automatic is given 0.95 and a suggestion by its rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from benchmarks.matching import sets
from benchmarks.matching.sets import Debtor, Entry, Invoice, Proposals, Proposed, Shares

THRESHOLD = 0.9
AUTOMATIC = 0.95
_BY_RANK = {1: 0.2, 2: 0.3, 3: 0.6}
"""What a suggestion of a rank is given; a rank is one and one more for each of party and amount."""
_CUTOFF = 80


def match(folder: Path) -> Proposals:
    """Proposals for the set, entry by entry in the order of the statement; posted invoices are used up."""
    rules = _Rules(folder)
    found = {entry.ref: rules.propose(entry) for entry in sets.entries(folder) if entry.is_credit}
    return Proposals(THRESHOLD, {ref: each for ref, each in found.items() if each})


class _Rules:
    def __init__(self, folder: Path) -> None:
        self._parties = _Parties(sets.debtors(folder))
        self._left: dict[str, Decimal] = {}
        self._by_reference: dict[str, Invoice] = {}
        self._by_party: dict[str, list[Invoice]] = defaultdict(list)
        self._by_amount: dict[tuple[str, Decimal], list[Invoice]] = defaultdict(list)
        for invoice in sets.open_invoices(folder):
            self._left[invoice.number] = invoice.open
            self._by_party[invoice.debtor_id].append(invoice)
            self._by_amount[invoice.currency, invoice.open].append(invoice)
            self._by_reference.update({name: invoice for name in (invoice.number, invoice.reference) if name})
        self._lengths = sorted({len(name) for name in self._by_reference})

    def propose(self, entry: Entry) -> Proposed | None:
        found = [each for each in self._referred(entry) if self._eligible(each, entry)]
        if found:
            return self._posted(self._filled(entry.amount, found))
        party = self._parties.of(entry)
        best, rank = self._ranked(entry, party)
        if best is None:
            return None
        return Proposed({best.number: min(entry.amount, self._left[best.number])}, _BY_RANK[rank])

    def _posted(self, shares: Shares) -> Proposed:
        for number, amount in shares.items():
            self._left[number] -= amount
        return Proposed(shares, AUTOMATIC)

    def _filled(self, amount: Decimal, found: Sequence[Invoice]) -> Shares:
        shares: Shares = {}
        for invoice in found:
            if amount > 0:
                shares[invoice.number] = min(self._left[invoice.number], amount)
                amount -= shares[invoice.number]
        return shares

    def _referred(self, entry: Entry) -> list[Invoice]:
        """Invoices whose reference is the payment's, or whose number or reference stands anywhere in the text."""
        found: dict[str, Invoice] = {}
        if entry.reference in self._by_reference:
            invoice = self._by_reference[entry.reference]
            found[invoice.number] = invoice
        for name in self._pieces(entry.text):
            if name in self._by_reference:
                invoice = self._by_reference[name]
                found[invoice.number] = invoice
        return list(found.values())

    def _pieces(self, text: str) -> Iterable[str]:
        """Every run of characters as long as some reference is."""
        for length in self._lengths:
            for at in range(len(text) - length + 1):
                yield text[at : at + length]

    def _ranked(self, entry: Entry, party: str | None) -> tuple[Invoice | None, int]:
        """The voucher with the most of party and amount, the oldest of equals."""
        of_party = [each for each in self._by_party.get(party or "", ()) if self._eligible(each, entry)]
        of_amount = self._by_amount.get((entry.currency, entry.amount), ())
        equal = [each for each in of_amount if self._eligible(each, entry)]
        both = next((each for each in equal if each.debtor_id == party), None)
        if both:
            return both, 3
        first = next(iter([*equal, *of_party]), None)
        return first, 2 if first else 1

    def _eligible(self, invoice: Invoice, entry: Entry) -> bool:
        return invoice.currency == entry.currency and self._left[invoice.number] > 0


class _Parties:
    """Who pays: by account, else by the likest name of all customers, else by the likest name in the text."""

    def __init__(self, debtors: Sequence[Debtor]) -> None:
        self._ids = [each.id for each in debtors]
        self._names = [utils.default_process(each.name) for each in debtors]
        self._by_account: dict[str, str] = {}
        for each in debtors:
            for iban in each.ibans:
                self._by_account.setdefault(iban, each.id)

    def of(self, entry: Entry) -> str | None:
        if entry.payer_iban in self._by_account:
            return self._by_account[entry.payer_iban]
        for text in (entry.payer_name, entry.text):
            likest = self._likest(text)
            if likest:
                tied = len(likest) > 1 and likest[0][1] == likest[1][1]
                return None if tied else self._ids[likest[0][2]]
        return None

    def _likest(self, text: str) -> list[tuple[str, float, int]]:
        wanted = utils.default_process(text)
        if not wanted:
            return []
        return process.extract(wanted, self._names, scorer=fuzz.token_set_ratio, score_cutoff=_CUTOFF, limit=2)
