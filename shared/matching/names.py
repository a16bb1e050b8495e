"""Names of payers and debtors, made comparable: case, umlauts written two ways, legal forms, words run together."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz

from shared.matching.values import Debtor

ALIKE = 0.9  # the receivables rules: name similarity from which a name is evidence

_LEGAL_FORMS = frozenset(
    "gmbh ag kg kgaa ohg ug mbh gbr ek ev eg se co cie ltd limited plc llc llp inc corp sa sas sarl sl srl spa snc "
    "bv nv vof ab hb kb as asa ans da aps oy oyj tmi ky sp z oo zoo und and".split()
)
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_TWO_LETTER_UMLAUTS = re.compile(r"(?<=[aou])e|(?<=a)a")
_INSIDE_A_FORM = re.compile(r"[./'’]")
_WORD = re.compile(r"\w+")
_ENDS = 4  # letters at either end of a word that find it again when one letter in it is wrong
_ENOUGH = 64  # debtors compared letter by letter for one name


def normal(name: str) -> str:
    """The words that tell a name from another. “Schröder” and “Schroeder” come out the same, as does “Schroder”."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _WORD.findall(_INSIDE_A_FORM.sub("", plain))
    telling = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(_TWO_LETTER_UMLAUTS.sub("", word) for word in telling)


def likeness(one: str, other: str) -> float:
    """How alike two normal names are, 0 to 1; the order of the words and the gaps between them do not count."""
    joined = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return max(joined, fuzz.token_sort_ratio(one, other)) / 100


class NameIndex:
    """Finds debtors by name through the rarer words of it, so that only a few are ever compared letter by letter."""

    def __init__(self, debtors: Iterable[Debtor]) -> None:
        self._normal = {debtor.id: normal(debtor.name) for debtor in debtors}
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._seen: dict[str, dict[int, float]] = {}
        for debtor_id, name in self._normal.items():
            for each in _keys(name):
                self._by_key[each].append(debtor_id)

    def find(self, name: str) -> dict[int, float]:
        """The debtors most like this name with their likeness, all of them when several are equally like it."""
        wanted = normal(name)
        if wanted not in self._seen:
            self._seen[wanted] = self._closest(wanted)
        return self._seen[wanted]

    def _closest(self, wanted: str) -> dict[int, float]:
        alike = {debtor_id: likeness(wanted, self._normal[debtor_id]) for debtor_id in self._candidates(wanted)}
        best = max(alike.values(), default=0.0)
        return {debtor_id: how for debtor_id, how in alike.items() if how == best >= ALIKE}

    def _candidates(self, wanted: str) -> set[int]:
        found: set[int] = set()
        lists = (self._by_key.get(each, []) for each in _keys(wanted))
        for debtors in sorted(lists, key=len):
            if len(found) + len(debtors) > _ENOUGH and found:
                break
            found.update(debtors)
        return found


def _keys(name: str) -> set[str]:
    """Whole words, the ends of longer ones, and the ends of all of it written together."""
    words = set(name.split())
    longer = [word for word in (*words, name.replace(" ", "")) if len(word) > _ENDS]
    return words | {"^" + word[:_ENDS] for word in longer} | {word[-_ENDS:] + "$" for word in longer}
