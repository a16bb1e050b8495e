"""Cases that must not be applied, or not as they look: second payments, old slips, returns, other people's money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from benchmarks.matching.generator import checks, currencies, people
from benchmarks.matching.generator.books import FIRST_DAY
from benchmarks.matching.generator.desk import Desk, oldest_alike
from benchmarks.matching.generator.numbering import core
from benchmarks.matching.generator.phrases import BY_LANGUAGE
from benchmarks.matching.generator.rates import UNRELATED_AMOUNT, UNRELATED_DIGITS, UNRELATED_NAME
from benchmarks.matching.generator.values import Invoice, Line

_REPEATABLE = ("structured", "structured_text", "number_clean", "number_noisy", "multi_list", "third_party")
_REASONS = ("AM04", "AM04", "MS03", "MD06", "AC04", "AC01", "MD07")


def duplicate(desk: Desk) -> list[Line]:
    """Paid again up to three days later: by the same slip, or written anew."""
    first = _paid_in_full(desk)
    if not first:
        return []
    later = min(first.moment[0] + timedelta(days=desk.chance.randrange(4)), FIRST_DAY + timedelta(days=6))
    again = _again(first, "duplicate")
    again.moment = max(desk.moment(later), (first.moment[0], first.moment[1] + 1e-9))
    again.servicer = f"Q{desk.chance.randrange(10**13, 10**14)}"
    again.end_to_end = desk.end_to_end()
    if len(first.applications) == 1 and first.evidence == "number" and desk.chance.random() < 0.4:
        text, _ = desk.cited(first.applications[0][0], 0.3)
        again.text = desk.writer.through_bank(first.applications[0][0].debtor.habits, text)
    return [again]


def bank_duplicate(desk: Desk) -> list[Line]:
    """The entry once more, with all its identifiers."""
    first = _paid_in_full(desk)
    if not first:
        return []
    again = _again(first, "bank_duplicate")
    again.moment = (first.moment[0], first.moment[1] + 1e-9)
    return [again]


def already_paid(desk: Desk) -> list[Line]:
    """What was paid weeks ago comes again; the debtor owes nothing else of that amount."""
    paid = desk.one(desk.paid, _settled_alone)
    if not paid:
        return []
    paid.taken = True
    by_slip = paid.reference and desk.chance.random() < 0.4
    text = "" if by_slip else desk.cited(paid, 0.3)[0]
    return [
        desk.line(
            paid.debtor,
            [],
            text,
            "already_paid",
            "paid",
            amount=paid.original,
            residual=paid.original,
            currency=paid.currency,
            reference=paid.reference if by_slip else "",
            scheme=paid.creditor.scheme if by_slip else "",
        )
    ]


def wrong_ref(desk: Desk) -> list[Line]:
    """An old slip with a new amount: what is named is paid, what has the amount is open."""
    found = desk.one(fits=lambda each: any(old.currency == each.currency for old in each.debtor.paid))
    if not found:
        return []
    [invoice] = oldest_alike(desk, [found])
    old = desk.chance.choice([each for each in invoice.debtor.paid if each.currency == invoice.currency])
    applied = [(invoice, invoice.open)]
    if old.reference and desk.chance.random() < 0.5:
        more = {"reference": old.reference, "scheme": old.creditor.scheme}
        return [desk.line(invoice.debtor, applied, "", "wrong_ref", "misleading", **more)]
    text = desk.writer.citing(invoice.debtor, old.number, old)
    return [desk.line(invoice.debtor, applied, text, "wrong_ref", "misleading")]


def returned_dd(desk: Desk) -> list[Line]:
    """A direct debit comes back, half the time with the bank's fee; three in four name the invoice."""
    paid = desk.one(desk.paid, _settled_alone)
    if not paid:
        return []
    paid.taken = True
    fee = 0
    if desk.chance.random() < 0.5:
        euros = desk.chance.choice((300, 350, 500, 750, 810))
        fee = currencies.exchanged(euros, "EUR", paid.currency)
    text = desk.writer.usual(paid.debtor, desk.writer.words(paid.debtor).returned)
    if desk.chance.random() < 0.75 or not _only_of_its_amount(paid):
        text = f"{text} {desk.cited(paid, 0.2)[0]}"
    if desk.chance.random() < 0.4:
        text = f"{text} MREF {desk.chance.randrange(10**5, 10**8)}"
    return [
        desk.line(
            paid.debtor,
            [(paid, -paid.original)],
            text,
            "returned_dd",
            "return",
            amount=paid.original + fee,
            is_credit=False,
            residual=-fee,
            return_reason=desk.chance.choice(_REASONS),
        )
    ]


def unrelated(desk: Desk) -> list[Line]:
    """Rent, taxes, card settlements: a quarter with an invoice's digits, some with its amount or a debtor's name."""
    chance = desk.chance
    bait = chance.choice(desk.open)
    country = chance.choice(checks.COUNTRIES)
    tongue = people.language(country, chance)
    phrase = chance.choice(BY_LANGUAGE[tongue].unrelated)
    currency = bait.creditor.currency
    payer = people.company(country, tongue, chance) if chance.random() < 0.8 else people.person(tongue, chance)
    amount = currencies.any_price(currency, chance)
    text = desk.writer.filled(bait.debtor, phrase)
    kind = chance.random()
    if kind < UNRELATED_DIGITS:
        text = f"{text} {core(bait.number, bait.sequence)}"
    elif kind < UNRELATED_DIGITS + UNRELATED_AMOUNT:
        currency, amount = bait.currency, bait.open
    elif kind < UNRELATED_DIGITS + UNRELATED_AMOUNT + UNRELATED_NAME:
        payer = bait.debtor.name
        amount += sum(each.open == amount for each in bait.debtor.invoices)
    elif chance.random() < 0.5:
        text = f"{text} {chance.randrange(10**4, 10**9)}"
    if currency != bait.creditor.currency:
        return []
    account = checks.iban(country, chance)
    more = {"amount": amount, "residual": amount, "currency": currency, "payer_name": payer, "payer_account": account}
    line = desk.line(bait.debtor, [], text, "unrelated", "unrelated", **more)
    line.debtor = None
    return [line]


def _paid_in_full(desk: Desk) -> Line | None:
    """A line of this statement that pays its invoices in full and names them, not repeated yet."""
    for _ in range(40 if desk.lines else 0):
        line = desk.chance.choice(desk.lines)
        named = line.kind in _REPEATABLE and line.evidence not in ("none", "ref_typo")
        if named and not line.repeated and all(not _has_a_twin(each) for each, _ in line.applications):
            line.repeated = True
            return line
    return None


def _again(first: Line, kind: str) -> Line:
    return replace(first, kind=kind, evidence="duplicate", applications=[], residual=first.amount, repeated=True)


def _has_a_twin(invoice: Invoice) -> bool:
    """Whether the debtor owes the same amount once more, so that a second payment might be of that."""
    return any(each is not invoice and each.open == invoice.open for each in invoice.debtor.invoices)


def _settled_alone(paid: Invoice) -> bool:
    alone = all(each.open != paid.original for each in paid.debtor.invoices)
    return alone and paid.currency == paid.creditor.currency


def _only_of_its_amount(paid: Invoice) -> bool:
    return sum(each.original == paid.original for each in paid.debtor.paid) == 1
