"""What one debtor has open in one currency, the oldest first, with the look-ups a payment of that debtor needs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from shared.matching.sums import Sums
from shared.matching.values import OpenInvoice

_SHORTEST_ENDING, _LONGEST_ENDING = 2, 11
_MOST_WITH_SUMS = 300  # debtors whose tables of sums are kept, so that they never fill the memory


class Items:
    """Open items as places in the index, with their amounts in minor units; credit notes stand apart."""

    __slots__ = (
        "_discounted",
        "_endings",
        "_sums",
        "_with_sums",
        "amounts",
        "at",
        "digits",
        "notes",
        "order",
        "places",
    )

    def __init__(
        self,
        places: Sequence[int],
        notes: Sequence[int],
        owed: Sequence[int],
        digits: Sequence[str],
        with_sums: deque[Items],
    ) -> None:
        self.places = places
        self.notes = notes
        """Credit notes not used yet."""
        self.amounts = [owed[place] for place in places]
        self.digits = digits
        self._with_sums = with_sums
        """Those whose sums were worked out, the longest ago first; shared by all items of a book."""
        self.order = {place: at for at, place in enumerate(places)}
        """Where each stands among the debtor's, the oldest being 0."""
        self.at: dict[int, list[int]] = {}
        """Places by amount, the oldest first."""
        for place, amount in zip(places, self.amounts, strict=True):
            self.at.setdefault(amount, []).append(place)
        for place in notes:
            self.at.setdefault(owed[place], []).append(place)
        self._sums: Sums | None = None
        self._endings: dict[int, dict[str, list[int]]] = {}
        self._discounted: dict[int, list[int]] | None = None

    @property
    def sums(self) -> Sums:
        if self._sums is None:
            self._sums = Sums(self.amounts)
            self._with_sums.append(self)
            if len(self._with_sums) > _MOST_WITH_SUMS:
                self._with_sums.popleft()._sums = None
        return self._sums

    def ending_with(self, digits: str) -> list[int]:
        """Items whose number ends with these digits."""
        length = len(digits)
        if not _SHORTEST_ENDING <= length <= _LONGEST_ENDING:
            return []
        by_ending = self._endings.get(length)
        if by_ending is None:
            by_ending = self._endings[length] = defaultdict(list)
            for place in (*self.places, *self.notes):
                by_ending[self.digits[place][-length:]].append(place)
        return by_ending.get(digits, [])

    def discounted(self, invoices: Sequence[OpenInvoice]) -> dict[int, list[int]]:
        """Items by what they owe less their discount."""
        if self._discounted is None:
            self._discounted = defaultdict(list)
            for place in self.places:
                invoice = invoices[place]
                if 0 < invoice.discount_minor < invoice.outstanding_minor:
                    self._discounted[invoice.outstanding_minor - invoice.discount_minor].append(place)
        return self._discounted
