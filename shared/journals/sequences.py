"""Whether an account's statements follow one another, and what is missing where they do not: pure (domain.md 1.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.money import Money


@dataclass(frozen=True, slots=True)
class Link:
    """What tells of a statement's place among those of its account; `number` is the bank's own, where it gives one."""

    id: int
    number: int | None
    opens_on: date | None
    closes_on: date | None
    opening: Money | None
    closing: Money | None

    @property
    def is_same_as(self) -> tuple[object, ...]:
        """Equal for one statement that was imported twice."""
        return self.number, self.opening, self.closing, self.closes_on

    def is_after(self, other: "Link") -> bool:
        return self.opens_on is not None and other.opens_on is not None and self.opens_on > other.opens_on

    def comes_before(self, other: "Link") -> bool:
        """Within a day nobody can say but by when they came."""
        if self.closes_on is None or other.opens_on is None:
            return False
        return (self.closes_on, self.id) < (other.opens_on, other.id)

    def holds(self, other: "Link") -> bool:
        """Whether the days of the other are some of its own, and not all."""
        if not (self.opens_on and self.closes_on and other.opens_on and other.closes_on):
            return False
        is_longer = (self.opens_on, self.closes_on) != (other.opens_on, other.closes_on)
        return is_longer and self.opens_on <= other.opens_on and other.closes_on <= self.closes_on


def gaps(links: Sequence[Link]) -> dict[int, str]:
    """What is missing before a statement, in a sentence, by its id; those that lack nothing are left out.

    A statement follows when another closed with what it opens with, whatever their numbers; what lies within the days
    of another one lacks nothing either. The first of an account has nothing to follow.
    """
    closings: dict[Money, set[tuple[object, ...]]] = {}
    for each in links:
        if each.closing is not None:
            closings.setdefault(each.closing, set()).add(each.is_same_as)
    told = {each.id: _missing(each, links) for each in links if not _follows(each, closings)}
    return {id_: sentence for id_, sentence in told.items() if sentence}


def _follows(link: Link, closings: dict[Money, set[tuple[object, ...]]]) -> bool:
    return link.opening is not None and bool(closings.get(link.opening, set()) - {link.is_same_as})


def _missing(link: Link, links: Sequence[Link]) -> str:
    others = [each for each in links if each.is_same_as != link.is_same_as]
    if any(each.holds(link) for each in others):
        return ""
    numbers = [each.number for each in others if each.number and not each.is_after(link)]
    before = max((each for each in numbers if each < (link.number or 0)), default=0)
    if link.number and before and before < link.number - 1:
        first, last = before + 1, link.number - 1
        return f"Statement {first} is missing." if first == last else f"Statements {first} to {last} are missing."
    return _jump(link, others)


def _jump(link: Link, others: Sequence[Link]) -> str:
    """The balance that is between this statement and the one before it."""
    earlier = [
        (each.closes_on, each.id, each.closing)
        for each in others
        if each.closing is not None and each.comes_before(link)
    ]
    if link.opening is None or not earlier:
        return ""
    closed = max(earlier)[2]
    return (
        f"The statement before closed with {closed}, this one opens with {link.opening}: one is missing between them."
    )
