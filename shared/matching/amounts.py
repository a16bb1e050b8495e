"""How an amount relates to open invoices: exact, less a discount, a part, more, or the one sum that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from shared.matching.index import oldest_first
from shared.matching.values import AmountFit, OpenInvoice, Share

MOST_ITEMS_FOR_A_SUM = 12  # the receivables rules: among more open items a sum that fits is too likely chance


def discount(invoice: OpenInvoice, on: date) -> int:
    """The discount, in minor units, that the debtor may still take off on this day."""
    valid = invoice.discount_until is not None and on <= invoice.discount_until
    return invoice.discount_minor if valid and 0 < invoice.discount_minor < invoice.outstanding_minor else 0


def fit(amount: int, invoices: Sequence[OpenInvoice], on: date) -> AmountFit:
    """How `amount`, in minor units of the invoices' own currency, relates to all of them together."""
    total = sum(invoice.outstanding_minor for invoice in invoices)
    off = sum(discount(invoice, on) for invoice in invoices)
    if amount == total:
        return AmountFit.EXACT
    if off and amount == total - off:
        return AmountFit.DISCOUNT
    return AmountFit.OVER if amount > total else AmountFit.PARTIAL


def shares(amount: int, invoices: Sequence[OpenInvoice], how: AmountFit, on: date) -> tuple[Share, ...]:
    """What each invoice gets: all it owes, what is left after its discount, or the oldest first while money lasts."""
    if how is AmountFit.PARTIAL:
        return spread(amount, invoices, {each.id: each.outstanding_minor for each in invoices})
    off = {each.id: discount(each, on) if how is AmountFit.DISCOUNT else 0 for each in invoices}
    return tuple(Share(each.id, each.outstanding_minor - off[each.id]) for each in invoices)


def spread(amount: int, invoices: Iterable[OpenInvoice], left: Mapping[int, int]) -> tuple[Share, ...]:
    """Oldest due date first, up to what is `left` of each invoice; all in minor units."""
    found: list[Share] = []
    for invoice in sorted(invoices, key=oldest_first):
        part = min(amount, left[invoice.id])
        if part > 0:
            found.append(Share(invoice.id, part))
            amount -= part
    return tuple(found)


def only_sum(amount: int, invoices: Sequence[OpenInvoice]) -> tuple[OpenInvoice, ...]:
    """The invoices that together owe exactly `amount`, when there is one such choice among at most twelve."""
    if amount <= 0 or len(invoices) > MOST_ITEMS_FOR_A_SUM:
        return ()
    half = len(invoices) // 2
    left, right = _sums(invoices[:half]), _sums(invoices[half:])
    found = [one + other for total, ones in left.items() for one in ones for other in right.get(amount - total, ())]
    return found[0] if len(found) == 1 else ()


def _sums(invoices: Sequence[OpenInvoice]) -> dict[int, list[tuple[OpenInvoice, ...]]]:
    """Every choice of these invoices by what it owes; two for an amount suffice to know that it is not the only one."""
    found: dict[int, list[tuple[OpenInvoice, ...]]] = {0: [()]}
    for invoice in invoices:
        for total, choices in list(found.items()):
            longer = [(*choice, invoice) for choice in choices]
            so_far = found.get(total + invoice.outstanding_minor, [])
            found[total + invoice.outstanding_minor] = (so_far + longer)[:2]
    return found
