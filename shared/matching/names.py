"""Names of payers and debtors, made comparable: case, umlauts written two ways, legal forms, words run together."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from shared.matching.values import Debtor

ALIKE = 0.84
"""From here on a name is evidence; the nearer to 1 the better."""
_SAME_WORDS_AND_MORE = 0.93
_FEWER_WORDS = 0.87
_MOST_ALIKE = 6

_LEGAL_FORMS = frozenset(
    "gmbh ag kg kgaa ohg ug mbh haftungsbeschrankt gbr ek ev eg se co cie ltd limited plc llc llp inc corp sa sas sarl "
    "sl srl spa snc bv nv vof ab hb kb as asa ans da aps oy oyj ky tmi sp z oo zoo und and".split()
)
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_TWO_LETTER_UMLAUTS = re.compile(r"(?<=[aou])e|(?<=a)a")
_INSIDE_A_FORM = re.compile(r"[./'’]")
_WORD = re.compile(r"\w+")
_ENDS = 4  # letters at either end of a word that find it again when one letter in it is wrong
_ENOUGH = 64  # debtors compared letter by letter for one name
_TELLING = 6  # letters from which a name found inside another text is no chance


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """The words that tell a name from another. “Schröder” and “Schroeder” come out the same, as does “Schroder”."""
    plain = name.lower().translate(_PLAIN)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _WORD.findall(_INSIDE_A_FORM.sub("", plain))
    telling = [word for word in words if word not in _LEGAL_FORMS] or words
    return " ".join(_TWO_LETTER_UMLAUTS.sub("", word) for word in telling)


class Forms(NamedTuple):
    """A normal name in the forms in which it is compared."""

    joined: str
    in_order: str
    words: frozenset[str]


@lru_cache(maxsize=65536)
def forms(name: str) -> Forms:
    words = name.split()
    return Forms("".join(words), " ".join(sorted(words)), frozenset(words))


def likeness(one: str, other: str) -> float:
    """How alike two normal names are, `ALIKE` to 1; the order of the words and the gaps between them do not count.

    Zero for names less alike.
    """
    if one == other:
        return 1.0
    a, b = forms(one), forms(other)
    joined = fuzz.ratio(a.joined, b.joined, score_cutoff=100 * ALIKE)
    return max(joined, fuzz.ratio(a.in_order, b.in_order, score_cutoff=100 * ALIKE)) / 100


def payer_likeness(payer: str, debtor: str) -> float:
    """The likeness of a payer's normal name to a debtor's, where a bank or a bookkeeper may have added words."""
    alike = likeness(payer, debtor)
    if alike >= _SAME_WORDS_AND_MORE or len(debtor) < _TELLING:
        return alike
    words, own = forms(payer).words, forms(debtor).words
    if own <= words:
        return max(alike, _SAME_WORDS_AND_MORE)
    if len(payer) >= _TELLING and words <= own:
        return max(alike, _FEWER_WORDS)
    return alike


class NameIndex:
    """Finds debtors by name through the rarer words of it, so that only a few are ever compared letter by letter."""

    def __init__(self, debtors: Iterable[Debtor]) -> None:
        self.normal = {debtor.id: normal(debtor.name) for debtor in debtors}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._found: dict[str, list[tuple[float, int]]] = {}
        for debtor_id, name in sorted(self.normal.items()):
            self._exact[name].append(debtor_id)
            for each in _keys(name):
                self._by_key[each].append(debtor_id)

    def find(self, name: str) -> list[tuple[float, int]]:
        """The debtors like this name with their likeness, the most alike first; none below `ALIKE`."""
        wanted = normal(name)
        found = self._found.get(wanted)
        if found is None:
            found = self._found[wanted] = self._closest(wanted) if wanted else []
        return found

    def named_in(self, words: list[str]) -> list[int]:
        """Debtors whose whole name stands in these words, whatever the gaps between them."""
        squeezed = "".join(words)
        found: list[int] = []
        for word in {*words, *(one + other for one, other in pairwise(words))}:
            candidates = self._by_key.get(word, ()) if len(word) >= _ENDS else ()
            if len(candidates) > _ENOUGH:
                continue
            for debtor_id in candidates:
                name = self.normal[debtor_id].replace(" ", "")
                if len(name) >= _TELLING and name in squeezed and debtor_id not in found:
                    found.append(debtor_id)
        return sorted(found)

    def _closest(self, wanted: str) -> list[tuple[float, int]]:
        if wanted in self._exact:
            return [(1.0, debtor_id) for debtor_id in self._exact[wanted]]
        alike = [(payer_likeness(wanted, self.normal[each]), each) for each in self._candidates(wanted)]
        near = sorted((pair for pair in alike if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))
        return near[:_MOST_ALIKE]

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
