"""Which invoices a payment names: numbers and references found in its fields, each with where and how it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.matching.index import Index
from shared.matching.items import Items
from shared.matching.payers import Payers
from shared.matching.references import compact, key
from shared.matching.scanning import Found, found_in
from shared.matching.text import Text
from shared.matching.values import Payment
from shared.matching.words import NOT_OURS, Label

_SHORTEST_KEY = 4
_MOST_OF_A_KEY = 40
_MOST_OF_AN_ENDING = 4
_MOST_LIKE_IT = 3
_NOT_GIVEN = "NOTPROVIDED"

RANKS = {
    "reference": 9,
    "reference in text": 8,
    "number": 7,
    "number in pieces": 6,
    "short number": 5,
    "group": 4,
    "short group": 3,
    "ending": 3,
    "year": 2,
    "embedded": 2,
    "misspelt": 1,
    "misspelt as another": 0,
}
"""How an invoice may be named, the surest way highest."""
STRONG = 5


class Hit(NamedTuple):
    """An invoice that the payment names."""

    rank: int
    kind: str
    several: int
    """How many invoices are written so, three at most."""
    called: bool
    """A word before it says that it is an invoice."""
    mask: int
    """The runs of the text it covers, one bit each."""
    source: str
    start: int
    end: int


class Mentions:
    """All numbers of one payment: those that are ours, and those that are not."""

    __slots__ = ("_amount", "_index", "_likely", "faint", "named_open", "named_paid", "numbers", "open", "paid", "text")

    def __init__(self, payment: Payment, text: Text, payers: Payers, index: Index) -> None:
        self.text = text
        self._index = index
        self._likely = frozenset(payers.people)
        self._amount = payment.amount_minor
        self.open: dict[int, Hit] = {}
        self.paid: dict[int, Hit] = {}
        self.faint: dict[int, Hit] = {}
        """Parts of numbers of debtors that nothing else speaks for."""
        self.numbers = 0
        """Bits of the runs that look like numbers of invoices and want an explanation."""
        if payment.reference:
            self._read_reference(payment.reference)
        self._read(text, "text")
        if payment.end_to_end_id and payment.end_to_end_id != _NOT_GIVEN:
            self._read_end_to_end(payment.end_to_end_id)
        self.named_open = _bits(self.open.values())
        self.named_paid = _bits(self.paid.values())
        self._mark_numbers(payers)

    @property
    def reference_bit(self) -> int:
        """The structured reference counts as one run behind the text."""
        return 1 << len(self.text.runs)

    def left_by(self, mask: int) -> str:
        """What numbers remain unexplained by a hypothesis that covers these runs."""
        rest = self.numbers & ~mask
        if not rest:
            return "nothing"
        if rest & self.named_open:
            return "an open one"
        if rest & self.named_paid:
            return "a paid one"
        return "a reference" if rest & self.reference_bit else "a number"

    def endings(self, items: Items, covered: int) -> dict[int, Hit]:
        """Of a debtor's items those of whose number only the end is written, where no better hit covers it."""
        text = self.text
        found: dict[int, Hit] = {}
        for first, digits in enumerate(text.numeric):
            if not digits or text.apart[first] or covered >> first & 1 or text.labels[first] in NOT_OURS:
                continue
            if text.is_month(first):
                continue
            written, mask = "", 0
            for last in range(first, first + _MOST_OF_AN_ENDING):
                if last >= len(text.runs) or not text.numeric[last] or (last > first and not text.joins[last]):
                    break
                written += text.runs[last]
                mask |= 1 << last
                places = items.ending_with(written) if not text.is_within(last) else ()
                if places and len(places) <= _MOST_LIKE_IT:
                    hit = self._hit("ending", len(places), text.labels[first] is Label.INVOICE, mask)
                    hit = hit._replace(source="text", start=text.starts[first], end=text.ends[last])
                    for place in places:
                        found.setdefault(place, hit)
        return found

    def _read_reference(self, reference: str) -> None:
        places, kind = self._index.by_reference.get(key(reference)), "reference"
        if not places:
            places, kind = self._index.by_key.get(compact(reference)), "number"
        if places:
            hit = self._hit(kind, len(places), True, self.reference_bit)
            self._keep_all(places, hit._replace(source="reference", end=len(reference)))
        else:
            self._read(Text(reference), "reference")
        self.numbers |= self.reference_bit

    def _read_end_to_end(self, written: str) -> None:
        joined = compact(written)
        places = self._index.by_key.get(joined) if len(joined) >= _SHORTEST_KEY else None
        if places:
            kind = "number" if len(joined) > _SHORTEST_KEY else "short number"
            hit = self._hit(kind, len(places), False, 0)
            self._keep_all(places, hit._replace(source="end_to_end_id", end=len(written)))
        elif not written.isalnum():
            self._read(Text(written), "end_to_end_id")

    def _read(self, text: Text, source: str) -> None:
        for found in found_in(text, self._index):
            self._note(text, source, found)

    def _note(self, text: Text, source: str, found: Found) -> None:
        """Keep the invoices that a piece of text leads to, less sure of those whose own letters contradict."""
        first, last = found.first, found.last
        mask = ((1 << (last + 1)) - (1 << first)) if source == "text" else 0
        called = text.labels[first] is Label.INVOICE
        several = min(len(found.places), _MOST_LIKE_IT)
        start, end = text.starts[first], text.ends[last]
        hit = Hit(RANKS[found.kind], found.kind, several, called, mask, source, start, end)
        if found.front or found.is_cut:
            cut = hit._replace(kind="embedded", rank=RANKS["embedded"])
            full = self._index.full
            for place in found.places[:_MOST_OF_A_KEY]:
                self._keep(place, cut if found.is_cut or not full[place].startswith(found.front) else hit)
        else:
            self._keep_all(found.places, hit)

    def _hit(self, kind: str, several: int, called: bool, mask: int) -> Hit:
        return Hit(RANKS[kind], kind, min(several, _MOST_LIKE_IT), called, mask, "", 0, 0)

    def _keep_all(self, places: list[int], hit: Hit) -> None:
        for place in places:
            self._keep(place, hit)

    def _keep(self, place: int, hit: Hit) -> None:
        """Weak hits count for likely payers, or where the amount is right; else they are only faint."""
        owed = self._index.owed[place]
        if hit.rank <= STRONG and owed != self._amount and self._index.debtor_of[place] not in self._likely:
            is_weak = hit.rank < STRONG or hit.several >= _MOST_LIKE_IT
            if is_weak and owed and hit.rank >= RANKS["group"]:
                self.faint.setdefault(place, hit)
            if is_weak:
                return
        table = self.open if owed else self.paid
        before = table.get(place)
        if before is None or (hit.rank, hit.mask.bit_count()) > (before.rank, before.mask.bit_count()):
            table[place] = hit

    def _mark_numbers(self, payers: Payers) -> None:
        text = self.text
        marked = 0
        for at, digits in enumerate(text.numeric):
            if not digits or text.apart[at] or text.labels[at] in NOT_OURS:
                continue
            if len(text.runs[at]) > 3 or (len(text.runs[at]) > 2 and text.labels[at] is Label.INVOICE):
                marked |= 1 << at
        for first, last in payers.customer_at.values():
            marked &= ~((1 << (last + 1)) - (1 << first))
        self.numbers |= marked | self.named_open | self.named_paid


def _bits(hits: Iterable[Hit]) -> int:
    found = 0
    for hit in hits:
        if hit.rank >= STRONG:
            found |= hit.mask
    return found
