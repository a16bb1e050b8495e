"""Turns the evidence of one payment into its possible explanations, the best first. Each stays with one debtor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shared.matching.amounts import discount, fit, only_sum, shares
from shared.matching.confidence import CONFLICT, NAMING, UNDECIDED, Ground, confidence
from shared.matching.evidence import Evidence, Hit
from shared.matching.index import Index
from shared.matching.values import AmountFit, OpenInvoice, Share

FITTING = (AmountFit.EXACT, AmountFit.DISCOUNT)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Invoices of one debtor that a payment may be for, why, and how far that is to be believed."""

    debtor_id: int
    invoices: tuple[OpenInvoice, ...]
    ids: frozenset[int]
    ground: Ground
    fit: AmountFit
    shares: tuple[Share, ...]
    confidence: float
    conflicts: bool = False
    twins: int = 0
    """How many other invoices fit equally well."""
    stands_alone: bool = False
    """Neither the amount nor the payer agrees with the number."""
    offered: bool = True
    """False when the payment says otherwise and this can only be the runner-up."""


def explain(evidence: Evidence, index: Index) -> list[Explanation]:
    """All explanations of a payment, the best first; several with the same invoices are kept as the best of them."""
    named = list(_by_name_of_invoice(evidence, index))
    payers = list(_by_payer(evidence, index))
    judged = [_judged(each, named, evidence) for each in (*named, *payers)]
    surely_other = bool(judged or evidence.elsewhere or evidence.by_iban)
    judged += _by_amount_alone(evidence, index, judged, offered=not surely_other)
    ranked = sorted(judged, key=lambda each: (not each.offered, -each.confidence, -confidence(each.ground, each.fit)))
    best: dict[frozenset[int], Explanation] = {}
    for each in ranked:
        best.setdefault(each.ids, each)
    return list(best.values())


def _explanation(evidence: Evidence, invoices: Iterable[OpenInvoice], ground: Ground, twins: int = 0) -> Explanation:
    payment, chosen = evidence.payment, tuple(invoices)
    how = fit(payment.amount_minor, chosen, payment.booked_on)
    return Explanation(
        debtor_id=chosen[0].debtor_id,
        invoices=chosen,
        ids=frozenset(each.id for each in chosen),
        ground=ground,
        fit=how,
        shares=shares(payment.amount_minor, chosen, how, payment.booked_on),
        confidence=min(confidence(ground, how), UNDECIDED) if twins else confidence(ground, how),
        twins=twins,
    )


def _by_name_of_invoice(evidence: Evidence, index: Index) -> Iterator[Explanation]:
    for debtor_id in sorted({hit.invoice.debtor_id for hit in evidence.hits}):
        hits = [hit for hit in evidence.hits if hit.invoice.debtor_id == debtor_id]
        found = _of_named(evidence, hits, index)
        if found:
            yield found


def _of_named(evidence: Evidence, hits: Sequence[Hit], index: Index) -> Explanation | None:
    """What is named, if the amount fits it; else the choice of it that fits; else a part of it, or more than it."""
    payment = evidence.payment
    sure = [hit for hit in hits if not hit.is_end]
    for named in ([hit for hit in hits if hit.vouched], hits, sure):
        if named and fit(payment.amount_minor, _invoices(named), payment.booked_on) in FITTING:
            return _explanation(evidence, _invoices(named), _ground(named))
    if len(hits) > 1 and (chosen := only_sum(payment.amount_minor, _invoices(hits))):
        return _explanation(evidence, chosen, Ground.NAMED_PART)
    strong = [hit for hit in sure if not hit.weak] or [hit for hit in hits if hit.is_end and hit.telling]
    if not strong:
        return None
    completed = _completed(evidence, _invoices(strong), index)
    return completed or _explanation(evidence, _invoices(strong), _ground(strong))


def _invoices(hits: Iterable[Hit]) -> list[OpenInvoice]:
    return [hit.invoice for hit in hits]


def _ground(hits: Sequence[Hit]) -> Ground:
    if any(hit.weak or hit.is_end for hit in hits):
        return Ground.PART_NUMBER
    if len(hits) > 1:
        return Ground.NUMBERS
    return Ground.REFERENCE if hits[0].vouched else Ground.NUMBER


def _completed(evidence: Evidence, named: Sequence[OpenInvoice], index: Index) -> Explanation | None:
    """Named invoices and the debtor's only choice of others that makes up what is paid above them."""
    above = evidence.payment.amount_minor - sum(each.outstanding_minor for each in named)
    others = [each for each in index.open_of(named[0].debtor_id, named[0].currency) if each not in named]
    more = only_sum(above, others)
    return _explanation(evidence, (*named, *more), Ground.COMPLETED) if more else None


def _by_payer(evidence: Evidence, index: Index) -> Iterator[Explanation]:
    yield from _of_payers(evidence, index, evidence.by_iban, Ground.IBAN)
    others = sorted({*evidence.by_name, *evidence.by_customer}.difference(evidence.by_iban))
    yield from _of_payers(evidence, index, others, Ground.NAME)


def _of_payers(evidence: Evidence, index: Index, debtors: Sequence[int], ground: Ground) -> Iterator[Explanation]:
    """Single invoices that fit the amount; when none does, the only sum or the only open invoice of a known IBAN."""
    payment = evidence.payment
    book = [each for debtor_id in debtors for each in index.open_of(debtor_id, payment.currency)]
    fitting = [each for each in book if each.outstanding_minor == payment.amount_minor]
    if not fitting and ground is Ground.IBAN:
        fitting = [each for each in book if _fits_less_discount(payment.amount_minor, each, evidence)]
    for each in fitting:
        yield _explanation(evidence, [each], ground, twins=len(fitting) - 1)
    if not fitting and ground is Ground.IBAN:
        yield from _sums(evidence, index, debtors)
        if len(book) == 1 and payment.amount_minor < book[0].outstanding_minor:
            yield _explanation(evidence, book, ground)


def _fits_less_discount(amount: int, invoice: OpenInvoice, evidence: Evidence) -> bool:
    off = discount(invoice, evidence.payment.booked_on)
    return bool(off) and amount == invoice.outstanding_minor - off


def _sums(evidence: Evidence, index: Index, debtors: Sequence[int]) -> Iterator[Explanation]:
    payment = evidence.payment
    found = [only_sum(payment.amount_minor, index.open_of(debtor_id, payment.currency)) for debtor_id in debtors]
    chosen = [invoices for invoices in found if invoices]
    for invoices in chosen:
        yield _explanation(evidence, invoices, Ground.IBAN_SUM, twins=len(chosen) - 1)


def _by_amount_alone(
    evidence: Evidence, index: Index, known: Iterable[Explanation], *, offered: bool
) -> Iterator[Explanation]:
    """The one invoice in the whole book with this amount, apart from those that something else leads to."""
    payment = evidence.payment
    explained = {each.ids for each in known}
    same = index.by_amount.get((payment.currency, payment.amount_minor), [])
    others = [each for each in same if frozenset((each.id,)) not in explained]
    if len(others) == 1:
        yield replace(_explanation(evidence, others, Ground.AMOUNT), offered=offered)


def _judged(each: Explanation, named: Iterable[Explanation], evidence: Evidence) -> Explanation:
    if _stands_alone(each, evidence):
        each = replace(each, stands_alone=True, confidence=min(each.confidence, UNDECIDED))
    rivals = [other for other in named if other.debtor_id != each.debtor_id]
    payer_differs = bool(evidence.by_iban) and each.debtor_id not in evidence.by_iban
    if not (payer_differs or _named_elsewhere(each, evidence) or any(_rivals(one, each, evidence) for one in rivals)):
        return each
    return replace(each, conflicts=True, confidence=min(each.confidence, CONFLICT))


def _stands_alone(each: Explanation, evidence: Evidence) -> bool:
    """Whether a number without check digits is all there is: neither the amount nor the payer agrees with it."""
    vouched = any(hit.vouched and hit.invoice.id in each.ids for hit in evidence.hits)
    return not (vouched or each.fit in FITTING or evidence.supports(each.debtor_id))


def _named_elsewhere(each: Explanation, evidence: Evidence) -> bool:
    """Whether the payer names an invoice in another currency, and only the payer or the amount speak for this one."""
    return each.ground not in NAMING and bool(evidence.elsewhere)


def _rivals(other: Explanation, each: Explanation, evidence: Evidence) -> bool:
    """Whether invoices named of another debtor make this doubtful.

    They do not where payer and amount agree on this one. Check digits yield only to check digits, or to a number whose
    amount fits.
    """
    if each.ground not in NAMING:
        return True
    if each.fit in FITTING and evidence.supports(each.debtor_id):
        return False
    return other.fit in FITTING or other.ground is Ground.REFERENCE or each.ground is not Ground.REFERENCE
