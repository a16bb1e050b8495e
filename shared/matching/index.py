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
        self.years = {str(each.due_on.year) for each in self.invoices}
        """Of the invoices: what is written so is hardly ever a number."""
        self._add_numbers()
        self._add_amounts()
        self._items: dict[tuple[int, str], Items] = {}
        self._with_sums: deque[Items] = deque()
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

    def _add_numbers(self) -> None:
        keys = [number_keys(each.number) for each in self.invoices]
        self.full = [each.full for each in keys]
        """The letters and digits of each number."""
        self.digits = [each.digits for each in keys]
        """The digits of each number, without its letters and separators."""
        self.longest_group = [each.longest_group for each in keys]
        """The longest group of digits of each number, zeros in front included."""
        self.fronts = {each.front for each in keys if each.front}
        """The letters our numbers and references start with."""
        self.by_key: dict[str, list[int]] = defaultdict(list)
        self.by_group: dict[str, list[int]] = defaultdict(list)
        self.by_reference: dict[str, list[int]] = defaultdict(list)
        self.spelt: list[tuple[str, ...]] = []
        """What may be written of each with a mistake: letters and digits of the number, its digits, the reference."""
        by_key, by_group, spelt = self.by_key, self.by_group, self.spelt
        for place, (invoice, (full, digits, _, written, _, groups)) in enumerate(zip(self.invoices, keys, strict=True)):
            for each in written:
                by_key[each].append(place)
            for each in groups:
                by_group[each].append(place)
            reference = key(invoice.reference) if invoice.reference else ""
            if reference:
                self.by_reference[reference].append(place)
            spelt.append(tuple([each for each in (full, digits if digits != full else "", reference) if each]))
        if any(each.startswith("RF") for each in self.by_reference):
            self.fronts.add("RF")

    def _add_amounts(self) -> None:
        self.by_amount: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.paid: dict[int, list[int]] = defaultdict(list)
        """Invoices paid lately, by debtor."""
        self._open: dict[tuple[int, str], list[int]] = defaultdict(list)
        for place, invoice in enumerate(self.invoices):
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
        self.currencies: dict[int, list[str]] = {}
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
