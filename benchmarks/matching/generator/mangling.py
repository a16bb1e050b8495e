"""How invoice numbers are miswritten: shortened, re-punctuated, mistyped, misread, broken, run together."""

from __future__ import annotations

import random
import re

from benchmarks.matching.generator.numbering import core
from benchmarks.matching.generator.values import Invoice

_SEPARATORS = re.compile(r"[-/.]")
_LOOKS_LIKE = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
_FEWEST = 4
"""Digits that must be left for a number to mean anything."""


def mangle(invoice: Invoice, chance: random.Random, *, twice: float) -> tuple[str, str]:
    """The number as some payer writes it, and the name of what happened to it."""
    texts = {way: way(invoice.number, invoice, chance) for way in _WAYS}
    ways = [way for way, text in texts.items() if text not in ("", invoice.number)]
    way = chance.choices(ways, [_WAYS[each][1] for each in ways])[0]
    text = texts[way]
    if chance.random() < twice:
        text = chance.choice((_separators, _break, _letters))(text, invoice, chance) or text
    if text in _numbers_of(invoice):
        return _break(invoice.number, invoice, chance), "split"
    return text, _WAYS[way][0]


def _numbers_of(invoice: Invoice) -> set[str]:
    """A mistake must not happen to write another number of the same debtor."""
    debtor = invoice.debtor
    return {each.number for each in (*debtor.invoices, *debtor.paid, *debtor.credits)}


def _prefix(number: str, invoice: Invoice, _: random.Random) -> str:
    """The running number alone, its zeros kept."""
    return _enough(core(number, invoice.sequence))


def _bare(number: str, invoice: Invoice, _: random.Random) -> str:
    """The running number alone, without zeros."""
    return _enough(core(number, invoice.sequence).lstrip("0"))


def _zeros(number: str, invoice: Invoice, _: random.Random) -> str:
    middle = core(number, invoice.sequence)
    return number.replace(middle, middle.lstrip("0"), 1) if middle.startswith("0") else ""


def _separators(number: str, _: Invoice, chance: random.Random) -> str:
    return _SEPARATORS.sub(chance.choice(("", " ", "/", ".", "-", "_", " - ")), number)


def _typo(number: str, _: Invoice, chance: random.Random) -> str:
    at = _digit_at(number, chance)
    digit = chance.choice([each for each in "0123456789" if each != number[at]])
    return number[:at] + digit + number[at + 1 :]


def _swap(number: str, _: Invoice, chance: random.Random) -> str:
    at = _digit_at(number, chance)
    if at + 1 >= len(number) or not number[at + 1].isdigit() or number[at] == number[at + 1]:
        return ""
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _left_out(number: str, _: Invoice, chance: random.Random) -> str:
    if sum(map(str.isdigit, number)) < _FEWEST + 2:
        return ""
    at = _digit_at(number, chance)
    return number[:at] + number[at + 1 :]


def _letters(number: str, _: Invoice, chance: random.Random) -> str:
    places = [at for at, each in enumerate(number) if each in _LOOKS_LIKE]
    if not places:
        return ""
    at = chance.choice(places)
    return number[:at] + _LOOKS_LIKE[number[at]] + number[at + 1 :]


def _break(number: str, _: Invoice, chance: random.Random) -> str:
    at = chance.randrange(2, len(number) - 1)
    return f"{number[:at]} {number[at:]}"


def _glue(number: str, invoice: Invoice, chance: random.Random) -> str:
    word = chance.choice(("RE", "RG", "FA", "INV", "NR", "FAKT", "No", "Rech"))
    after = chance.choice(("", "", f"V{invoice.issued:%d%m%y}", f"KD{invoice.debtor.customer_number}"))
    return f"{word}{number}{after}"


def _year(number: str, invoice: Invoice, _: random.Random) -> str:
    """RE-2026-01234 becomes 1234/26."""
    year = f"{invoice.issued.year}"
    return f"{invoice.sequence}/{year[2:]}" if year in number and invoice.sequence > 999 else ""


def _enough(text: str) -> str:
    return text if len(text) >= _FEWEST else ""


def _digit_at(number: str, chance: random.Random) -> int:
    """Mistakes happen to the running number, seldom to its year."""
    return chance.choice([at for at, each in enumerate(number) if each.isdigit()][-6:])


_WAYS = {
    _prefix: ("prefix", 20),
    _bare: ("prefix_zeros", 14),
    _zeros: ("zeros", 12),
    _separators: ("separators", 20),
    _typo: ("typo", 8),
    _swap: ("swap", 4),
    _left_out: ("left_out", 4),
    _letters: ("letters", 6),
    _break: ("split", 10),
    _glue: ("glued", 8),
    _year: ("year", 6),
}
