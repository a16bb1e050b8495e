"""Which invoices a payment names: numbers and references found in its fields, each with where and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from shared.matching.index import Index
from shared.matching.items import Items
from shared.matching.payers import Payers
from shared.matching.references import compact, key
from shared.matching.text import Text
from shared.matching.values import Payment
from shared.matching.words import FILLERS, LABELS, Label

_MOST_RUNS = 8
_MOST_LETTERS = 3
_MOST_OF_AN_ENDING = 4
_LONGEST = 30
_SHORTEST_KEY = 4
_SHORTEST_REFERENCE = 6
_MOST_OF_A_KEY = 40
_MOST_OF_A_GROUP = 400
_SHORTEST_MISSPELT = 5
_JOINS = frozenset(" -./_:#*\n\r\t‐‑–")
_NOT_OURS = (Label.CUSTOMER, Label.OTHER, Label.PHONE)

RANKS = {
    "reference": 9,
    "reference in text": 8,
    "number": 7,
    "number in pieces": 6,
    "short number": 5,
    "group": 4,
    "short group": 3,
    "ending": 3,
    "embedded": 2,
    "misspelt": 1,
    "misspelt as another": 0,
}
"""How an invoice may be named, the surest way highest."""
STRONG = 5

Window = tuple[str, int, int, int]
"""Letters and digits joined, the runs they cover as bits, where they start and end in the text."""


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

    __slots__ = ("_amount", "_index", "_likely", "_taken", "_windows", "faint", "named_open", "named_paid", "numbers", "open", "paid", "text")

    def __init__(self, payment: Payment, text: Text, payers: Payers, index: Index) -> None:
        self.text = text
        self._index = index
        self._likely = frozenset(payers.people)
        self._amount = payment.amount_minor
        self._windows: list[Window] | None = None
        self._taken: list[Window] = []
        self.open: dict[int, Hit] = {}
        self.faint: dict[int, Hit] = {}
        """Parts of numbers of debtors that nothing else speaks for."""
        self.paid: dict[int, Hit] = {}
        self.numbers = 0
        """Bits of the runs that look like numbers of invoices and want an explanation."""
        if payment.reference:
            self._read_reference(payment.reference)
        self._scan(text, "text")
        if payment.end_to_end_id and payment.end_to_end_id != "NOTPROVIDED":
            self._read_end_to_end(payment.end_to_end_id)
        self.named_open = _bits(self.open.values())
        self.named_paid = _bits(self.paid.values())
        self._mark_numbers()
        for first, last in payers.customer_at.values():
            for at in range(first, last + 1):
                self.numbers &= ~(1 << at)

    @property
    def reference_bit(self) -> int:
        """The structured reference counts as one run behind the text."""
        return 1 << len(self.text.runs)

    def left_by(self, mask: int) -> str:
        """What numbers remain unexplained by an explanation that covers these runs."""
        rest = self.numbers & ~mask
        if not rest:
            return "nothing"
        if rest & self.named_open:
            return "an open one"
        if rest & self.named_paid:
            return "a paid one"
        return "a reference" if rest & self.reference_bit else "a number"

    def endings(self, items: Items, covered: int) -> dict[int, Hit]:
        """Of a debtor's items those of whose number only the end is written, where no other explanation covers it."""
        text = self.text
        found: dict[int, Hit] = {}
        for first, digits in enumerate(text.numeric):
            if not digits or text.apart[first] or covered >> first & 1 or text.labels[first] in _NOT_OURS:
                continue
            written, mask = "", 0
            for last in range(first, first + _MOST_OF_AN_ENDING):
                if last >= len(text.runs) or not text.numeric[last] or (last > first and not self._joins(text, last)):
                    break
                written += text.runs[last]
                mask |= 1 << last
                places = items.ending_with(written)
                if places and len(places) <= 3:
                    called = text.labels[first] is Label.INVOICE
                    where = ("text", text.starts[first], text.ends[last])
                    for place in places:
                        found.setdefault(place, Hit(RANKS["ending"], "ending", len(places), called, mask, *where))
        return found

    def misspelt(self, places: Sequence[int]) -> dict[int, Hit]:
        """Of these invoices those whose number or reference is written with one letter or digit wrong.

        What is written may by that be the number of another invoice: that counts where the amount is right to the cent.
        """
        found = self._nearly(places, self.windows, "misspelt")
        exact = [place for place in places if self._index.owed[place] == self._amount and place not in found]
        if exact and self._taken:
            found.update(self._nearly(exact, self._taken, "misspelt as another"))
        return found

    def _nearly(self, places: Sequence[int], windows: Sequence[Window], kind: str) -> dict[int, Hit]:
        index = self._index
        found: dict[int, Hit] = {}
        if not windows:
            return found
        for place in places:
            keys = {index.full[place], index.digits[place]}
            if reference := index.invoices[place].reference:
                keys.add(key(reference))
            for wanted in keys:
                size = len(wanted)
                if size < _SHORTEST_MISSPELT:
                    continue
                front, back = wanted[:2], wanted[-2:]
                for written, mask, start, end in windows:
                    if not -2 < len(written) - size < 2 or not (written[:2] == front or written[-2:] == back):
                        continue
                    if OSA.distance(written, wanted, score_cutoff=1) == 1:
                        found[place] = Hit(RANKS[kind], kind, 1, False, mask, "text", start, end)
                        break
        return found

    @property
    def windows(self) -> list[Window]:
        """Everything written that may be a misspelt number: what is the number of another invoice is not."""
        if self._windows is None:
            self._windows = []
            text = self.text
            for first in range(len(text.runs)):
                if text.apart and text.apart[first] or (text.numeric[first] and text.labels[first] in _NOT_OURS):
                    continue
                if not text.numeric[first] and len(text.runs[first]) > _MOST_LETTERS + 1:
                    continue
                self._add_windows(first, self._windows)
        return self._windows

    def _add_windows(self, first: int, found: list[Window]) -> None:
        text, index = self.text, self._index
        written, mask = "", 0
        for last in range(first, min(len(text.runs), first + _MOST_RUNS)):
            if last > first and not self._joins(text, last):
                return
            written += text.runs[last]
            mask |= 1 << last
            if len(written) > _LONGEST:
                return
            if len(written) < _SHORTEST_MISSPELT or not any(text.numeric[first : last + 1]):
                continue
            bare = written.lstrip("0")
            is_taken = written in index.by_key or bare in index.by_reference
            for each in {written, bare}:
                (self._taken if is_taken else found).append((each, mask, text.starts[first], text.ends[last]))

    def _read_reference(self, reference: str) -> None:
        wanted = key(reference)
        places = self._index.by_reference.get(wanted)
        kind = "reference"
        if not places:
            places, kind = self._index.by_key.get(compact(reference)), "number"
        for place in (places or ())[:_MOST_OF_A_KEY]:
            self._keep(place, kind, len(places or ()), True, self.reference_bit, ("reference", 0, len(reference)))
        if not places:
            self._scan(Text(reference), "reference")
        self.numbers |= self.reference_bit

    def _read_end_to_end(self, written: str) -> None:
        joined = compact(written)
        places = self._index.by_key.get(joined) if len(joined) >= _SHORTEST_KEY else None
        if places:
            for place in places[:_MOST_OF_A_KEY]:
                kind = "number" if len(joined) > _SHORTEST_KEY else "short number"
                self._keep(place, kind, len(places), False, 0, ("end_to_end_id", 0, len(written)))
        elif not written.isalnum():
            self._scan(Text(written), "end_to_end_id")

    def _scan(self, text: Text, source: str) -> None:
        """Every piece of the text that may be a number, looked up; longer pieces take precedence by their rank."""
        fronts = self._index.fronts
        for first, run in enumerate(text.runs):
            if text.apart and text.apart[first]:
                continue
            if text.numeric[first]:
                if text.labels[first] not in _NOT_OURS:
                    self._scan_from(text, first, source)
            elif run in fronts:
                self._scan_from(text, first, source)

    def _scan_from(self, text: Text, first: int, source: str) -> None:
        index, runs, numeric = self._index, text.runs, text.numeric
        by_key, by_reference = index.by_key, index.by_reference
        written = bare = ""
        mask, has_digits, pieces = 0, False, False
        called = text.labels[first] is Label.INVOICE
        for last in range(first, min(len(runs), first + _MOST_RUNS)):
            run = runs[last]
            if last > first:
                if not self._joins(text, last):
                    break
                if numeric[last] and numeric[last - 1] and text.gap(last).isspace():
                    pieces = True
            written += run
            if len(written) > _LONGEST:
                break
            mask |= 1 << last
            if numeric[last]:
                has_digits = True
                bare += run.lstrip("0") or "0"
            else:
                bare += run
            if not has_digits:
                continue
            size = len(written)
            if size >= _SHORTEST_KEY:
                places = by_key.get(written)
                if not places and bare != written:
                    places, size = by_key.get(bare), len(bare)
                if places and len(places) <= _MOST_OF_A_KEY:
                    kind = "number in pieces" if pieces else "number" if size > _SHORTEST_KEY else "short number"
                    self._keep_all(text, first, last, places, kind, called, mask, source)
            if size >= _SHORTEST_REFERENCE and (places := by_reference.get(written.lstrip("0"))):
                where = (source, text.starts[first], text.ends[last])
                for place in places[:_MOST_OF_A_KEY]:
                    self._keep(place, "reference in text", len(places), called, mask if source == "text" else 0, where)
        if numeric[first]:
            self._group(text, first, called, source)

    def _group(self, text: Text, at: int, called: bool, source: str) -> None:
        """One group of digits of a number alone, as when its beginning is dropped: for likely payers or amounts."""
        bare = text.runs[at].lstrip("0")
        places = self._index.by_group.get(bare) if len(bare) > 2 else None
        if not places or len(places) > _MOST_OF_A_GROUP:
            return
        kind = "group" if len(bare) > 3 else "short group"
        self._keep_all(text, at, at, places, kind, called, 1 << at, source)

    def _keep_all(
        self, text: Text, first: int, last: int, places: list[int], kind: str, called: bool, mask: int, source: str
    ) -> None:
        where = (source, text.starts[first], text.ends[last])
        front = self._front(text, first)
        is_cut = text.touches_next(last) and not text.numeric[last + 1] and text.touches_next(last + 1)
        is_cut = is_cut or (first > 0 and text.numeric[first - 1] and text.numeric[first] and text.gap(first) in "-.")
        for place in places:
            how = kind
            if is_cut or (front and not self._index.full[place].startswith(front)):
                how = "embedded"
            self._keep(place, how, len(places), called, mask if source == "text" else 0, where)

    def _front(self, text: Text, first: int) -> str:
        """Letters written onto the front of a number that are no word for one: they contradict another series."""
        if first == 0 or not text.numeric[first] or text.numeric[first - 1]:
            return ""
        before, gap = text.runs[first - 1], text.gap(first)
        if gap not in ("", "-", "/") or before in LABELS or before in FILLERS:
            return ""
        return before

    def _keep(
        self, place: int, kind: str, several: int, called: bool, mask: int, where: tuple[str, int, int]
    ) -> None:
        index = self._index
        rank = RANKS[kind]
        owed = index.owed[place]
        if rank < STRONG + 1 and index.debtor_of[place] not in self._likely and owed != self._amount:
            if rank < STRONG or several > 3:
                if owed and several <= 3 and rank >= RANKS["group"]:
                    self.faint[place] = Hit(rank, kind, several, called, mask, *where)
                return
        table = self.open if owed else self.paid
        before = table.get(place)
        if before is None or (rank, mask.bit_count()) > (before.rank, before.mask.bit_count()):
            table[place] = Hit(rank, kind, min(several, 3), called, mask, *where)

    @staticmethod
    def _joins(text: Text, at: int) -> bool:
        """Whether the run at this place may continue a number."""
        if text.apart and text.apart[at]:
            return False
        if not text.numeric[at] and len(text.runs[at]) > _MOST_LETTERS:
            return False
        gap = text.gap(at)
        return len(gap) <= 3 and all(each in _JOINS for each in gap)

    def _mark_numbers(self) -> None:
        text = self.text
        marked = 0
        for at, digits in enumerate(text.numeric):
            if not digits or text.apart[at] or text.labels[at] in _NOT_OURS:
                continue
            if len(text.runs[at]) > 3 or (len(text.runs[at]) > 2 and text.labels[at] is Label.INVOICE):
                marked |= 1 << at
        self.numbers |= marked | self.named_open | self.named_paid


def _bits(hits: Iterable[Hit]) -> int:
    found = 0
    for hit in hits:
        if hit.rank >= STRONG:
            found |= hit.mask
    return found
