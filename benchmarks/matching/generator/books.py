"""The book of a made-up world: who owes what to whom, with prices that repeat, namesakes, groups and plans."""

from __future__ import annotations

import random
from datetime import date, timedelta

from benchmarks.matching.generator import checks, currencies, people, rates
from benchmarks.matching.generator.numbering import SERIES
from benchmarks.matching.generator.rates import Level
from benchmarks.matching.generator.values import Creditor, Debtor, Habits, Invoice, Plan

FIRST_DAY = date(2026, 11, 9)
"""The Monday of the statement."""

CREDITORS = (
    Creditor("1", "DE", "EUR", "re", "RF", 10),
    Creditor("2", "DE", "EUR", "plain6", "", 7, exports=True),
    Creditor("3", "AT", "EUR", "rg", "", 5),
    Creditor("4", "FR", "EUR", "fac", "RF", 7),
    Creditor("5", "IT", "EUR", "yearrun", "", 5, exports=True),
    Creditor("6", "NL", "EUR", "sap", "RF", 6),
    Creditor("7", "BE", "EUR", "inv", "OGM", 5),
    Creditor("8", "FI", "EUR", "padded8", "VIITE", 6),
    Creditor("9", "ES", "EUR", "fyy", "", 4),
    Creditor("10", "CH", "CHF", "plain5", "QRR", 8),
    Creditor("11", "NO", "NOK", "month", "KID10", 7),
    Creditor("12", "NO", "NOK", "plain5", "KID11", 5),
    Creditor("13", "SE", "SEK", "si", "OCR", 8),
    Creditor("14", "DK", "DKK", "branch", "", 4),
    Creditor("15", "GB", "GBP", "dotted", "", 4, exports=True),
    Creditor("16", "PL", "PLN", "fv", "", 4),
    Creditor("17", "CZ", "CZK", "plain6", "", 2),
    Creditor("18", "GB", "JPY", "week", "", 0.6),
    Creditor("19", "NO", "ISK", "inv", "", 0.6),
    Creditor("20", "GB", "KWD", "week", "RF", 0.6),
)
_TERMS = (8, 10, 14, 14, 20, 30, 30, 30, 45, 60)
_FOREIGN = ("USD", "GBP", "CHF", "PLN", "SEK", "EUR")


class Books:
    """Debtors with their open, paid and credit invoices, and plans; all of it from one source of chance."""

    def __init__(self, level: Level, invoices: int, chance: random.Random) -> None:
        self.level = level
        self.chance = chance
        self.debtors = self._debtors(max(10, invoices // 10))
        self.invoices: list[Invoice] = []
        self.plans: list[Plan] = []
        self._prices: dict[tuple[str, str], int] = {}
        self._issue(invoices)
        self._plan()

    def _debtors(self, count: int) -> list[Debtor]:
        weights = [each.weight * self._short(each) for each in CREDITORS]
        debtors: list[Debtor] = []
        group = ""
        for place in range(count):
            group = self._group(group)
            first = self.chance.choices(CREDITORS, weights)[0]
            debtors.append(self._debtor(place, first, group, debtors))
        return debtors

    def _short(self, creditor: Creditor) -> float:
        return self.level.short_numbers if SERIES[creditor.series].short else 1.0

    def _group(self, last: str) -> str:
        """Companies of a group stand together in the book, two to five of them."""
        if last and self.chance.random() < 0.65:
            return last
        return people.group_name(self.chance) if self.chance.random() < rates.GROUPS / 2 else ""

    def _debtor(self, place: int, creditor: Creditor, group: str, others: list[Debtor]) -> Debtor:
        chance = self.chance
        country = creditor.country if chance.random() < 0.78 else chance.choice(checks.COUNTRIES)
        tongue = people.language(country, chance)
        is_person = not group and chance.random() < 0.22
        name = people.person(tongue, chance) if is_person else people.company(country, tongue, chance)
        if group:
            name = f"{group} {name}"
        elif others and chance.random() < self.level.namesake:
            name = self._namesake(others, name)
        accounts = tuple(checks.iban(country, chance) for _ in range(chance.choice((1, 1, 1, 2))))
        known = accounts[: chance.choice((1, 2))] if chance.random() < self.level.account_known else ()
        number = str(chance.randrange(10_000, 99_999) if chance.random() < 0.5 else chance.randrange(10**6, 10**7))
        deals = (creditor, *self._second(creditor))
        identity = f"D{place + 1:06d}"
        habits = self._habits(tongue)
        return Debtor(identity, name, country, tongue, number, is_person, accounts, known, habits, deals, group)

    def _namesake(self, others: list[Debtor], name: str) -> str:
        """Another debtor's name, now and then with another legal form."""
        other = self.chance.choice(others[-400:])
        if other.is_person or self.chance.random() < 0.6:
            return other.name
        form = self.chance.choice(people.forms(other.country))
        return f"{other.name.rsplit(' ', 1)[0]} {form}" if " " in other.name else name

    def _second(self, first: Creditor) -> tuple[Creditor, ...]:
        same = [each for each in CREDITORS if each.currency == first.currency and each is not first]
        return (self.chance.choice(same),) if same and self.chance.random() < 0.15 else ()

    def _habits(self, tongue: str) -> Habits:
        chance = self.chance
        return Habits(
            capitals=chance.random() < 0.3,
            ascii_only=chance.random() < 0.45,
            wraps=tongue in ("de", "nl", "pl") and chance.random() < 0.2,
            tags=tongue in ("de", "nl", "cs") and chance.random() < 0.25,
            chatter=self.level.chatter * chance.choice((0.2, 0.8, 1.0, 1.6)),
            words=chance.randrange(100),
        )

    def _issue(self, count: int) -> None:
        """Invoices in the order of their issue dates, so that numbers rise as they do in life."""
        chance = self.chance
        paid = round(count * rates.PAID_LATELY)
        noted = round(count * rates.CREDIT_NOTES)
        owers = chance.choices(self.debtors, [chance.paretovariate(1.1) for _ in self.debtors], k=count + paid)
        self._spread_out(owers, count)
        fates = ["open"] * (count - noted) + ["credit"] * noted + ["paid"] * paid
        chance.shuffle(fates)
        drawn = [(self._issued(fate), fate, ower) for fate, ower in zip(fates, owers, strict=True)]
        drawn.sort(key=lambda each: each[0])
        following = {each.id: self._band(place) for place, each in enumerate(CREDITORS)}
        numbers: set[str] = set()
        for issued, fate, ower in drawn:
            creditor = chance.choice(ower.creditors)
            following[creditor.id] += chance.choice((1, 1, 1, 2, 3))
            while SERIES[creditor.series].number(following[creditor.id], issued) in numbers:
                following[creditor.id] += 1
            invoice = self._invoice(ower, creditor, following[creditor.id], issued, fate)
            numbers.add(invoice.number)
            self.invoices.append(invoice)

    def _spread_out(self, owers: list[Debtor], count: int) -> None:
        """No debtor owes more than about 120 of the invoices: what is above goes to others."""
        most, seen = max(5, min(120, count // 20)), dict.fromkeys((each.id for each in self.debtors), 0)
        for place, ower in enumerate(owers):
            while seen[ower.id] >= most:
                ower = self.chance.choice(self.debtors)
            seen[ower.id] += 1
            owers[place] = ower

    def _band(self, place: int) -> int:
        if self.level.bands_overlap:
            return 1_000 + self.chance.randrange(400)
        return 1_500 + place * 4_700 + self.chance.randrange(900)

    def _issued(self, fate: str) -> date:
        chance = self.chance
        ago = chance.randrange(35, 120) if fate == "paid" else min(round(chance.expovariate(1 / 28)), 150) + 1
        return FIRST_DAY - timedelta(days=ago)

    def _invoice(self, debtor: Debtor, creditor: Creditor, sequence: int, issued: date, fate: str) -> Invoice:
        chance = self.chance
        currency = creditor.currency
        if creditor.exports and chance.random() < rates.FOREIGN_CURRENCY * 4:
            currency = chance.choice([each for each in _FOREIGN if each != creditor.currency])
        amount = self._price(debtor, currency)
        if fate == "credit":
            amount = -max(1, round(amount * chance.choice((0.05, 0.1, 0.25, 0.5))))
        number = SERIES[creditor.series].number(sequence, issued)
        if fate == "credit" and chance.random() < 0.4:
            number = f"{chance.choice(('CN', 'GS', 'KN'))}-{number}"
        due = issued + timedelta(days=chance.choice(_TERMS))
        invoice = Invoice(number, sequence, creditor, debtor, issued, due, currency, amount, amount)
        if creditor.scheme and currency == creditor.currency:
            invoice.reference = checks.reference(creditor.scheme, debtor.customer_number, sequence)
        self._settle_fate(invoice, fate)
        return invoice

    def _price(self, debtor: Debtor, currency: str) -> int:
        """The debtor's own monthly price with the level's probability, else any."""
        key = (debtor.id, currency)
        if key not in self._prices:
            regular = self.chance.random() < self.level.list_price * 1.4
            self._prices[key] = currencies.list_price(currency, self.chance) if regular else 0
        if self._prices[key] and self.chance.random() < 0.6:
            return self._prices[key]
        if self.chance.random() < self.level.list_price * 0.4:
            return currencies.list_price(currency, self.chance)
        return currencies.any_price(currency, self.chance)

    def _settle_fate(self, invoice: Invoice, fate: str) -> None:
        chance, debtor = self.chance, invoice.debtor
        if fate == "credit":
            debtor.credits.append(invoice)
            return
        if chance.random() < 0.14:
            invoice.discount_until = invoice.issued + timedelta(days=chance.choice((8, 10, 14, 21)))
            invoice.discount_percent = chance.choice((2, 2, 3, 3, 4))
        if fate == "paid":
            invoice.open = 0
            debtor.paid.append(invoice)
            return
        if chance.random() < rates.PARTLY_PAID:
            invoice.open -= round(invoice.original * chance.choice((0.2, 0.25, 0.5)))
            invoice.discount_percent, invoice.discount_until = 0, None
        debtor.invoices.append(invoice)

    def _plan(self) -> None:
        """Plans over one to three invoices, paid in equal parts, the last with what is over."""
        for debtor in self.debtors:
            own = [each for each in debtor.invoices if each.open > 60 * currencies.scale(each.currency)]
            own = [each for each in own if own and each.currency == each.creditor.currency == own[0].currency]
            if not own or self.chance.random() >= rates.ON_A_PLAN:
                continue
            covered = own[: self.chance.choice((1, 1, 2, 3))]
            plan = Plan(f"PL-{len(self.plans) + 1:05d}", debtor, covered, self._parts(sum(e.open for e in covered)))
            for invoice in covered:
                invoice.plan, invoice.taken = plan, True
                invoice.discount_percent, invoice.discount_until = 0, None
            self.plans.append(plan)

    def _parts(self, total: int) -> list[tuple[date, int]]:
        count = self.chance.choice((2, 3, 3, 4, 6, 10, 12))
        part = total // count
        first = FIRST_DAY + timedelta(days=self.chance.randrange(-6, 8))
        amounts = [part] * (count - 1) + [total - part * (count - 1)]
        return [(first + timedelta(days=30 * place), amount) for place, amount in enumerate(amounts)]
