"""Who may have paid: what account, name and text say of each debtor that comes into question."""

from __future__ import annotations

from typing import NamedTuple

from shared.matching.index import Index
from shared.matching.names import normal, payer_likeness
from shared.matching.references import compact
from shared.matching.text import Text
from shared.matching.values import Payment
from shared.matching.words import FILLERS, LABELS, PURPOSES, Label

MOST_PAYERS = 10
_CLEARLY = 0.93
_MOST_REMEMBERED = 8
_LONGEST_CUSTOMER = 3  # runs a customer number may be torn into
_SURE_CUSTOMER = 5  # digits from which an unlabelled number is worth looking up


class Payer(NamedTuple):
    """What speaks for a debtor as the payer, in words that stand in the model as well."""

    account: str
    """own | own of several | remembered | of a group | of another | new | new abroad | first | none"""
    name: str
    """same | same of several | like | a little like | remembered | other | none"""
    said: str
    """customer number | name in text | ultimate payer | nothing"""


NOBODY = Payer("none", "none", "nothing")


class Payers:
    """The debtors a payment may come from, each looked at once."""

    __slots__ = ("_found", "_index", "_name", "customer_at", "iban", "in_text", "owners", "payment", "people")

    def __init__(self, payment: Payment, text: Text, index: Index) -> None:
        self.payment = payment
        self._index = index
        self.iban = compact(payment.payer_iban) if payment.payer_iban else ""
        self._name = normal(payment.payer_name) if payment.payer_name else ""
        self.owners = index.by_iban.get(self.iban, ())
        self._found: dict[int, Payer] = {}
        self.customer_at: dict[int, tuple[int, int]] = {}
        """Where in the text a debtor's customer number stands."""
        self.in_text: list[int] = []
        self.people: list[int] = []
        """Debtors that account, name or text lead to, the surest first."""
        self._gather(text)

    def of(self, debtor_id: int) -> Payer:
        """What is known of this debtor as the payer, whatever led to the question."""
        found = self._found.get(debtor_id)
        if found is None:
            found = self._found[debtor_id] = Payer(
                self._account(debtor_id), self._alike(debtor_id), self._said(debtor_id)
            )
        return found

    def _gather(self, text: Text) -> None:
        index = self._index
        people: dict[int, None] = dict.fromkeys(self.owners)
        before = index.remembered_iban.get(self.iban, {}) if self.iban else {}
        people.update(dict.fromkeys(sorted(before, key=lambda each: (-before[each], each))[:_MOST_REMEMBERED]))
        _customers(text, index, self.customer_at)
        people.update(dict.fromkeys(self.customer_at))
        for name in (self.payment.payer_name, self.payment.ultimate_payer_name):
            if name:
                people.update(dict.fromkeys(each for _, each in index.names.find(name)))
        if self._name and (named := index.remembered_name.get(self._name)):
            people.update(dict.fromkeys(sorted(named, key=lambda each: (-named[each], each))[:_MOST_REMEMBERED]))
        self.in_text = self._named_in(text)
        people.update(dict.fromkeys(self.in_text))
        self.people = list(people)[:MOST_PAYERS]

    def _named_in(self, text: Text) -> list[int]:
        words = [
            word
            for word, digits in zip(text.runs, text.numeric, strict=True)
            if not digits and word not in LABELS and word not in PURPOSES and word not in FILLERS
        ]
        if len(words) < 2 and not any(len(word) > 7 for word in words):
            return []
        return self._index.names.named_in(normal(" ".join(words)).split())

    def _account(self, debtor_id: int) -> str:
        if not self.iban:
            return "none"
        if debtor_id in self.owners:
            return "own" if len(self.owners) == 1 else "own of several"
        before = self._index.remembered_iban.get(self.iban)
        if before and debtor_id in before:
            return "remembered" if len(before) == 1 else "of a group"
        if self.owners or before:
            return "of another"
        debtor = self._index.book.debtors.get(debtor_id)
        if debtor is None:
            return "none"
        homes = {iban[:2] for iban in debtor.ibans} | ({debtor.country} if debtor.country else set())
        if homes and self.iban[:2] not in homes:
            return "new abroad"
        return "new" if debtor.ibans else "first"

    def _alike(self, debtor_id: int) -> str:
        if not self._name:
            return "none"
        own = self._index.names.normal.get(debtor_id, "")
        found = self._index.names.find(self.payment.payer_name or "")
        if own == self._name:
            return "same" if len(found) == 1 else "same of several"
        before = self._index.remembered_name.get(self._name)
        if before and debtor_id in before:
            return "remembered"
        alike = payer_likeness(self._name, own)
        better = [other for other, each in found if each != debtor_id and other >= alike - 0.02]
        if alike >= _CLEARLY:
            return "like of several" if better else "like"
        return "a little like" if alike >= 0.84 else "other"

    def _said(self, debtor_id: int) -> str:
        if debtor_id in self.customer_at:
            return "customer number"
        ultimate = self.payment.ultimate_payer_name
        if ultimate and any(each == debtor_id for _, each in self._index.names.find(ultimate)):
            return "ultimate payer"
        return "name in text" if debtor_id in self.in_text else "nothing"


def _customers(text: Text, index: Index, found: dict[int, tuple[int, int]]) -> None:
    """Customer numbers in the text, also torn by a line break when a word says that one follows."""
    for at, digits in enumerate(text.numeric):
        if not digits or (text.apart and text.apart[at]):
            continue
        labelled = text.labels[at] is Label.CUSTOMER
        if not labelled and (text.labels[at] is not Label.NONE or len(text.runs[at]) < _SURE_CUSTOMER):
            continue
        number = ""
        for last in range(at, min(len(text.runs), at + (_LONGEST_CUSTOMER if labelled else 1))):
            if not text.numeric[last]:
                break
            number += text.runs[last]
            for debtor_id in index.by_customer.get(number, ()):
                found.setdefault(debtor_id, (at, last))
