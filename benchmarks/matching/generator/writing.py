"""Payers' writing: the text of a payment in the payer's language, then what his bank does to it."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from benchmarks.matching.generator import people
from benchmarks.matching.generator.books import FIRST_DAY
from benchmarks.matching.generator.currencies import written
from benchmarks.matching.generator.numbering import tail
from benchmarks.matching.generator.phrases import BY_LANGUAGE, Phrases
from benchmarks.matching.generator.rates import Level
from benchmarks.matching.generator.values import Debtor, Habits, Invoice

LONGEST = 140
"""Characters of unstructured remittance in SEPA."""
_LAST_FRIDAY = FIRST_DAY - timedelta(days=3)
ROOM = 104
"""What the payer fills of it, so that tags and broken lines push nothing essential out."""
_WRAP = 27
"""Characters of a line in MT940, which some banks' camt is made from."""
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "AE", "Ö": "OE", "Ü": "UE", "ø": "oe", "Ø": "OE", "æ": "ae"}
    | {"å": "aa", "Å": "AA", "Æ": "AE", "ł": "l", "Ł": "L"}
)
_BETWEEN = (" ",) * 12 + (": ", ": ", "-", "#")
_OFFICES = ("Buchhaltung", "Accounts Payable", "Økonomi", "c/o", "Comptabilité", "Amministrazione", "Treasury")


class Writer:
    """Writes as a given payer does; every choice that is not his habit is drawn."""

    def __init__(self, level: Level, chance: random.Random) -> None:
        self.level = level
        self.chance = chance

    def words(self, debtor: Debtor) -> Phrases:
        return BY_LANGUAGE[debtor.language]

    def usual(self, debtor: Debtor, choices: Sequence[str]) -> str:
        """The payer's usual word among the language's, mostly."""
        return (
            choices[debtor.habits.words % len(choices)] if self.chance.random() < 0.8 else self.chance.choice(choices)
        )

    def citing(self, debtor: Debtor, number: str, invoice: Invoice) -> str:
        """A number with the word for it, sometimes its date or amount, among what else the payer writes."""
        phrases = self.words(debtor)
        word = self.usual(debtor, phrases.invoice) if self.chance.random() < 0.75 else ""
        glue = self.chance.choice(_BETWEEN) if word else ""
        after = ""
        if self.chance.random() < 0.22:
            after = f" {self.usual(debtor, phrases.dated)} {invoice.issued:{phrases.day}}"
        elif self.chance.random() < 0.1:
            after = f" {self.amount(debtor, invoice.open, invoice.currency)}"
        return self.among(debtor, f"{word}{glue}{number}{after}")

    def amount(self, debtor: Debtor, minor: int, currency: str) -> str:
        phrases = self.words(debtor)
        text = written(minor, currency, phrases.comma, grouping=self.chance.random() < 0.4)
        return self.chance.choice((text, f"{currency} {text}", f"{text} {currency}", f"= {text}"))

    def listing(self, debtor: Debtor, numbers: Sequence[str]) -> str:
        phrases = self.words(debtor)
        word = self.usual(debtor, phrases.invoices) if self.chance.random() < 0.7 else ""
        between = self.chance.choice((", ", ",", " ", " + ", "; ", " / ", "+", " & "))
        return self.among(debtor, f"{word} {between.join(numbers)}".strip())

    def abbreviated(self, invoices: Sequence[Invoice]) -> list[str]:
        """The first number whole, of the others the last digits; longer where that would say too little."""
        digits = self.chance.choice((3, 3, 4))
        rest = [tail(each.number, each.sequence, digits) for each in invoices[1:]]
        return [invoices[0].number, *rest]

    def among(self, debtor: Debtor, essential: str) -> str:
        """The essential with other things before and after it, as far as the payer is given to it."""
        before = [self._chatter(debtor)] if self._talks(debtor) else []
        after = [self._chatter(debtor) for _ in range(2) if self._talks(debtor)]
        if len(" ".join((*before, essential, *after))) > ROOM:
            before, after = [], []
        if self.chance.random() < 0.1:
            after.append(self.usual(debtor, self.words(debtor).thanks))
        return " ".join(each for each in (*before, essential, *after) if each)

    def nothing(self, debtor: Debtor) -> str:
        """A text that names no invoice."""
        phrases = self.words(debtor)
        text = self.filled(debtor, self.chance.choice((*phrases.vague, "", "")))
        return self.among(debtor, text)

    def filled(self, debtor: Debtor, text: str, percent: int = 0, saved: str = "") -> str:
        """A phrase with its month, its day, the percentage and the sum saved in their places."""
        day = _LAST_FRIDAY - timedelta(days=self.chance.randrange(30))
        month = self.chance.choice((f"{day:%m/%Y}", f"{day:%m.%y}", f"{day:%Y-%m}"))
        return text.format(m=month, d=f"{day:{self.words(debtor).day}}", p=percent, s=saved)

    def _talks(self, debtor: Debtor) -> bool:
        return self.chance.random() < debtor.habits.chatter

    def _chatter(self, debtor: Debtor) -> str:
        chance, phrases = self.chance, self.words(debtor)
        kind = chance.randrange(6)
        if kind <= 1:
            return f"{self.usual(debtor, phrases.customer)} {debtor.customer_number}"
        if kind == 2:
            return f"{self.usual(debtor, phrases.order)} {chance.randrange(1_000, 9_999_999)}"
        if kind == 3:
            return f"{self.usual(debtor, phrases.dated)} {_LAST_FRIDAY - timedelta(chance.randrange(60)):{phrases.day}}"
        if kind == 4:
            return chance.choice(("Tel ", "T: ", "")) + f"+{chance.randrange(31, 49)} {chance.randrange(10**7, 10**9)}"
        return f"{chance.choice(('Batch', 'Lauf', 'Ref', 'ID', 'Kst', 'V'))} {chance.randrange(100, 99_999)}"

    def through_bank(self, habits: Habits, text: str, *, may_break: bool = False) -> str:
        """What arrives: capitals, fewer letters, tags, broken lines, at most 140 characters."""
        text = " ".join(text.split())
        if habits.tags and text and self.chance.random() < 0.6:
            text = self.chance.choice((f"SVWZ+{text}", f"/REMI/{text}", f"EREF+NOTPROVIDED SVWZ+{text}"))
        if habits.ascii_only:
            text = _plain_letters(text, spelled=habits.words % 2 == 0)
        if habits.capitals:
            text = text.upper()
        if habits.wraps and may_break:
            text = " ".join(text[at : at + _WRAP] for at in range(0, len(text), _WRAP))
        return text[:LONGEST].strip()

    def name(self, debtor: Debtor, noise: float = 0.0) -> str:
        """The payer's name as his bank has it, which is often not quite how the book has it."""
        name, chance = debtor.name, self.chance
        if chance.random() < (noise or self.level.name_noise):
            name = chance.choice((_without_form, _turned, _shortened, _with_office, _misspelt))(name, debtor, chance)
        if debtor.habits.ascii_only:
            name = _plain_letters(name, spelled=debtor.habits.words % 2 == 0)
        return (name.upper() if debtor.habits.capitals else name)[:70]


def _plain_letters(text: str, *, spelled: bool) -> str:
    """Umlauts spelled out, or their dots dropped."""
    text = text.translate(_UMLAUTS) if spelled else text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O")
    text = text.replace("ł", "l").replace("Ł", "L").replace("æ", "ae").replace("Æ", "AE")
    return "".join(each for each in unicodedata.normalize("NFKD", text) if each.isascii())


def _without_form(name: str, debtor: Debtor, _: random.Random) -> str:
    form = next((each for each in people.forms(debtor.country) if name.endswith(f" {each}")), "")
    return name.removesuffix(form).strip() if form else name


def _turned(name: str, debtor: Debtor, chance: random.Random) -> str:
    """Surname first, or both of a couple."""
    if not debtor.is_person:
        return name
    first, _, last = name.partition(" ")
    partner = people.person(debtor.language, chance).split(" ")[0]
    return chance.choice((f"{last} {first}", f"{last}, {first}", f"{first} u. {partner} {last}", f"{first[0]}. {last}"))


def _shortened(name: str, _: Debtor, chance: random.Random) -> str:
    return name[: chance.choice((18, 22, 27))].strip()


def _with_office(name: str, debtor: Debtor, chance: random.Random) -> str:
    return name if debtor.is_person else f"{name} {chance.choice(_OFFICES)}"


def _misspelt(name: str, _: Debtor, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + chance.choice(("", name[at] * 2, name[at + 1])) + name[at + 1 :]
