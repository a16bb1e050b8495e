"""What a column means, by what its cells are and by the words of its heading in the languages of banks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from shared.statements.bank_csv.cells import Look
from shared.statements.bank_csv.table import heading

_HEADINGS: Final[Mapping[str, str]] = {
    "balance": r"saldo|balance|solde|kontostand|egyenleg|z[uů]statek|stan\b",
    "value_date": r"valuta|value|wertstell|\bwert\b|valeur|rente|interest|arvop|waluty|[eé]rt[eé]knap|f[oö]rfall",
    "booking_date": r"buchung|booking|book|datum|dato|date|data|fecha|p[aä]iv|posted|bokf",
    "fee": r"^fees?$|geb[uü]hr|charge|commission|poplatek",
    "debit": r"soll|debit|debet|d[eé]bit|belast|lastschrift|withdraw|paid out|money out|^out|^ut\b|uit$|ausgang|sortie",
    "credit": r"haben|credit|kredit|cr[eé]dit|gutschrift|deposit|paid in|money in|^in\b|^inn\b|eingang|entr[eé]e",
    "amount": r"betrag|amount|belopp|bel[oø]b|bel[oø]p|bedrag|montant|import|umsatz|kwota|[cč][aá]stka|objem|value|sum",
    "iban": r"iban|kontonummer|konto-?nr|account (number|no)|tegenrekening|számlasz|protiúčet|bankszámla",
    "payee": r"zahlungsempf|beneficiary|payee|beg[uü]nstigt",
    "name": r"name|naam|namn|navn|nom\b|auftraggeber|empf[aä]nger|payer|partner|counter|customer|tegenpartij",
    "reference": r"referen|kennzeichen|\bkid\b|\bocr\b|viite|\bvs\b|kenmerk|gestruct|structured",
    "end_to_end_id": r"end.?to.?end|\be2e\b",
    "text": r"zweck|te[kx]st|descri|beschr|detail|memo|mededel|omschrij|purpose|narrative|message|viesti|opis|note",
    "id": r"^id$|transaction id|transaktions-?nr|record id|unique|volgn",
}
"""Our word to a pattern of headings; those that are part of others come first."""

_FOREIGN = r"fremd|foreign|original|local"  # what was paid elsewhere; not the account's
_SEVERAL: Final = ("text", "name")
"""Meanings that more than one column may have."""

_FITTING: Final[Mapping[str, Look]] = {
    "balance": Look.AMOUNT,
    "value_date": Look.DATE,
    "booking_date": Look.DATE,
    "fee": Look.AMOUNT,
    "debit": Look.AMOUNT,
    "credit": Look.AMOUNT,
    "amount": Look.AMOUNT,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it stands: its heading, what its cells are, and the cells of every row."""

    heading: str
    look: Look
    cells: Sequence[str]


def meanings(columns: Sequence[Column]) -> list[str]:
    """One of our words for each column, "" for those that say nothing we need."""
    found = [""] * len(columns)
    for place, column in enumerate(columns):
        meaning = _meaning(column)
        if meaning and (meaning in _SEVERAL or meaning not in found):
            found[place] = meaning
    words = [each for each in _HEADINGS if each not in _FITTING or each in ("debit", "credit")]
    for place, column in enumerate(columns):
        if column.look is Look.EMPTY and (meaning := _named(column, words)) not in found:
            found[place] = meaning
    _settle_days(columns, found)
    _settle_amounts(columns, found)
    _settle_words(columns, found)
    return found


def _meaning(column: Column) -> str:
    match column.look:
        case Look.EMPTY:
            return ""
        case Look.CURRENCY:
            return "" if re.search(_FOREIGN, heading(column.heading)) else "currency"
        case Look.DIRECTION:
            return "direction"
        case Look.IBAN:
            return "account" if _is_constant(column) else "iban"
        case _:
            meaning = _named(column, [each for each in _HEADINGS if _FITTING.get(each, Look.TEXT) is column.look])
            return "account" if meaning == "iban" and _is_constant(column) else meaning


def _named(column: Column, among: Iterable[str]) -> str:
    """The first of these meanings that the heading says."""
    said = heading(column.heading)
    return next((each for each in among if re.search(_HEADINGS[each], said)), "")


def _is_constant(column: Column) -> bool:
    """An account that never changes is the one the file is of."""
    return len(column.cells) > 1 and len(set(column.cells)) == 1


def _settle_days(columns: Sequence[Column], found: list[str]) -> None:
    """The first column of days is the booking's, if none says so."""
    days = [place for place, each in enumerate(columns) if each.look is Look.DATE]
    if days and "booking_date" not in found:
        found[days[0]] = "booking_date"


def _settle_amounts(columns: Sequence[Column], found: list[str]) -> None:
    """Without a heading that says it, two columns never filled together are out and in; else the first is it."""
    if "amount" in found:
        found[:] = ["" if each in ("debit", "credit") else each for each in found]  # the same, told once more
    if "amount" in found or {"debit", "credit"} <= set(found):
        return
    spare = [place for place, each in enumerate(columns) if each.look is Look.AMOUNT and found[place] != "balance"]
    for one, other in pairwise(spare):
        if not any(a and b for a, b in zip(columns[one].cells, columns[other].cells, strict=True)):
            found[one], found[other] = "debit", "credit"
            return
    for place in spare[:1]:
        found[place] = "amount"


def _settle_words(columns: Sequence[Column], found: list[str]) -> None:
    """The words that say the most are the text, if no heading says so; the names of both sides need each other."""
    if "payee" in found and "name" not in found:
        found[found.index("payee")] = "name"
    words = [place for place, each in enumerate(columns) if each.look is Look.TEXT and not found[place]]
    if "text" not in found and words:
        found[max(words, key=lambda place: _says(columns[place].cells))] = "text"


def _says(cells: Sequence[str]) -> tuple[int, int]:
    """How many digits, for invoices have numbers, and how many letters."""
    return sum(each.isdigit() for cell in cells for each in cell), sum(map(len, cells))
