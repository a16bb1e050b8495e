"""A plan as a debtor asks for it, as it stands in an address or a form; what it comes to is decided by the books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Self, TypeVar
from urllib.parse import urlencode

from portal.components.address import number_of
from shared.formats import typed_amount
from shared.money import Money
from shared.plans import wizard
from shared.plans.schedule import Ask, NotASchedule
from shared.words import Frequency

Word = TypeVar("Word", bound=StrEnum)

_MOST_INVOICES: Final = 50
_MOST_PAYMENTS: Final = 36


class Way(StrEnum):
    """What the debtor says: an amount a time, a number of payments, or the days themselves."""

    AMOUNT = "amount"
    NUMBER = "number"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class PlanWish:
    """Invoices, and how they want to pay. Amounts are plain texts until the currency is known."""

    invoices: tuple[int, ...] = ()
    way: Way = Way.AMOUNT
    amount: str = ""
    count: int = 0
    days: tuple[date, ...] = ()
    every: Frequency = Frequency.MONTHLY
    first: date | None = None
    down: str = ""

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """From the parameters of an address or the fields of a form; what makes no sense is left out."""
        found = list(pairs)
        one = dict(found)
        numbers = (number_of(value) for name, value in found if name == "invoice")
        days = (day_of(value) for name, value in found if name == "day")
        return cls(
            invoices=tuple(dict.fromkeys(each for each in numbers if each))[:_MOST_INVOICES],
            way=_member(Way, one.get("way", ""), Way.AMOUNT),
            amount=one.get("amount", "")[:20],
            count=min(number_of(one.get("count", "")), _MOST_PAYMENTS),
            days=tuple(sorted({each for each in days if each}))[:_MOST_PAYMENTS],
            every=_member(Frequency, one.get("every", ""), Frequency.MONTHLY),
            first=day_of(one.get("first", "")),
            down=one.get("down", "")[:20],
        )

    @classmethod
    def of(cls, invoices: Sequence[int], ask: Ask) -> Self:
        """What asks for exactly this plan again."""
        chosen = tuple(invoices)
        if ask.frequency is Frequency.DATES:
            return cls(chosen, Way.DATES, days=ask.dates)
        down = ask.down.plain if ask.down else ""
        return cls(chosen, Way.NUMBER, count=len(ask.dates), every=ask.frequency, first=ask.first_on, down=down)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As parameters or fields; `read` takes them back."""
        said = {
            "amount": self.amount if self.way is Way.AMOUNT else "",
            "count": str(self.count or "") if self.way is Way.NUMBER else "",
            "every": self.every.value if self.way is not Way.DATES else "",
            "first": self.first.isoformat() if self.first and self.way is not Way.DATES else "",
            "down": self.down,
        }
        days = self.days if self.way is Way.DATES else ()
        return [
            *(("invoice", str(each)) for each in self.invoices),
            ("way", self.way.value),
            *((name, value) for name, value in said.items() if value),
            *(("day", each.isoformat()) for each in days),
        ]

    def address(self, path: str) -> str:
        return f"{path}?{urlencode(self.pairs)}"

    def ask(self, total: Money) -> Ask:
        """The plan over this total.

        Raises:
            NotASchedule, NotAnAmount: nothing can be drawn from it; the sentence says why.
        """
        if self.way is Way.DATES:
            return wizard.ask_by_dates(total, self.days)
        if self.first is None:
            raise NotASchedule("Please choose the day of the first payment.")
        down = typed_amount(self.down, total.currency) if self.down else None
        if self.way is Way.NUMBER:
            return wizard.ask_by_number(total, self.first, self.every, self.count, down)
        return wizard.ask_by_amount(total, self.first, self.every, typed_amount(self.amount, total.currency), down)


def day_of(text: str) -> date | None:
    """A day as date fields write it, 2026-12-01; None for any other text."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _member(words: type[Word], text: str, otherwise: Word) -> Word:
    return words(text) if text in [each.value for each in words] else otherwise
