"""Plain sentences for the clerk: why a proposal was made, what speaks against it, and why the runner-up lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shared.matching.amounts import discount
from shared.matching.confidence import NAMING
from shared.matching.evidence import Evidence, Hit
from shared.matching.explanations import FITTING, Explanation
from shared.matching.index import Index
from shared.matching.references import compact
from shared.matching.text import Label
from shared.matching.values import AmountFit, OpenInvoice, Payment, Signal
from shared.money import Money

_SEPARATORS = {"/": "a slash", ".": "a dot", "-": "a hyphen", " ": "a space", "\n": "a line break"}
_WORTH_SAYING = 5  # digits from which an unknown number after “invoice” is worth a warning


def reasons(evidence: Evidence, chosen: Explanation, index: Index) -> tuple[Signal, ...]:
    """What speaks for an explanation, the strongest kind first, and then what speaks against it."""
    hits = [hit for hit in evidence.hits if hit.invoice.id in chosen.ids]
    return (
        *(_of_hit(hit, evidence.payment) for hit in hits),
        *_of_payer(evidence, chosen.debtor_id, index),
        *_of_amount(evidence.payment, chosen, index),
        *_against(evidence, chosen, index),
    )


def nothing_found(evidence: Evidence, index: Index) -> tuple[Signal, ...]:
    """What was looked for, and what is known all the same."""
    payers = sorted({*evidence.by_iban, *evidence.by_name, *evidence.by_customer})
    known = tuple(signal for debtor_id in payers for signal in _of_payer(evidence, debtor_id, index))
    elsewhere = tuple(_elsewhere(hit) for hit in evidence.elsewhere)
    return (*known, *elsewhere, *_unknown_numbers(evidence), against(_looked_for(evidence.payment)))


def against(sentence: str, strength: str = "strong", source: str = "", start: int = 0, end: int = 0) -> Signal:
    return Signal("against", sentence, strength, source, start, end)


def duplicate_of(earlier: Payment, invoices: str) -> Signal:
    paid = Money(earlier.amount_minor, earlier.currency)
    return against(
        f"Looks like a duplicate: the same payer paid the same {paid} for {invoices} on {day(earlier.booked_on)}, "
        "and nothing is left to pay on it"
    )


def repeats(earlier: Payment) -> Signal:
    paid = Money(earlier.amount_minor, earlier.currency)
    return against(f"May be a duplicate: a second payment of {paid} with the same payer and text on the same day")


def taken_by(other: Payment, invoices: str, *, better: bool) -> Signal:
    why = "has the better evidence" if better else "came first"
    return against(f"{invoices} is claimed by the payment of {day(other.booked_on)} as well, which {why}")


def why_not(runner_up: Explanation, winner: Explanation, index: Index) -> str:
    """One sentence on why an explanation lost against the winner."""
    lead = "Same amount" if runner_up.fit in FITTING else "Amount does not fit"
    flaws = []
    if runner_up.debtor_id != winner.debtor_id:
        flaws.append(f"another debtor ({index.debtor_name(runner_up.debtor_id)})")
    if winner.ground in NAMING and runner_up.ground not in NAMING:
        flaws.append("its number is not in the text" if len(runner_up.ids) == 1 else "not named in the text")
    if not flaws:
        flaws.append(_between_equals(runner_up, winner) if runner_up.twins else "the evidence is weaker")
    joint = ", but " if runner_up.fit in FITTING else ", and "
    return lead + joint + ", and ".join(flaws) + "."


def _between_equals(runner_up: Explanation, winner: Explanation) -> str:
    due, before = runner_up.invoices[0].due_on, winner.invoices[0].due_on
    return f"due later, {day(due)}" if due > before else "nothing tells the two apart"


def numbers(explanation: Explanation) -> str:
    return ", ".join(invoice.number for invoice in explanation.invoices)


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _of_hit(hit: Hit, payment: Payment) -> Signal:
    where = (hit.place.source, hit.place.start, hit.place.end)
    written = (getattr(payment, hit.place.source) or "")[hit.place.start : hit.place.end]
    number = hit.invoice.number
    if hit.vouched:
        return Signal("reference", f"{hit.scheme} reference of invoice {number}, check digits right", "strong", *where)
    if hit.is_reference:
        return Signal("reference", f"Payment reference of invoice {number}, without check digits", "fair", *where)
    if hit.is_end:
        return Signal("number", f"{written} is the end of one open invoice of this payer, {number}", "fair", *where)
    strength = "fair" if hit.weak else "strong"
    return Signal("number", f"Invoice number {number}{_how_written(written, number)}", strength, *where)


def _how_written(written: str, number: str) -> str:
    """How the number in the text differs from ours: “, with a slash”."""
    if written.upper() == number.upper():
        return ""
    added = [words for char, words in _SEPARATORS.items() if char in written and char not in number]
    if added:
        return ", with " + " and ".join(added)
    missing = len(compact(number)) - len(compact(written))
    return ", without its beginning" if missing else ", written together"


def _of_payer(evidence: Evidence, debtor_id: int, index: Index) -> Iterator[Signal]:
    name = index.debtor_name(debtor_id)
    payment = evidence.payment
    if debtor_id in evidence.by_customer:
        place = evidence.by_customer[debtor_id]
        yield Signal("number", f"Customer number of {name}", "strong", place.source, place.start, place.end)
    if debtor_id in evidence.by_iban:
        yield Signal("iban", f"This IBAN belongs to {name}", "strong", "payer_iban", 0, len(payment.payer_iban or ""))
    if debtor_id in evidence.by_name:
        alike = evidence.by_name[debtor_id]
        sentence = f"Payer has the name of {name}" if alike == 1 else f"Payer’s name is {alike:.0%} like {name}"
        strength = "strong" if alike == 1 else "fair"
        yield Signal("name", sentence, strength, "payer_name", 0, len(payment.payer_name or ""))


def _of_amount(payment: Payment, chosen: Explanation, index: Index) -> Iterator[Signal]:
    if chosen.fit is AmountFit.EXACT:
        alone = chosen.ground in NAMING or len(chosen.ids) == 1
        only = f": the only choice of open invoices of {index.debtor_name(chosen.debtor_id)} that does"
        yield Signal("amount", "Amount fits to the cent" + ("" if alone else only), "strong", "amount")
        return
    paid, total = Money(payment.amount_minor, payment.currency), _total(chosen.invoices, payment.currency)
    if chosen.fit is AmountFit.DISCOUNT:
        off = total - paid
        yield Signal("amount", f"{total} less the agreed discount of {off} is {paid}", "strong", "amount")
    elif chosen.fit is AmountFit.PARTIAL:
        yield Signal("amount", f"A part: {paid} of {total}, {total - paid} stay open", "fair", "amount")
    else:
        yield Signal("amount", f"{paid - total} more than the {total} open; that stays unapplied", "fair", "amount")


def _total(invoices: tuple[OpenInvoice, ...], currency: str) -> Money:
    return Money(sum(invoice.outstanding_minor for invoice in invoices), currency)


def _against(evidence: Evidence, chosen: Explanation, index: Index) -> Iterator[Signal]:
    payment = evidence.payment
    if evidence.by_iban and chosen.debtor_id not in evidence.by_iban:
        owners = " and ".join(index.debtor_name(each) for each in evidence.by_iban)
        named = index.debtor_name(chosen.debtor_id)
        sentence = f"This IBAN belongs to {owners}, the invoice to {named}"
        yield against(sentence, "strong", "payer_iban", 0, len(payment.payer_iban or ""))
    for hit in evidence.hits:
        if hit.invoice.debtor_id != chosen.debtor_id:
            owner = index.debtor_name(hit.invoice.debtor_id)
            where = (hit.place.source, hit.place.start, hit.place.end)
            yield against(f"Invoice {hit.invoice.number} of {owner} is named as well", "strong", *where)
    yield from (_elsewhere(hit) for hit in evidence.elsewhere)
    if chosen.ground not in NAMING:
        yield from _unknown_numbers(evidence)
    if chosen.stands_alone:
        yield against("Neither the payer nor the amount agrees with the number")
    if chosen.twins:
        others = "1 other choice fits" if chosen.twins == 1 else f"{chosen.twins} other choices fit"
        yield against(f"{others} as well; only the due date decides")
    yield from _late_discount(payment, chosen)


def _late_discount(payment: Payment, chosen: Explanation) -> Iterator[Signal]:
    invoice = chosen.invoices[0]
    short = invoice.outstanding_minor - payment.amount_minor
    in_time = discount(invoice, payment.booked_on)
    if len(chosen.ids) == 1 and invoice.discount_until and 0 < short == invoice.discount_minor and not in_time:
        yield against(f"Discount taken late: it was valid until {day(invoice.discount_until)}", "fair", "amount")


def _elsewhere(hit: Hit) -> Signal:
    sentence = f"Invoice {hit.invoice.number} is in {hit.invoice.currency}, the payment is not"
    return against(sentence, "strong", hit.place.source, hit.place.start, hit.place.end)


def _unknown_numbers(evidence: Evidence) -> Iterator[Signal]:
    for piece, place in evidence.unread:
        if piece.label is Label.INVOICE and len(piece.key) >= _WORTH_SAYING:
            sentence = f"{piece.key} is called an invoice, but no open invoice has that number"
            yield against(sentence, "fair", place.source, place.start, place.end)


def _looked_for(payment: Payment) -> str:
    looked = [
        ("its reference", bool(payment.reference)),
        ("invoice numbers in its text", bool(payment.text.strip())),
        ("the payer’s IBAN", bool(payment.payer_iban)),
        ("the payer’s name", bool(payment.payer_name)),
        (f"{Money(payment.amount_minor, payment.currency)} among all open invoices", True),
    ]
    return "Looked for " + ", ".join(words for words, given in looked if given) + ": none leads to one open invoice"
