"""How one bank's CSV is to be read, as a value; and from a TOML profile or any other table of settings.

    delimiter = ";"
    decimal = ","
    date_format = "%d.%m.%Y"
    encoding = "utf-8"
    preamble_lines = 0
    currency = "EUR"
    account_iban = "DE89370400440532013000"

    [columns]                      # ours = the header's word; leave out what the file does not have
    booking_date = "Buchungstag"
    amount = "Betrag"              # or debit = "Soll" and credit = "Haben"
    name = "Name"
    text = ["Buchungstext", "Verwendungszweck"]
    direction = "#4"               # "#4": the fourth column, where headings are missing or alike

    [directions]                   # only with a direction column: what it says of an amount without a sign
    credit = ["H"]
    debit = ["S"]

Everything but `[columns]` may be left out; the values shown are then taken (no account).
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from stdnum import iban

from shared.money import DECIMALS
from shared.statements.refusals import BadLayout

COLUMNS: Final = (
    "booking_date",
    "value_date",
    "amount",
    "debit",
    "credit",
    "fee",
    "direction",
    "currency",
    "name",
    "payee",
    "iban",
    "text",
    "reference",
    "end_to_end_id",
    "id",
    "kind",
    "balance",
    "account",
)
DIRECTIONS: Final = ("credit", "debit")
KINDS: Final = ("entry", "pending", "opening", "closing", "ignored")

_PLACE = re.compile(r"#([1-9][0-9]{0,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How to read one bank's CSV; an empty setting says that the file does not have that."""

    bank: str = ""
    delimiter: str = ";"
    decimal: str = ","
    date_format: str = "%d.%m.%Y"
    encoding: str = "utf-8"
    preamble_lines: int = 0
    has_header: bool = True
    currency: str = "EUR"
    account_iban: str = ""
    account_other: str = ""
    """The account by another number than its IBAN."""
    columns: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """From our word (`COLUMNS`) to the heading of the file, or to several that belong together; "#2" is a place.

    `payee` names the other side where money goes out and the file has two columns of names; `fee` is taken off the
    amount; `balance` is the account's after the row; `account` is ours, where one file tells of several.
    """
    directions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the direction column says for credit and for debit; the amount then has no sign."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the kind column says for rows that are no entries (`KINDS`); without `entry`, every other row is one."""
    spends_positive: bool = False
    """A card: what was spent has no sign, what was paid back has a minus."""
    continues: bool = False
    """A row without an amount goes on with the text of the row before."""
    short_rows: bool = False
    """The bank leaves out empty cells at the end of a row."""
    ends_at: tuple[str, ...] = ()
    """What the first cell of the row behind the last entry begins with."""
    preamble: str = ""
    """A pattern that finds `account` and `currency` in the lines before the first row."""


_TYPES: Final = {
    **{each.name: str for each in fields(CsvLayout)},
    "preamble_lines": int,
    **dict.fromkeys(("has_header", "spends_positive", "continues", "short_rows"), bool),
    **dict.fromkeys(("columns", "directions", "kinds"), dict),
    "ends_at": list,
}
_SAID: Final[Mapping[type[Any], str]] = {
    int: "a whole number",
    str: "a text in quotes",
    dict: "a table",
    bool: "true or false",
    list: "a list of texts",
}


def load_layout(path_or_text: Path | str) -> CsvLayout:
    """The layout in a TOML profile, given as a file or as its text.

    Raises:
        BadLayout: unreadable, an unknown or missing setting, or one that cannot be meant.
    """
    try:
        text = path_or_text.read_text("utf-8") if isinstance(path_or_text, Path) else path_or_text
        settings = tomllib.loads(text)
    except OSError as error:
        raise BadLayout(f"the file cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadLayout(f"it is not TOML ({error})") from error
    return layout_of(settings)


def layout_of(settings: Mapping[str, Any]) -> CsvLayout:
    """The layout of such settings, wherever they were kept.

    Raises:
        BadLayout: an unknown or missing setting, or one that cannot be meant.
    """
    for name, value in settings.items():
        expected = _TYPES.get(name)
        if expected is None:
            raise BadLayout(f"it has no setting “{name}”")
        if type(value) is not expected:
            raise BadLayout(f"“{name}” must be {_SAID[expected]}")
    return checked(CsvLayout(**{name: _frozen(value) for name, value in settings.items()}))


def settings_of(layout: CsvLayout) -> dict[str, Any]:
    """What `layout_of` takes back, fit for JSON; settings that are as usual are left out."""
    usual = asdict(CsvLayout())
    return {name: _thawed(value) for name, value in asdict(layout).items() if value != usual[name]}


def place_of(heading: str) -> int | None:
    """The place of the column, counted from 0, if it is named by that: "#1" is 0."""
    found = _PLACE.fullmatch(heading)
    return int(found[1]) - 1 if found else None


def headings(named: str | tuple[str, ...]) -> tuple[str, ...]:
    """The headings one of our words stands for; none if it stands for nothing."""
    return tuple(each for each in ((named,) if isinstance(named, str) else named) if each)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _frozen(each) for name, each in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _thawed(each) for name, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def checked(layout: CsvLayout) -> CsvLayout:
    """The layout itself, if it can be meant.

    Raises:
        BadLayout: it cannot, and why.
    """
    _check_columns(layout.columns)
    _check_words("directions", layout.directions, DIRECTIONS)
    _check_words("kinds", layout.kinds, KINDS)
    if layout.columns.get("direction") and not all(layout.directions.get(side) for side in DIRECTIONS):
        raise BadLayout("with a direction column, [directions] must say what it holds for credit and for debit")
    if set(layout.directions.get("credit", ())) & set(layout.directions.get("debit", ())):
        raise BadLayout("[directions] cannot mean both credit and debit by one word")
    if layout.decimal not in (",", "."):
        raise BadLayout("decimal must be a comma or a dot")
    if len(layout.delimiter) != 1:
        raise BadLayout("delimiter must be one character")
    if layout.preamble_lines < 0:
        raise BadLayout("preamble_lines cannot be negative")
    if not layout.has_header and not all(place_of(each) is not None for each in _named(layout.columns)):
        raise BadLayout("without a header, [columns] must give places such as “#1”")
    _check_names(layout)
    return layout


def _check_columns(columns: Mapping[str, str | tuple[str, ...]]) -> None:
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise BadLayout(f"[columns] knows {', '.join(COLUMNS)}, not “{unknown[0]}”")
    if not all(isinstance(each, str) for named in columns.values() for each in _listed(named)):
        raise BadLayout("[columns] must give the header's words in quotes")
    if not columns.get("booking_date"):
        raise BadLayout("[columns] must name the booking_date")
    if not (columns.get("amount") or (columns.get("debit") and columns.get("credit"))):
        raise BadLayout("[columns] must name the amount, or both debit and credit")


def _check_words(table: str, words: Mapping[str, tuple[str, ...]], known: tuple[str, ...]) -> None:
    if unknown := [name for name in words if name not in known]:
        raise BadLayout(f"[{table}] knows {', '.join(known)}, not “{unknown[0]}”")
    if not all(isinstance(each, str) for listed in words.values() for each in _texts(table, listed)):
        raise BadLayout(f"[{table}] must give lists of texts")


def _texts(table: str, listed: Any) -> tuple[Any, ...]:
    if not isinstance(listed, tuple):
        raise BadLayout(f"[{table}] must give lists of texts")
    return listed


def _check_names(layout: CsvLayout) -> None:
    if layout.currency not in DECIMALS:
        raise BadLayout(f"“{layout.currency}” is not a currency code of ISO 4217")
    if layout.account_iban and not iban.is_valid(layout.account_iban):
        raise BadLayout(f"“{layout.account_iban}” is not an IBAN")
    try:
        codecs.lookup(layout.encoding)
        re.compile(layout.preamble)
    except LookupError:
        raise BadLayout(f"there is no encoding “{layout.encoding}”") from None
    except re.error as error:
        raise BadLayout(f"the preamble's pattern cannot be read ({error})") from None


def _listed(named: Any) -> tuple[Any, ...]:
    return named if isinstance(named, tuple) else (named,)


def _named(columns: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    return [each for named in columns.values() for each in headings(named)]
