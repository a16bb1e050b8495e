"""The book of open invoices, arranged so that a payment looks up what it names instead of going through all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from string import ascii_uppercase

from shared.matching.names import NameIndex
from shared.matching.references import compact, key, scheme
from shared.matching.values import Book, Debtor, OpenInvoice

_LETTERS_IN_FRONT = re.compile(r"^[A-Z]+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice as a number or reference leads to it."""

    invoice: OpenInvoice
    is_reference: bool = False

    @property
    def scheme(self) -> str | None:
        """The scheme whose check digits vouch for the reference; none for a number. Asked only of what was named."""
        return scheme(self.invoice.reference or "") if self.is_reference else None


class Index:
    """Look-ups over one book; built in time linear in its size, and never changed after."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.names = NameIndex(book.debtors.values())
        self.by_key: dict[str, list[Named]] = defaultdict(list)
        self.by_amount: dict[tuple[str, int], list[OpenInvoice]] = defaultdict(list)
        self.by_debtor: dict[tuple[int, str], list[OpenInvoice]] = defaultdict(list)
        self.digits: dict[int, str] = {}
        """The number of each invoice without its letters in front, by the invoice's id."""
        self.by_iban: dict[str, list[int]] = defaultdict(list)
        self.by_customer: dict[str, list[int]] = defaultdict(list)
        for invoice in sorted(book.invoices, key=oldest_first):
            if invoice.outstanding_minor > 0:
                self._add(invoice)
        for debtor in book.debtors.values():
            self._add_debtor(debtor)
        self.fronts = frozenset(each[: len(each) - len(each.lstrip(ascii_uppercase))] for each in self.by_key)
        """The letters that numbers and references start with."""
        self.longest_key = max((len(each) for each in self.by_key), default=0)

    def debtor_name(self, debtor_id: int) -> str:
        return self.book.debtors[debtor_id].name

    def open_of(self, debtor_id: int, currency: str) -> list[OpenInvoice]:
        """What a debtor has open in a currency, oldest due date first."""
        return self.by_debtor.get((debtor_id, currency), [])

    def _add(self, invoice: OpenInvoice) -> None:
        self.by_amount[invoice.currency, invoice.outstanding_minor].append(invoice)
        self.by_debtor[invoice.debtor_id, invoice.currency].append(invoice)
        self.digits[invoice.id] = own_digits(invoice.number)
        for each in number_keys(invoice.number):
            self.by_key[each].append(Named(invoice))
        if invoice.reference and key(invoice.reference):
            self.by_key[key(invoice.reference)].append(Named(invoice, is_reference=True))

    def _add_debtor(self, debtor: Debtor) -> None:
        for iban in debtor.ibans:
            self.by_iban[compact(iban)].append(debtor.id)
        if debtor.number:
            self.by_customer[compact(debtor.number)].append(debtor.id)


def oldest_first(invoice: OpenInvoice) -> tuple[object, ...]:
    """The order in which invoices are paid when nothing else decides: due date, then smallest number."""
    return invoice.due_on, invoice.number, invoice.id


def number_keys(number: str) -> set[str]:
    """The ways an invoice number is found again: all of it, without its letters in front, without zeros in front."""
    whole = compact(number)
    digits = own_digits(number)
    return {whole, digits, digits.lstrip("0")} - {""}


def own_letters(number: str) -> str:
    """The letters an invoice number starts with, such as “RE”."""
    match = _LETTERS_IN_FRONT.match(compact(number))
    return match.group() if match else ""


def own_digits(number: str) -> str:
    """An invoice number without the letters it starts with."""
    return _LETTERS_IN_FRONT.sub("", compact(number))
