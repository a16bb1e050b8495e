"""What identifies a bank line, and when a bank tells of one twice (domain.md 1.5)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.money import Money
from shared.statements import Detail, Direction, Entry

_SHORTEST_ACCOUNT = 6


class Facts(NamedTuple):
    """What a bank says of one payment, all that tells it from another (domain.md 1.5).

    A named tuple because a file has 100,000 of them: a frozen dataclass takes four times as long.
    """

    booked_on: date
    value_date: date
    amount: Money
    is_credit: bool
    payer_name: str
    payer_iban: str
    text: str
    reference: str
    end_to_end_id: str
    servicer_reference: str
    is_booked: bool = True

    @property
    def identity(self) -> str:
        """A digest of the facts. Equal payments share it and are told apart by their occurrence.

        What the bank only announces is not what it books later, however equal the two look.
        """
        parts = (
            self.booked_on.isoformat(),
            self.value_date.isoformat(),
            self.amount.plain,
            self.amount.currency,
            "C" if self.is_credit else "D",
            squeezed(self.payer_name),
            squeezed(self.payer_iban),
            squeezed(self.text),
            squeezed(self.reference),
            self.servicer_reference,
            *(() if self.is_booked else ("announced",)),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def numbered(identities: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each identity with its occurrence in this statement: two genuine equal payments are number 1 and 2.

    Counted by statement, so that one which stands in a file twice is known the second time.
    """
    seen: dict[str, int] = {}
    for each in identities:
        seen[each] = seen.get(each, 0) + 1
        yield each, seen[each]


@dataclass(frozen=True, slots=True)
class Span:
    """Another statement that ties: its balances in minor units, and how often it tells payments that we tell too."""

    opening: int
    closing: int
    rows: Counter[str]


def equal_elsewhere(opening: int, closing: int, others: Sequence[Span]) -> Counter[str]:
    """How many payments equal to ours stand in statements that prove to be others than the one with these balances.

    Both tie, and one opens with what the other closed with. Did they overlap, what they share would have to come to
    nothing; the caller leaves out statements of which this could be. Statements that end at one point lie within one
    another, so the one that tells most counts.
    """
    apart = [each for each in others if (each.opening, each.closing) != (opening, closing)]
    return _before(opening, apart) + _after(closing, apart)


def _before(balance: int, others: Sequence[Span]) -> Counter[str]:
    most: Counter[str] = Counter()
    for each in (one for one in others if one.closing == balance):
        most |= each.rows + _before(each.opening, [one for one in others if one.closing != balance])
    return most


def _after(balance: int, others: Sequence[Span]) -> Counter[str]:
    most: Counter[str] = Counter()
    for each in (one for one in others if one.opening == balance):
        most |= each.rows + _after(each.closing, [one for one in others if one.opening != balance])
    return most


def names_account(other: str | None, iban: str) -> bool:
    """Whether an account number that is no IBAN is the end of ours; a file that names none is taken at its word.

    In MT940 a bank code may stand before the number: 37040044/0532013000.
    """
    bank, _, number = (other or "").replace(" ", "").rpartition("/")
    bare = number.lstrip("0")
    fits_bank = not bank.isdecimal() or bank in iban
    return not other or (len(bare) >= _SHORTEST_ACCOUNT and iban.endswith(bare) and fits_bank)


@dataclass(frozen=True, slots=True)
class Told:
    """A line we hold under the bank's own reference of an entry; negative when the money left the account."""

    amount_minor: int
    booked_on: date
    payer_name: str = ""
    text: str = ""


def tells_again(entry: Entry, told: Sequence[Told]) -> bool:
    """Whether an entry is one we hold already, told the other way: split before and as one sum now, or with less said.

    The bank's reference alone is not enough, some banks repeat it: the sums must agree, on the same day, and either
    one of the two is the split of the other, or one of them says nothing that the other does not.
    """
    if not told or not (len(told) == 1 or len(entry.details) == 1):
        return False
    if len(told) == len(entry.details) and not _says_less(told[0], entry.details[0]):
        return False
    same_day = all(each.booked_on == entry.booking_date for each in told)
    moved = entry.amount.minor if entry.direction is Direction.CREDIT else -entry.amount.minor
    return same_day and sum(each.amount_minor for each in told) == moved


def _says_less(told: Told, detail: Detail) -> bool:
    """Whether payer and text of one are those of the other with something left out; equal ones are two payments."""
    pairs = [
        (squeezed(told.payer_name), squeezed(detail.counterparty_name or "")),
        (squeezed(told.text), squeezed(detail.remittance)),
    ]
    return any(one != other for one, other in pairs) and all(one in other or other in one for one, other in pairs)


def squeezed(text: str) -> str:
    """In capitals with single spaces: banks differ in both."""
    return " ".join(text.split()).upper()
