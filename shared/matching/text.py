"""Reads numbers out of what payers write: runs of letters and digits, what they are labelled as, and what they are not.

A run of digits is never cut: a number that is only a piece of a longer run does not count as written.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from enum import Enum, auto
from typing import NamedTuple

_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
_DATE = (
    r"(?<!\d)(?:\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"
)
_AMOUNT = r"(?<!\d)(?:\d{1,3}(?:[ .,'’]\d{3})+|\d+)[.,]\d{2}(?![\d])"
_DATES_AND_AMOUNTS = re.compile(f"{_DATE}|{_AMOUNT}")
_HOLDS_TOGETHER = re.compile(r"[\s\-‐‑–/._:+#*]{0,3}")
_WRITES_ON = {"", "-", "/"}
_SHORT = 5  # a bare number with fewer letters and digits proves nothing by itself

_INVOICE_WORDS = frozenset(
    "RE RG RGNR RENR RNR RECHN RECHNUNG RECHNUNGEN RECHNUNGSNR RECHNUNGSNUMMER INV INVOICE INVOICES FAKTURA FAKTURAN "
    "FAKTURANR FAKTUROR FAKTURAER FAKT FACT FACTURE FACTURES FACTUUR FACTUREN FACTUURNR FACTURA FACTURAS FATTURA "
    "FATTURE FT FV LASKU LASKUT LASKUN BILL BELEG".split()
)
_CUSTOMER_WORDS = frozenset(
    "KD KDNR KND KNDNR KNR KUNDE KUNDEN KUNDENNR KUNDENNUMMER KUNDNR KUNDNUMMER KUNDENR KLANT KLANTNR KLANTNUMMER "
    "CUSTOMER CUST CLIENT CLIENTE KLIENT ASIAKAS ASIAKASNRO".split()
)
_OTHER_WORDS = frozenset(
    "ORDER ORDRE ORDERNR BESTELLUNG BESTELLNR BESTELLING COMMANDE AUFTRAG AUFTRAGSNR ORDINE PEDIDO ZAMOWIENIE "
    "ZAMÓWIENIE TILAUS PROJEKT PROJECT PO IBAN BIC BLZ KONTO KTO USTID VAT".split()
)
_PHONE_WORDS = frozenset("TEL TLF PUH TELEFON TELEPHONE PHONE FAX MOBIL".split())
_FILLERS = frozenset("NR NO N NUM NUMMER NUMERO NUMBER NRO COD VON VOM OF".split())


class Label(Enum):
    """What the words before a number say it is."""

    NONE = auto()
    INVOICE = auto()
    CUSTOMER = auto()
    OTHER = auto()
    PHONE = auto()


_KEEPS_ON = {Label.INVOICE, Label.PHONE}
"""Labels that also hold for the numbers after the first: lists of invoices, groups of a telephone number."""


class Run(NamedTuple):
    """Letters or digits without a break, where they stand, and what they are said to be."""

    text: str
    digits: bool
    start: int
    end: int
    label: Label
    gap: str | None
    """What separates it from the run before, when the two may still be one number."""


class Piece(NamedTuple):
    """Whole runs that together may be a number, joined over separators. `prefix`: letters written onto its front."""

    key: str
    start: int
    end: int
    label: Label
    prefix: str
    loose: bool
    """Digits joined over blanks alone: they may as well be two numbers."""

    @property
    def lettered(self) -> bool:
        return not self.key.isdigit()

    @property
    def short(self) -> bool:
        return len(self.key) < _SHORT

    @property
    def is_one_number(self) -> bool:
        """A single run of digits."""
        return not self.lettered and self.end - self.start == len(self.key)


def runs(text: str) -> list[Run]:
    """The runs of letters and digits in a text, in order."""
    found: list[Run] = []
    label, before = Label.NONE, 0
    for match in _RUNS.finditer(text):
        word, (start, end) = match.group().upper(), match.span()
        digits = word[0] <= "9"
        label = label if digits else _label(word, label)
        gap = text[before:start]
        found.append(Run(word, digits, start, end, label, gap if found and _HOLDS_TOGETHER.fullmatch(gap) else None))
        if digits and label not in _KEEPS_ON:
            label = Label.NONE
        before = end
    return found


def pieces(text: str, longest: int, fronts: Container[str]) -> Iterator[Piece]:
    """Everything in a text that may be a number of at most `longest` letters and digits, from left to right.

    A number with letters in front has one of `fronts`. Dates and amounts, and parts of them, are left out; so are
    pieces cut out of a longer code.
    """
    found = runs(text)
    apart = [match.span() for match in _DATES_AND_AMOUNTS.finditer(text)] if len(found) > 1 else []
    for first in range(len(found)):
        if not _cut_in_front(found, first):
            for piece in _pieces_from(found, first, longest, fronts):
                if not any(start <= piece.start and piece.end <= end for start, end in apart):
                    yield piece


def _label(word: str, before: Label) -> Label:
    if word in _FILLERS:
        return before
    if word in _INVOICE_WORDS:
        return Label.INVOICE
    if word in _CUSTOMER_WORDS:
        return Label.CUSTOMER
    if word in _OTHER_WORDS:
        return Label.OTHER
    return Label.PHONE if word in _PHONE_WORDS else Label.NONE


def _pieces_from(found: list[Run], first: int, longest: int, fronts: Container[str]) -> Iterator[Piece]:
    start, label, prefix = found[first].start, found[first].label, _prefix(found, first)
    key, numeric, loose = "", False, False
    for last in range(first, len(found)):
        run = found[last]
        if last > first and run.gap is None:
            return
        if run.digits:
            if not numeric and key and key not in fronts:
                return
            loose = loose or (numeric and found[last - 1].digits and (run.gap or "").isspace())
            numeric = True
        key += run.text
        if len(key) > longest:
            return
        if numeric and not _cut_behind(found, last):
            yield Piece(key, start, run.end, label, prefix, loose)


def _cut_in_front(found: list[Run], first: int) -> bool:
    """Whether starting here would cut a code in two; letters alone in front of digits are a prefix, not a cut."""
    if found[first].gap != "":
        return False
    return not found[first].digits or found[first - 1].gap == ""


def _cut_behind(found: list[Run], last: int) -> bool:
    if not _touches_next(found, last):
        return False
    return not found[last].digits or _touches_next(found, last + 1)


def _touches_next(found: list[Run], at: int) -> bool:
    """Whether the run at this place and the next one are written together."""
    return at + 1 < len(found) and found[at + 1].gap == ""


def _prefix(found: list[Run], first: int) -> str:
    """The letters written onto the front of a number, unless they only say that it is one."""
    if first == 0 or found[first - 1].digits or not found[first].digits or found[first].gap not in _WRITES_ON:
        return ""
    before = found[first - 1].text
    return "" if before in _INVOICE_WORDS or before in _FILLERS else before
