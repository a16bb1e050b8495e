"""A CSV profile: a TOML file that says how one bank's CSV is to be read.

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
    text = "Verwendungszweck"

Everything but `[columns]` may be left out; the values shown are then taken (no account).
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from stdnum import iban

from shared.money import DECIMALS
from shared.statements.refusals import BadLayout
from shared.statements.values import CsvLayout

COLUMNS = (
    "booking_date",
    "value_date",
    "amount",
    "debit",
    "credit",
    "currency",
    "name",
    "iban",
    "text",
    "reference",
    "id",
)
_TYPES = {each.name: int if each.name == "preamble_lines" else str for each in fields(CsvLayout)} | {"columns": dict}


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
    for name, value in settings.items():
        expected = _TYPES.get(name)
        if expected is None:
            raise BadLayout(f"it has no setting “{name}”")
        if type(value) is not expected:
            raise BadLayout(f"“{name}” must be {_SAID[expected]}")
    layout = CsvLayout(**settings)
    _check(layout)
    return layout


_SAID: Mapping[type[Any], str] = {int: "a whole number", str: "a text in quotes", dict: "a table"}


def _check(layout: CsvLayout) -> None:
    columns = layout.columns
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise BadLayout(f"[columns] knows {', '.join(COLUMNS)}, not “{unknown[0]}”")
    if not all(isinstance(word, str) for word in columns.values()):
        raise BadLayout("[columns] must give the header's words in quotes")
    if not columns.get("booking_date"):
        raise BadLayout("[columns] must name the booking_date")
    if not (columns.get("amount") or (columns.get("debit") and columns.get("credit"))):
        raise BadLayout("[columns] must name the amount, or both debit and credit")
    if layout.decimal not in (",", "."):
        raise BadLayout("decimal must be a comma or a dot")
    if len(layout.delimiter) != 1:
        raise BadLayout("delimiter must be one character")
    if layout.preamble_lines < 0:
        raise BadLayout("preamble_lines cannot be negative")
    _check_names(layout)


def _check_names(layout: CsvLayout) -> None:
    if layout.currency not in DECIMALS:
        raise BadLayout(f"“{layout.currency}” is not a currency code of ISO 4217")
    if layout.account_iban and not iban.is_valid(layout.account_iban):
        raise BadLayout(f"“{layout.account_iban}” is not an IBAN")
    try:
        codecs.lookup(layout.encoding)
    except LookupError:
        raise BadLayout(f"there is no encoding “{layout.encoding}”") from None
