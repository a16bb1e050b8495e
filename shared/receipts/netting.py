"""A payment that nets credit notes: which of them and how much of the money settles which invoice. Pure (L12)."""

from collections.abc import Mapping
from dataclasses import replace

from shared.errors import Refused
from shared.money import Money
from shared.receipts.rules import Difference, Wanted


class CreditsExceedInvoices(Refused):
    def __init__(self, over: Money) -> None:
        super().__init__(f"The credit notes come to {over} more than the invoices they are set against.")


def netted(
    receipt_id: int, shares: Mapping[int, Money], *, differences: Mapping[int, Difference] | None = None
) -> list[Wanted]:
    """Allocations that settle the invoices with the credit notes first and the payment after, in the order given.

    Args:
        receipt_id: the payment.
        shares: by invoice, what is settled of it with credit notes and money. A credit note has MINUS its receipt's
            id and a negative amount, as in a `matching.Book`. All in one currency, that of the payment.
        differences: what is granted besides, by invoice.

    Raises:
        CreditsExceedInvoices: the credit notes come to more than the invoices.
    """
    notes = {-id_: -amount for id_, amount in shares.items() if id_ < 0}
    wanted: list[Wanted] = []
    for invoice_id, owed in ((id_, amount) for id_, amount in shares.items() if id_ > 0):
        left = owed
        for note_id, unused in notes.items():
            if used := min(unused, left):
                wanted.append(Wanted(note_id, invoice_id, used))
                notes[note_id], left = unused - used, left - used
        if left:
            wanted.append(Wanted(receipt_id, invoice_id, left))
    if over := [each for each in notes.values() if each]:
        raise CreditsExceedInvoices(Money.total(over, over[0].currency))
    return _granted(wanted, differences or {})


def _granted(wanted: list[Wanted], differences: Mapping[int, Difference]) -> list[Wanted]:
    """A difference closes its invoice, so it stands on the last allocation to it."""
    last = {each.invoice_id: number for number, each in enumerate(wanted)}
    return [
        replace(each, difference=differences.get(each.invoice_id)) if last[each.invoice_id] == number else each
        for number, each in enumerate(wanted)
    ]
