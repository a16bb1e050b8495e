"""A letter to a debtor as values: words and figures only, already in the reader's language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from shared.errors import Refused

MOST_ROWS: Final = 1_500
"""What is rendered well within its time; more than anybody reads on paper."""

_IMAGE: Final = "data:image/"


class TooLong(Refused):
    def __init__(self) -> None:
        super().__init__("That is too long for a letter. Please choose a shorter time, or take the list as CSV.")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose letter it is; `lines` are the address and how to reach them."""

    name: str
    lines: tuple[str, ...] = ()
    on_behalf: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A word and what stands beside it; `strong` for the one that is looked for."""

    label: str
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one a column; `foot` is the sum below them."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in (*self.rows, *([self.foot] if self.foot else []))):
            raise ValueError(f"a row of “{self.title}” has not as many cells as there are columns")
        if len(self.rows) > MOST_ROWS:
            raise TooLong


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay by transfer; `code` is the payment code as a data address, "" where none can be made."""

    title: str
    pairs: tuple[Pair, ...]
    code: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        if self.code and not self.code.startswith(_IMAGE):
            raise ValueError("a letter fetches nothing: its pictures are in it")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `number` is what it is about and must be readable in what comes out; `name` is the file's.

    `asks` is what it asks for, in minor units of `currency`, and `creditor` for whom ("": for all who are owed): what
    somebody is told who asks whether it is genuine.
    """

    kind: str
    debtor_id: int
    number: str
    name: str
    language: str
    title: str
    sender: Sender
    recipient: tuple[str, ...]
    facts: tuple[Pair, ...] = ()
    lead: str = ""
    total: Pair | None = None
    tables: tuple[Table, ...] = ()
    payment: Payment | None = None
    notes: tuple[str, ...] = ()
    asks: int = 0
    currency: str = ""
    creditor: str = ""

    def facts_of_it(self) -> dict[str, Any]:
        """The letter as what a table of ours can hold, in one order: the same letter is the same text."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain
