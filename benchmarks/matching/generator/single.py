"""Cases of one invoice: named well, named badly, not named, and paid with another amount than is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from benchmarks.matching.generator import checks, currencies
from benchmarks.matching.generator.books import FIRST_DAY
from benchmarks.matching.generator.desk import Desk, oldest_alike
from benchmarks.matching.generator.values import Invoice, Line

_NAME_ON_A_NEW_ACCOUNT = 0.7
"""That a new account is held under a name not written as in the book."""
_LABELS = {
    "RF": ("Ref ", "Referenz "),
    "QRR": ("Ref. ", "QR-Ref. "),
    "OGM": ("", "Mededeling "),
    "KID10": ("KID ", "KID: "),
    "KID11": ("KID ", "Kid nr "),
    "VIITE": ("Viite ", "Viitenro "),
    "OCR": ("OCR ", "OCR-nr "),
}


def structured(desk: Desk) -> list[Line]:
    invoice = desk.one(fits=_has_reference)
    return [_by_reference(desk, invoice, invoice.open, "structured")] if invoice else []


def structured_text(desk: Desk) -> list[Line]:
    """The reference typed into the text, as printed or run together; one in ten mistyped."""
    invoice = desk.one(fits=_has_reference)
    if not invoice:
        return []
    scheme, value = invoice.creditor.scheme, invoice.reference
    evidence = "ref_typed"
    if desk.chance.random() < 0.1:
        at = desk.chance.randrange(len(value) // 2, len(value) - 1)
        value = value[:at] + str((int(value[at]) + desk.chance.randrange(1, 9)) % 10) + value[at + 1 :]
        evidence = "ref_typo"
    shown = checks.grouped(scheme, value) if desk.chance.random() < 0.6 else value
    label = desk.chance.choice(("", "", *_LABELS[scheme]))
    text = desk.writer.among(invoice.debtor, label + shown)
    return [desk.line(invoice.debtor, [(invoice, invoice.open)], text, "structured_text", evidence, may_break=True)]


def number_clean(desk: Desk) -> list[Line]:
    invoice = desk.one()
    if not invoice:
        return []
    applied = [(invoice, invoice.open)]
    if desk.chance.random() < 0.06:
        text = desk.writer.nothing(invoice.debtor)
        return [desk.line(invoice.debtor, applied, text, "number_clean", "end_to_end", end_to_end=invoice.number[:35])]
    text, evidence = desk.cited(invoice, 0.0)
    return [desk.line(invoice.debtor, applied, text, "number_clean", evidence)]


def number_noisy(desk: Desk) -> list[Line]:
    invoice = desk.one()
    if not invoice:
        return []
    text, evidence = desk.cited(invoice, 1.0)
    return [
        desk.line(invoice.debtor, [(invoice, invoice.open)], text, "number_noisy", evidence, may_break=True),
    ]


def amount_only(desk: Desk) -> list[Line]:
    found = desk.one()
    if not found:
        return []
    [invoice] = oldest_alike(desk, [found])
    text = desk.writer.nothing(invoice.debtor)
    return [desk.line(invoice.debtor, [(invoice, invoice.open)], text, "amount_only", "none")]


def new_iban(desk: Desk) -> list[Line]:
    """An account nobody has seen, seven times in ten without a number."""
    found = desk.one()
    if not found:
        return []
    [invoice], debtor = oldest_alike(desk, [found]), found.debtor
    country = debtor.country if desk.chance.random() < 0.8 else desk.chance.choice(checks.COUNTRIES)
    account = checks.iban(country, desk.chance)
    text, evidence = desk.writer.nothing(debtor), "none"
    if desk.chance.random() < 0.3:
        text, evidence = desk.cited(invoice, 0.4)
    name = desk.writer.name(debtor, _NAME_ON_A_NEW_ACCOUNT)
    applied = [(invoice, invoice.open)]
    return [desk.line(debtor, applied, text, "new_iban", evidence, payer_account=account, payer_name=name)]


def partial(desk: Desk) -> list[Line]:
    """A share or a round sum; where no invoice is named, the debtor's oldest is meant."""
    invoice = desk.one(fits=lambda each: each.open > 40 * currencies.scale(each.currency))
    if not invoice:
        return []
    named = desk.chance.random() < 0.75
    free = desk.free(invoice.debtor, invoice.currency)
    invoice = invoice if named else free[0]
    amount = _part(desk, invoice)
    if not 0 < amount < invoice.open or (not named and not _tells_a_part(desk, free, amount)):
        return []
    word = desk.writer.usual(invoice.debtor, desk.writer.words(invoice.debtor).part)
    if named and _has_reference(invoice) and desk.chance.random() < 0.2:
        return [_by_reference(desk, invoice, amount, "partial")]
    text, evidence = desk.cited(invoice, 0.3) if named else (desk.writer.among(invoice.debtor, ""), "none")
    text = f"{word} {text}" if desk.chance.random() < 0.6 else text
    return [desk.line(invoice.debtor, [(invoice, amount)], text, "partial", evidence)]


def split_payments(desk: Desk) -> list[Line]:
    """One invoice in two to four payments, together exactly what is owed."""
    invoice = desk.one(fits=lambda each: each.open > 100 * currencies.scale(each.currency))
    if not invoice:
        return []
    count = desk.chance.choice((2, 2, 2, 3, 4))
    amounts = _cut(desk, invoice.open, count, currencies.scale(invoice.currency))
    lines = []
    for place, amount in enumerate(amounts, start=1):
        text, evidence = desk.cited(invoice, 0.25)
        if desk.chance.random() < 0.4:
            text = f"{place}/{count} {text}"
        lines.append(desk.line(invoice.debtor, [(invoice, amount)], text, "split_payments", evidence))
    return lines


def overpay(desk: Desk) -> list[Line]:
    """Rounded up generously, mistaken by some units, or a tenth too much."""
    invoice = desk.one(fits=lambda each: each.open > 10 * currencies.scale(each.currency))
    if not invoice:
        return []
    unit = currencies.scale(invoice.currency)
    step = desk.chance.choice((10, 50, 100)) * unit
    up = -invoice.open % step
    over = desk.chance.choice((up, desk.chance.randrange(2 * unit, 80 * unit), invoice.open // 10))
    if over < 1.5 * unit:
        return []
    if _has_reference(invoice) and desk.chance.random() < 0.25:
        return [_by_reference(desk, invoice, invoice.open, "overpay", residual=over)]
    text, evidence = desk.cited(invoice, 0.25)
    return [desk.line(invoice.debtor, [(invoice, invoice.open)], text, "overpay", evidence, residual=over)]


def skonto(desk: Desk) -> list[Line]:
    """The discount taken in time, or up to five days too late; only the money is applied."""
    invoice = desk.one(desk.discounted, lambda each: each.currency == each.creditor.currency)
    if not invoice or invoice.discount_until is None:
        return []
    saved = (invoice.open * invoice.discount_percent + 50) // 100
    last = min(invoice.discount_until, FIRST_DAY + timedelta(days=4))
    day = FIRST_DAY + timedelta(days=desk.chance.randrange((last - FIRST_DAY).days + 1))
    if desk.chance.random() < 0.2 and invoice.discount_until < FIRST_DAY + timedelta(days=4):
        day = min(invoice.discount_until + timedelta(days=desk.chance.randrange(1, 6)), FIRST_DAY + timedelta(days=6))
    moment = desk.moment(day)
    if _has_reference(invoice) and desk.chance.random() < 0.2:
        return [_by_reference(desk, invoice, invoice.open - saved, "skonto", moment=moment)]
    if desk.chance.random() < 0.12:
        text, evidence = desk.writer.nothing(invoice.debtor), "none"
    else:
        text, evidence = desk.cited(invoice, 0.35)
    if desk.chance.random() < 0.6:
        text = f"{text} {_discount_words(desk, invoice, saved)}"
    return [desk.line(invoice.debtor, [(invoice, invoice.open - saved)], text, "skonto", evidence, moment=moment)]


def charges(desk: Desk) -> list[Line]:
    """A correspondent bank kept its fee; now and then the file says what was instructed."""
    invoice = desk.one(fits=lambda each: each.open > 120 * currencies.scale(each.currency))
    if not invoice:
        return []
    euros = desk.chance.choice((2.5, 5, 7.5, 8, 10, 12, 15, 20, 25, round(desk.chance.uniform(1.5, 20), 2)))
    fee = currencies.exchanged(round(euros * 100), "EUR", invoice.currency)
    if not 0 < fee * 8 < invoice.open:
        return []
    text, evidence = desk.cited(invoice, 0.3)
    told = (invoice.open, invoice.currency) if desk.chance.random() < 0.3 else None
    applied = [(invoice, invoice.open - fee)]
    return [desk.line(invoice.debtor, applied, text, "charges", evidence, instructed=told)]


def rounding(desk: Desk) -> list[Line]:
    """To the whole unit, to five hundredths, or a few hundredths off: always less than one unit."""
    invoice = desk.one(fits=lambda each: 1 < currencies.scale(each.currency) < each.open // 10)
    if not invoice:
        return []
    unit = currencies.scale(invoice.currency)
    down, up = -(invoice.open % unit), -invoice.open % unit
    off = desk.chance.choice(
        (down, up, up, desk.chance.randrange(1, unit // 10), -desk.chance.randrange(1, unit // 10))
    )
    if not off:
        return []
    applied = [(invoice, invoice.open + min(off, 0))]
    if _has_reference(invoice) and desk.chance.random() < 0.3:
        return [_by_reference(desk, invoice, applied[0][1], "rounding", residual=max(off, 0))]
    text, evidence = desk.cited(invoice, 0.3)
    return [desk.line(invoice.debtor, applied, text, "rounding", evidence, residual=max(off, 0))]


def fx(desk: Desk) -> list[Line]:
    """Owed in one currency, paid in the account's, near the rate; the whole invoice is meant."""
    invoice = desk.one(desk.foreign)
    if not invoice:
        return []
    into = invoice.creditor.currency
    amount = currencies.exchanged(invoice.open, invoice.currency, into, desk.chance.gauss(0, 0.005))
    told = (invoice.open, invoice.currency) if desk.chance.random() < 0.55 else None
    text, evidence = desk.cited(invoice, 0.35)
    if desk.chance.random() < 0.25:
        text, evidence = desk.writer.nothing(invoice.debtor), "none"
    applied = [(invoice, invoice.open)]
    return [
        desk.line(invoice.debtor, applied, text, "fx", evidence, amount=amount, currency=into, instructed=told),
    ]


def instalment(desk: Desk) -> list[Line]:
    """The next part of a plan; which invoices it pays follows from the order of the statement."""
    waiting = [each for each in desk.books.plans if each.used < min(2, len(each.parts))]
    if not waiting:
        return []
    plan = desk.chance.choice(waiting)
    _, amount = plan.parts[plan.used]
    plan.used += 1
    debtor, named = plan.debtor, desk.chance.random()
    text = desk.writer.usual(debtor, desk.writer.words(debtor).rate)
    if named < 0.5:
        text = f"{text} {plan.id}"
    elif named < 0.8:
        text = f"{text} {desk.number(plan.invoices[0], 0.2)[0]}"
    text = desk.writer.among(debtor, text)
    currency = plan.invoices[0].currency
    return [desk.line(debtor, [], text, "instalment", "plan", amount=amount, currency=currency, plan=plan)]


def _has_reference(invoice: Invoice) -> bool:
    return bool(invoice.reference)


def _by_reference(desk: Desk, invoice: Invoice, amount: int, kind: str, **more: object) -> Line:
    """Paid by the slip: the reference in its own field, seldom a text."""
    text = desk.writer.nothing(invoice.debtor) if desk.chance.random() < 0.15 else ""
    scheme, given = invoice.creditor.scheme, invoice.reference
    return desk.line(invoice.debtor, [(invoice, amount)], text, kind, "ref", reference=given, scheme=scheme, **more)


def _part(desk: Desk, invoice: Invoice) -> int:
    share = round(invoice.open * desk.chance.choice((0.2, 0.25, 0.3, 1 / 3, 0.5, 0.5, 0.6, 0.75, 0.9)))
    unit = currencies.scale(invoice.currency)
    return desk.chance.choice((share, share // (10 * unit) * 10 * unit, share // (50 * unit) * 50 * unit))


def _tells_a_part(desk: Desk, free: Sequence[Invoice], amount: int) -> bool:
    """Whether it can only be a part of something, and the debtor's only one this week that names nothing."""
    payer = free[0].debtor.id
    if payer in desk.part_payers or any(each.open == amount for each in free):
        return False
    desk.part_payers.add(payer)
    return True


def _cut(desk: Desk, total: int, count: int, unit: int) -> list[int]:
    """Equal parts, or parts in whole units; the last takes what is over."""
    if desk.chance.random() < 0.5:
        parts = [total // count] * (count - 1)
    else:
        most = max(2, total // (count * unit))
        parts = [desk.chance.randrange(1, most) * unit for _ in range(count - 1)]
    return [*parts, total - sum(parts)]


def _discount_words(desk: Desk, invoice: Invoice, saved: int) -> str:
    phrases = desk.writer.words(invoice.debtor)
    off = currencies.written(saved, invoice.currency, phrases.comma, grouping=False)
    words = desk.writer.usual(invoice.debtor, phrases.discount)
    return desk.writer.filled(invoice.debtor, words, invoice.discount_percent, off)
