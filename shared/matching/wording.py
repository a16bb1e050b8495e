"""Plain sentences for the clerk: why a proposal was made, what speaks against it, and why the runner-up lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shared.matching.case import Case, Hypothesis
from shared.matching.mentions import STRONG, Hit
from shared.matching.references import scheme
from shared.matching.relations import FITS
from shared.matching.signature import Signature
from shared.matching.values import AmountFit, Payment, Signal
from shared.matching.words import Label, Purpose
from shared.money import Money

_SEPARATORS = {"/": "a slash", ".": "a dot", "-": "a hyphen", " ": "a space", "\n": "a line break"}
_WORTH_SAYING = 5  # digits from which an unknown number after “invoice” is worth a warning
_FITTING = frozenset({AmountFit.EXACT, AmountFit.DISCOUNT, AmountFit.INSTALMENT, AmountFit.RETURN})
_UNNAMED = frozenset({"none", "several debtors"})

OWNED = ("own", "own of several")


def reasons(case: Case, chosen: Hypothesis) -> Iterator[Signal]:
    """What speaks for a reading, the strongest kind first, and then what speaks against it."""
    for place, hit in _hits_of(case, chosen):
        yield _of_hit(case, place, hit)
    yield from of_payer(case, chosen.debtor_id)
    yield _of_amount(case, chosen)
    yield from _of_date(case, chosen)
    yield from _against(case, chosen)


def nothing_found(case: Case) -> Iterator[Signal]:
    """What was looked for, and what is known all the same."""
    for debtor_id in case.payers.people[:3]:
        yield from of_payer(case, debtor_id)
    for place, hit in case.mentions.paid.items():
        if hit.rank >= STRONG:
            number = case.index.invoices[place].number
            yield against(f"Invoice {number} is paid already", "strong", hit.source, hit.start, hit.end)
    yield from _elsewhere(case, ())
    yield from _unknown_numbers(case)
    yield against(_looked_for(case.payment))


def against(sentence: str, strength: str = "strong", source: str = "", start: int = 0, end: int = 0) -> Signal:
    return Signal("against", sentence, strength, source, start, end)


def duplicate_of(earlier: Payment, invoices: str) -> Signal:
    paid = Money(earlier.amount_minor, earlier.currency)
    what = f" for {invoices}" if invoices else ""
    return against(f"Looks like a duplicate: the same payer paid the same {paid}{what} on {day(earlier.booked_on)}")


def delivered_before(payment: Payment) -> Signal:
    return against(f"The bank has delivered this entry before, under its reference {payment.bank_reference}")


def taken_by(other: Payment, invoices: str, *, better: bool) -> Signal:
    why = "has the better evidence" if better else "came first"
    return against(f"{invoices} is claimed by the payment of {day(other.booked_on)} as well, which {why}")


def why_not(case: Case, runner_up: Hypothesis, winner: Hypothesis) -> str:
    """One sentence on why a reading lost against the winner."""
    fits = FITS[runner_up.signature.amount] in _FITTING
    flaws = []
    if runner_up.debtor_id != winner.debtor_id:
        flaws.append(f"another debtor ({case.index.debtor_name(runner_up.debtor_id)})")
    if winner.signature.number not in _UNNAMED and runner_up.signature.number in _UNNAMED:
        flaws.append("its number is not in the text" if len(runner_up.claim) == 1 else "not named in the text")
    if not flaws:
        flaws.append(_between_equals(case, runner_up, winner))
    lead = "Same amount, but " if fits else "Amount does not fit, and "
    return lead + ", and ".join(flaws) + "."


def numbers(case: Case, hypothesis: Hypothesis) -> str:
    return ", ".join(case.index.invoices[place].number for place, _ in hypothesis.claim)


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def of_payer(case: Case, debtor_id: int) -> Iterator[Signal]:
    """What account, name and text say of a debtor."""
    name, payment = case.index.debtor_name(debtor_id), case.payment
    payer = case.payers.of(debtor_id)
    account = len(payment.payer_iban or "")
    if debtor_id in case.payers.customer_at:
        first, last = case.payers.customer_at[debtor_id]
        where = case.text.starts[first], case.text.ends[last]
        yield Signal("number", f"Customer number of {name}", "strong", "text", *where)
    if payer.account in OWNED:
        yield Signal("iban", f"This IBAN belongs to {name}", "strong", "payer_iban", 0, account)
    elif payer.account in ("remembered", "of a group"):
        yield Signal("iban", f"This IBAN has paid for {name} before", "strong", "payer_iban", 0, account)
    yield from _of_name(payer.name, name, payment)
    if payer.said == "name in text":
        yield Signal("name", f"{name} is named in the text", "fair", "text", 0, len(payment.text))
    elif payer.said == "ultimate payer":
        yield Signal("name", f"Paid on behalf of {payment.ultimate_payer_name}", "fair")


def _of_name(how: str, name: str, payment: Payment) -> Iterator[Signal]:
    where = ("payer_name", 0, len(payment.payer_name or ""))
    if how == "same":
        yield Signal("name", f"Payer has the name of {name}", "strong", *where)
    elif how == "same of several":
        yield Signal("name", f"Payer has the name of {name}, as others have", "fair", *where)
    elif how in ("like", "like of several", "a little like"):
        yield Signal("name", f"Payer’s name is like {name}", "weak" if how == "a little like" else "fair", *where)
    elif how == "remembered":
        yield Signal("name", f"Under this name {name} was paid for before", "fair", *where)


def _hits_of(case: Case, chosen: Hypothesis) -> Iterator[tuple[int, Hit]]:
    known = {id(hit) for hit in chosen.ground.hits}
    for table in (case.mentions.open, case.mentions.paid, case.mentions.faint):
        for place, hit in table.items():
            if id(hit) in known:
                known.discard(id(hit))
                yield place, hit
    rest = [hit for hit in chosen.ground.hits if id(hit) in known]
    named = {place for place, hit in case.mentions.open.items() if hit in chosen.ground.hits}
    yield from zip([place for place, _ in chosen.claim if place not in named], rest, strict=False)


def _of_hit(case: Case, place: int, hit: Hit) -> Signal:
    where = (hit.source, hit.start, hit.end)
    written = (getattr(case.payment, hit.source) or "")[hit.start : hit.end]
    invoice = case.index.invoices[place]
    if hit.kind.startswith("reference"):
        if checked := scheme(invoice.reference or ""):
            sentence = f"{checked} reference of invoice {invoice.number}, check digits right"
            return Signal("reference", sentence, "strong", *where)
        sentence = f"Payment reference of invoice {invoice.number}, without check digits"
        return Signal("reference", sentence, "fair", *where)
    if hit.kind == "ending":
        count = "one open invoice" if hit.several == 1 else f"{hit.several} open invoices"
        sentence = f"{written} is the end of {count} of this payer, {invoice.number}"
        return Signal("number", sentence, "fair" if hit.several == 1 else "weak", *where)
    if hit.kind.startswith("misspelt"):
        return Signal("number", f"{written} is {invoice.number} but for one letter or digit", "fair", *where)
    strength = "strong" if hit.rank > STRONG else "fair"
    return Signal("number", f"Invoice number {invoice.number}{_how_written(written, invoice.number)}", strength, *where)


def _how_written(written: str, number: str) -> str:
    """How the number in the text differs from ours: “, with a slash”."""
    if written.upper() == number.upper():
        return ""
    added = [words for char, words in _SEPARATORS.items() if char in written and char not in number]
    if added:
        return ", with " + " and ".join(added)
    ours, theirs = (sum(each.isalnum() for each in text) for text in (number, written))
    return ", without its beginning" if ours > theirs else ", written together"


def _of_amount(case: Case, chosen: Hypothesis) -> Signal:
    """How the amount relates to what the invoices owe: always said, for it is part of every proof."""
    word, payment = chosen.signature.amount, case.payment
    paid = Money(payment.amount_minor, payment.currency)
    currency = case.index.currency_of[chosen.claim[0][0]]
    owed = Money(sum(case.index.owed[place] for place, _ in chosen.claim), currency)
    if currency != payment.currency:
        how = "the amount the payer ordered" if word == "ordered" else "at a rate near the known one"
        return Signal("amount", f"{paid} for {owed}: {how}", "fair", "amount")
    if word.startswith("returned"):
        fee = paid + Money(sum(amount for _, amount in chosen.claim), currency)
        sentence = "The amount of the payment that is taken back"
        return Signal("amount", sentence + (f", and {fee} of fees" if fee.minor else ""), "strong", "amount")
    fit = FITS[word]
    if fit is AmountFit.EXACT:
        return Signal("amount", "Amount fits to the cent" + _how_sure(case, chosen), "strong", "amount")
    return Signal(
        "amount", _loosely(fit, word, paid, owed), "fair" if fit is not AmountFit.DISCOUNT else "strong", "amount"
    )


def _loosely(fit: AmountFit, word: str, paid: Money, owed: Money) -> str:
    if fit is AmountFit.DISCOUNT:
        return f"{owed} less the agreed discount of {owed - paid} is {paid}"
    if fit is AmountFit.INSTALMENT:
        return f"{paid} is what the instalment plan asks for" if word == "instalment" else f"{paid} towards the plan"
    if fit is AmountFit.CHARGE:
        return f"{paid} of {owed}: {owed - paid} less, as when a bank takes its charge"
    if fit is AmountFit.ROUNDING:
        return f"{paid} for {owed}: rounded"
    if fit is AmountFit.OVER:
        return f"{paid - owed} more than the {owed} open; that stays unapplied"
    return f"A part: {paid} of {owed}, {owed - paid} stay open"


def _how_sure(case: Case, chosen: Hypothesis) -> str:
    signature = chosen.signature
    is_only = signature.rivals == 1 and signature.place == "only"
    if signature.number in _UNNAMED and len(chosen.claim) > 1 and is_only:
        return f": the only choice of open invoices of {case.index.debtor_name(chosen.debtor_id)} that does"
    return ""


def _of_date(case: Case, chosen: Hypothesis) -> Iterator[Signal]:
    dated = chosen.signature.dated
    if dated == "date":
        yield Signal("number", "The text gives the date of the invoice", "fair", "text", 0, len(case.payment.text))
    elif dated == "month":
        yield Signal("number", "The text gives the month of the invoice", "weak", "text", 0, len(case.payment.text))


def _against(case: Case, chosen: Hypothesis) -> Iterator[Signal]:
    payment, index, signature = case.payment, case.index, chosen.signature
    if signature.payer.account == "of another":
        owners = " and ".join(index.debtor_name(each) for each in case.payers.owners) or "another payer"
        sentence = f"This IBAN belongs to {owners}, the invoice to {index.debtor_name(chosen.debtor_id)}"
        yield against(sentence, "strong", "payer_iban", 0, len(payment.payer_iban or ""))
    debtors = {index.debtor_of[place] for place, _ in chosen.claim}
    if len(debtors) > 1:
        yield against("These invoices belong to several debtors", "fair")
    yield from _elsewhere(case, [place for place, _ in chosen.claim])
    for place, hit in case.mentions.open.items():
        if hit.rank >= STRONG and index.debtor_of[place] not in debtors and index.currency_of[place] == case.currency:
            owner = index.debtor_name(index.debtor_of[place])
            sentence = f"Invoice {index.invoices[place].number} of {owner} is named as well"
            yield against(sentence, "strong", hit.source, hit.start, hit.end)
    if signature.number in _UNNAMED:
        yield from _unknown_numbers(case)
    if case.purpose == Purpose.FOREIGN:
        yield against("The text speaks of something that is no invoice", "fair", "text", 0, len(payment.text))
    if _stands_alone(chosen):
        yield against("Neither the payer nor the amount agrees with the number")
    yield from _of_equals(signature)
    yield from _late_discount(case, chosen)


def _of_equals(signature: Signature) -> Iterator[Signal]:
    if signature.rivals > 1:
        others = "1 other choice fits" if signature.rivals == 2 else f"{signature.rivals - 1} other choices fit"
        yield against(f"{others} as well; only the due date decides", "fair")
    elif signature.place in ("oldest", "later"):
        yield against("Another open invoice owes as much as one of these; only the due date decides", "fair")


def _stands_alone(chosen: Hypothesis) -> bool:
    signature = chosen.signature
    payer = signature.payer
    unknown = payer.account not in (*OWNED, "remembered", "of a group") and payer.name in ("other", "none")
    return unknown and payer.said == "nothing" and FITS[signature.amount] in (AmountFit.PARTIAL, AmountFit.OVER)


def _late_discount(case: Case, chosen: Hypothesis) -> Iterator[Signal]:
    if chosen.signature.amount == "discount, late":
        until = case.index.invoices[chosen.claim[0][0]].discount_until
        if until:
            yield against(f"Discount taken late: it was valid until {day(until)}", "fair", "amount")


def _elsewhere(case: Case, chosen: list[int] | tuple[()]) -> Iterator[Signal]:
    for place, hit in case.mentions.open.items():
        invoice = case.index.invoices[place]
        if place not in chosen and hit.rank >= STRONG and invoice.currency != case.currency:
            sentence = f"Invoice {invoice.number} is in {invoice.currency}, the payment is not"
            yield against(sentence, "strong", hit.source, hit.start, hit.end)


def _unknown_numbers(case: Case) -> Iterator[Signal]:
    text, known = case.text, case.mentions.named_open | case.mentions.named_paid
    for at, run in enumerate(text.runs):
        is_called = text.numeric[at] and text.labels[at] is Label.INVOICE and not text.apart[at]
        if is_called and len(run) >= _WORTH_SAYING and not known >> at & 1:
            sentence = f"{run} is called an invoice, but no open invoice has that number"
            yield against(sentence, "fair", "text", text.starts[at], text.ends[at])


def _between_equals(case: Case, runner_up: Hypothesis, winner: Hypothesis) -> str:
    if runner_up.signature[:6] != winner.signature[:6]:
        return "the evidence is weaker"
    invoices = case.index.invoices
    due, before = (invoices[each.claim[0][0]].due_on for each in (runner_up, winner))
    return f"due later, {day(due)}" if due > before else "nothing tells the two apart"


def _looked_for(payment: Payment) -> str:
    looked = [
        ("its reference", bool(payment.reference)),
        ("invoice numbers in its text", bool(payment.text.strip())),
        ("the payer’s IBAN", bool(payment.payer_iban)),
        ("the payer’s name", bool(payment.payer_name)),
        (f"{Money(payment.amount_minor, payment.currency)} among all open invoices", True),
    ]
    return "Looked for " + ", ".join(words for words, given in looked if given) + ": none leads to one open invoice"
