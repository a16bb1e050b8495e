"""The book of open invoices, arranged so that a payment looks up what it names instead of going through all of it."""

from __future__ import annotations

from collections import defaultdict, deque

from shared.matching.items import Items
from shared.matching.names import NameIndex, normal
from shared.matching.numbers import number_keys
from shared.matching.references import compact, key
from shared.matching.values import Book, OpenInvoice

_NOTHING_OPEN = Items((), (), (), (), deque())


class Index:
    """Look-ups over one book; built in time linear in its size, and never changed after.

    An invoice is known by its place in `invoices`. They stand oldest first, so that equal input in another order gives
    equal output, and a smaller place is the older invoice.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.invoices = sorted(book.invoices, key=oldest_first)
        self.owed = [each.outstanding_minor for each in self.invoices]
        self.discount = [each.discount_minor for each in self.invoices]
        self.debtor_of = [each.debtor_id for each in self.invoices]
        self.currency_of = [each.currency for each in self.invoices]
        self.digits: list[str] = []
        """The digits of each number, without its letters and separators."""
        self.full: list[str] = []
        """The letters and digits of each number."""
        self.longest_group: list[str] = []
        """The longest group of digits of each number, zeros in front included."""
        self.reference: list[str] = []
        """The reference of each, as references are compared; empty where there is none."""
        self.fronts: set[str] = set()
        """The letters our numbers start with."""
        self.by_key: dict[str, list[int]] = defaultdict(list)
        self.by_group: dict[str, list[int]] = defaultdict(list)
        self.by_reference: dict[str, list[int]] = defaultdict(list)
        self.by_amount: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.paid: dict[int, list[int]] = defaultdict(list)
        """Invoices paid lately, by debtor."""
        self._open: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._items: dict[tuple[int, str], Items] = {}
        self._with_sums: deque[Items] = deque()
        self.currencies: dict[int, list[str]] = {}
        for place, invoice in enumerate(self.invoices):
            self._add(place, invoice)
        self._add_debtors()
        self._add_plans()
        self._remember()

    def items(self, debtor_id: int, currency: str) -> Items:
        """What the debtor has open in the currency."""
        wanted = debtor_id, currency
        found = self._items.get(wanted)
        if found is None:
            places = self._open.get(wanted)
            if not places:
                return _NOTHING_OPEN
            owing = [place for place in places if self.owed[place] > 0]
            noted = [place for place in places if self.owed[place] < 0]
            found = self._items[wanted] = Items(owing, noted, self.owed, self.digits, self._with_sums)
        return found

    def debtor_name(self, debtor_id: int) -> str:
        debtor = self.book.debtors.get(debtor_id)
        return debtor.name if debtor else f"debtor {debtor_id}"

    def _add(self, place: int, invoice: OpenInvoice) -> None:
        keys = number_keys(invoice.number)
        self.full.append(keys.full)
        self.digits.append(keys.digits)
        self.longest_group.append(keys.longest_group)
        if keys.front:
            self.fronts.add(keys.front)
        for each in keys.keys:
            self.by_key[each].append(place)
        for each in keys.groups:
            self.by_group[each].append(place)
        reference = key(invoice.reference) if invoice.reference else ""
        self.reference.append(reference)
        if reference:
            self.by_reference[reference].append(place)
            if reference[:2] == "RF":
                self.fronts.add("RF")
        owed = invoice.outstanding_minor
        if owed:
            self.by_amount[invoice.currency, owed].append(place)
            self._open[invoice.debtor_id, invoice.currency].append(place)
        if owed == 0 or 0 < owed < invoice.original_minor:
            self.paid[invoice.debtor_id].append(place)

    def _add_debtors(self) -> None:
        self.names = NameIndex(self.book.debtors.values())
        self.by_iban: dict[str, list[int]] = defaultdict(list)
        self.by_customer: dict[str, list[int]] = defaultdict(list)
        for debtor in sorted(self.book.debtors.values(), key=lambda each: each.id):
            for iban in debtor.ibans:
                self.by_iban[compact(iban)].append(debtor.id)
            if debtor.number:
                self.by_customer[compact(debtor.number)].append(debtor.id)
        for debtor_id, currency in self._open:
            self.currencies.setdefault(debtor_id, []).append(currency)

    def _add_plans(self) -> None:
        """The invoices of every plan that still owes, and what is to be paid by which instalment."""
        self.plan_invoices: dict[int, list[int]] = defaultdict(list)
        self.plans_of: dict[int, list[int]] = defaultdict(list)
        for place, invoice in enumerate(self.invoices):
            if invoice.plan_id is not None and invoice.outstanding_minor > 0:
                if invoice.plan_id not in self.plan_invoices:
                    self.plans_of[invoice.debtor_id].append(invoice.plan_id)
                self.plan_invoices[invoice.plan_id].append(place)
        self.instalments: dict[int, set[int]] = defaultdict(set)
        self.plan_named: dict[str, int] = {}
        for each in self.book.instalments:
            self.instalments[each.plan_id].add(each.amount_minor)
            if each.plan_number:
                self.plan_named[compact(each.plan_number)] = each.plan_id

    def _remember(self) -> None:
        """Payers confirmed before, by account and by name: for which debtors, and how often."""
        self.remembered_iban: dict[str, dict[int, int]] = {}
        self.remembered_name: dict[str, dict[int, int]] = {}
        for each in self.book.memory:
            for table, wanted in (
                (self.remembered_iban, compact(each.payer_iban)),
                (self.remembered_name, normal(each.payer_name)),
            ):
                if wanted:
                    times = table.setdefault(wanted, {})
                    times[each.debtor_id] = times.get(each.debtor_id, 0) + each.times


def oldest_first(invoice: OpenInvoice) -> tuple[object, ...]:
    """The order in which invoices are paid when nothing else decides: due date, then smallest number."""
    return invoice.due_on, invoice.number, invoice.id
