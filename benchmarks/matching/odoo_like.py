"""The invoice-matching rules of Odoo and of OCA's account-reconcile, written anew from their description.

Tokens of the text are compared for equality with invoice numbers and references; what is hit is filled greedily. There
is no score, so automatic proposals are given 0.95, suggestions less.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from benchmarks.matching import sets
from benchmarks.matching.sets import Debtor, Entry, Invoice, Proposals, Proposed, Shares

THRESHOLD = 0.9
AUTOMATIC, SUGGESTED, PARTNER_ONLY = 0.95, 0.5, 0.3
_SHORTEST = 4
"""Characters of a token that counts."""
_WORD = re.compile(r"\w{3,}")


def match(folder: Path, *, partner_required: bool = True) -> Proposals:
    """Proposals for the set, entry by entry in the order of the statement; posted invoices are used up."""
    rules = _Rules(folder, partner_required)
    found = {entry.ref: rules.propose(entry) for entry in sets.entries(folder) if entry.is_credit}
    return Proposals(THRESHOLD, {ref: each for ref, each in found.items() if each})


def match_without_partner(folder: Path) -> Proposals:
    """The same with the tick "partner is set" removed."""
    return match(folder, partner_required=False)


@dataclass(frozen=True, slots=True)
class _Fit:
    shares: Shares
    total: Decimal
    """What the shares settle, discounts included."""
    perfect: bool


class _Rules:
    def __init__(self, folder: Path, partner_required: bool) -> None:
        self._partner_required = partner_required
        self._partners = _Partners(sets.debtors(folder))
        self._left: dict[str, Decimal] = {}
        self._by_partner: dict[str, list[Invoice]] = defaultdict(list)
        self._by_amount: dict[tuple[str, Decimal], list[Invoice]] = defaultdict(list)
        self._by_token: dict[str, list[Invoice]] = defaultdict(list)
        for invoice in sets.open_invoices(folder):
            self._left[invoice.number] = invoice.open
            self._by_partner[invoice.debtor_id].append(invoice)
            self._by_amount[invoice.currency, invoice.open].append(invoice)
            for token in {*_digits(invoice.number), *_digits(invoice.reference), invoice.number, invoice.reference}:
                self._by_token[token].append(invoice)

    def propose(self, entry: Entry) -> Proposed | None:
        partner = self._partners.of(entry)
        if partner is None and self._partner_required:
            return None
        hits = self._hits(entry, partner)
        candidates = hits or self._without_hit(entry, partner)
        fit = self._fitted(entry, candidates)
        if fit is None:
            return None
        if hits and fit.total <= entry.amount:
            return self._posted(fit.shares)
        return Proposed(fit.shares, SUGGESTED if hits or fit.perfect else PARTNER_ONLY)

    def _posted(self, shares: Shares) -> Proposed:
        for number, amount in shares.items():
            self._left[number] -= amount
        return Proposed(shares, AUTOMATIC)

    def _hits(self, entry: Entry, partner: str | None) -> list[Invoice]:
        """Candidates by how many tokens hit them, then by due date."""
        times: Counter[str] = Counter()
        invoices: dict[str, Invoice] = {}
        for token in _tokens(entry):
            for invoice in self._by_token.get(token, ()):
                if self._eligible(invoice, entry) and partner in (None, invoice.debtor_id):
                    times[invoice.number] += 1
                    invoices[invoice.number] = invoice
        return sorted(invoices.values(), key=lambda each: (-times[each.number], each.due, each.number))

    def _without_hit(self, entry: Entry, partner: str | None) -> list[Invoice]:
        """All the partner owes, the oldest first; without a partner, what has exactly the amount."""
        if partner is None:
            pool: Sequence[Invoice] = self._by_amount.get((entry.currency, entry.amount), ())
        else:
            pool = self._by_partner.get(partner, ())
        return [each for each in pool if self._eligible(each, entry)]

    def _eligible(self, invoice: Invoice, entry: Entry) -> bool:
        return invoice.currency == entry.currency and self._left[invoice.number] > 0

    def _fitted(self, entry: Entry, candidates: Sequence[Invoice]) -> _Fit | None:
        """With discounts only where it comes out even; else with what is left on each."""
        discounted = {each.number: _discounted(each, entry, self._left[each.number]) for each in candidates}
        if any(discounted[each.number] != self._left[each.number] for each in candidates):
            fit = _fill(entry.amount, [(each.number, discounted[each.number]) for each in candidates])
            if fit and fit.perfect:
                return fit
        return _fill(entry.amount, [(each.number, self._left[each.number]) for each in candidates])


def _fill(amount: Decimal, owed: Sequence[tuple[str, Decimal]]) -> _Fit | None:
    """One that equals the amount wins at once; otherwise one after the other while there is room."""
    equal = next((number for number, part in owed if part == amount), None)
    if equal is not None:
        return _Fit({equal: amount}, amount, perfect=True)
    shares: Shares = {}
    total = Decimal(0)
    for number, part in owed:
        if total >= amount:
            break
        shares[number] = min(part, amount - total)
        total += part
    return _Fit(shares, total, perfect=total == amount) if shares else None


class _Partners:
    """Who pays: by account, by a name that contains the payer's, by a name whose words all stand in the text."""

    def __init__(self, debtors: Sequence[Debtor]) -> None:
        self._by_account: dict[str, set[str]] = defaultdict(set)
        self._by_word: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
        self._debtors = [each.id for each in debtors]
        # One text for all names: a payer's name is looked up in it at once, and the lines before it are counted.
        self._names = "\n".join(each.name.lower() for each in debtors)
        for each in debtors:
            for iban in each.ibans:
                self._by_account[iban].add(each.id)
            if words := set(_WORD.findall(each.name.lower())):
                self._by_word[max(words, key=len)].append((words, each.id))

    def of(self, entry: Entry) -> str | None:
        owners = self._by_account.get(entry.payer_iban, set()) if entry.payer_iban else set()
        if len(owners) == 1:
            return next(iter(owners))
        at = self._names.find(entry.payer_name.lower()) if entry.payer_name else -1
        if at >= 0:
            return self._debtors[self._names.count("\n", 0, at)]
        said = set(_WORD.findall(entry.text.lower()))
        named = (debtor for word in sorted(said) for words, debtor in self._by_word.get(word, ()) if words <= said)
        return next(named, None)


def _discounted(invoice: Invoice, entry: Entry, left: Decimal) -> Decimal:
    if invoice.discount_until is None or entry.booked > invoice.discount_until:
        return left
    off = (left * invoice.discount_percent / 100).quantize(left, ROUND_HALF_UP)
    return left - off


def _tokens(entry: Entry) -> set[str]:
    """Words of the text without punctuation, their digits, and a field that is one word as it stands."""
    found: set[str] = set()
    for field in (entry.text, entry.reference):
        words = field.split()
        if len(words) == 1:
            found.add(field)
        found.update(_long_enough("".join(filter(str.isalnum, word)) for word in words))
        found.update(_digits(field))
    return found


def _digits(field: str) -> set[str]:
    return _long_enough("".join(filter(str.isdigit, word)) for word in field.split())


def _long_enough(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) >= _SHORTEST}
