"""A sentence kept with its values, so that whoever reads it later reads it in their own language."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from shared.money import Money

Value = Money | date | int | str
"""What may stand in a sentence; a text stays as it is."""


class Told:
    """A sentence to be said later: `Told("{amount} more is owed.", amount=Money(…))`.

    A sentence without values is one of ours that has none, or somebody's own words.
    """

    def __init__(self, text: str, /, **values: Value) -> None:
        self.text, self.values = text, values

    @classmethod
    def read(cls, text: str, facts: Mapping[str, Any]) -> Self:
        """From a row: the text, and the values as `facts` gave them."""
        return cls(text, **{name: _read(each) for name, each in facts.items()})

    @property
    def facts(self) -> dict[str, Any]:
        """The values as a row keeps them."""
        return {name: _kept(each) for name, each in self.values.items()}


def _kept(value: Value) -> Any:
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return {"day": value.isoformat()}
    return value


def _read(kept: Any) -> Value:
    match kept:
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case int() | str():
            return kept
    raise ValueError(f"{kept!r} is no value of a sentence")
