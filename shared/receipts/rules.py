"""What may be recorded and allocated: decided on values, before anything is written (domain.md 1.3, 1.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.money import Money
from shared.words import DifferenceKind

FARTHEST_OFF_PERCENT = 10
"""How far from the rate of the day an amount in another currency may be; beyond it is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What settles an invoice besides the money, in the invoice's currency (L4 to L6).

    Negative only for a rounding in our favour. `stated`: the bank's statement names the charge. `approved`: a person
    with that right grants a discount that is late, larger than agreed or was never agreed (L5b).
    """

    kind: DifferenceKind
    amount: Money
    stated: bool = False
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An allocation asked for: this much money of this receipt to this invoice, in the invoice's currency.

    `taken` is what leaves the receipt, in the receipt's currency; None where both are in one. `instalment_id` names the
    instalment it is for, where it is for one.
    """

    receipt_id: int
    invoice_id: int
    amount: Money
    taken: Money | None = None
    difference: Difference | None = None
    instalment_id: int | None = None

    @property
    def leaves(self) -> Money:
        """What leaves the receipt."""
        return self.amount if self.taken is None else self.taken

    @property
    def settles(self) -> Money:
        """What is settled of the invoice, with and without money."""
        return self.amount if self.difference is None else self.amount + self.difference.amount


@dataclass(frozen=True, slots=True)
class Available:
    """What is left on a receipt or an invoice, whoever's it is; money settles any creditor's invoices."""

    left: Money
    debtor_id: int | None
    creditor_id: int | None = None


class ReceiptChanged(Refused):
    def __init__(self, external_id: str, held: Money, now: Money) -> None:
        super().__init__(f"{external_id} was recorded as {held} and cannot become {now}.")


class AllocationNotPositive(Refused):
    def __init__(self) -> None:
        super().__init__("An allocation must be more than zero.")


class AllocationTooLarge(Refused):
    def __init__(self, amount: Money, limit: Money, of: str) -> None:
        self.amount, self.limit = amount, limit
        super().__init__(f"{amount} is more than the {limit} left on the {of}.")


class OtherCurrency(Refused):
    def __init__(self, receipt: str, invoice: str) -> None:
        super().__init__(
            f"A receipt in {receipt} cannot settle an invoice in {invoice} at no rate; say how much of it."
        )


class TwoAmounts(Refused):
    def __init__(self, taken: Money, amount: Money) -> None:
        super().__init__(f"{taken} of a receipt cannot be {amount} on an invoice in the same currency.")


class OtherPlan(Refused):
    def __init__(self) -> None:
        super().__init__("That instalment belongs to a plan that does not cover this invoice.")


class OffTheRate(Refused):
    def __init__(self, taken: Money, amount: Money) -> None:
        super().__init__(f"{taken} for {amount} is more than {FARTHEST_OFF_PERCENT} % off the rate of the day.")


class OtherCreditor(Refused):
    def __init__(self) -> None:
        super().__init__("A credit note settles only invoices of the creditor who issued it.")


class NobodysReceipt(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody is named as the payer of this receipt yet; identify it first.")


def receipt_number(receipt_id: int, received_on: date) -> str:
    """What people quote: R-2026-000042."""
    return f"R-{received_on.year}-{receipt_id:06d}"


class ReasonMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Please give a reason of at least five characters; it is kept with your name.")


class AlreadyUndone(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} was reversed before.")


def check_reason(reason: str) -> str:
    """A reason somebody can understand later.

    Raises:
        ReasonMissing: it is shorter than five characters.
    """
    if len(reason.strip()) < 5:
        raise ReasonMissing
    return reason.strip()[:200]


def check_repeat(external_id: str, now: Money, held: Money) -> None:
    """The same money again is a repeat; the same name with another amount is not.

    Raises:
        ReceiptChanged: the amount or currency differs from what is held.
    """
    if now != held:
        raise ReceiptChanged(external_id, held, now)


def check_allocations(
    wanted: Iterable[Wanted], *, receipts: Mapping[int, Available], invoices: Mapping[int, Available]
) -> None:
    """Refuse allocations that together would overdraw a receipt or an invoice.

    Raises:
        AllocationNotPositive, AllocationTooLarge, OtherCurrency, TwoAmounts, NobodysReceipt, OtherCreditor.
    """
    left_on_receipt = {each: available.left.minor for each, available in receipts.items()}
    left_on_invoice = {each: available.left.minor for each, available in invoices.items()}
    for each in wanted:
        receipt, invoice = receipts[each.receipt_id], invoices[each.invoice_id]
        _check_one(each, receipt, invoice)
        left_on_receipt[each.receipt_id] -= each.leaves.minor
        left_on_invoice[each.invoice_id] -= each.settles.minor
        if left_on_receipt[each.receipt_id] < 0:
            raise AllocationTooLarge(each.leaves, receipt.left, "receipt")
        if left_on_invoice[each.invoice_id] < 0:
            raise AllocationTooLarge(each.settles, invoice.left, "invoice")


def check_rate(wanted: Wanted, *, taken_worth: int, paid_worth: int) -> None:
    """Refuse two amounts in different currencies that no rate near the day's explains; both worths in base.

    Raises:
        OffTheRate: they differ by more than `FARTHEST_OFF_PERCENT` of what is taken.
    """
    if abs(taken_worth - paid_worth) * 100 > FARTHEST_OFF_PERCENT * taken_worth:
        raise OffTheRate(wanted.leaves, wanted.amount)


def _check_one(wanted: Wanted, receipt: Available, invoice: Available) -> None:
    if wanted.amount.minor <= 0 or wanted.leaves.minor <= 0 or wanted.settles.minor <= 0:
        raise AllocationNotPositive
    if wanted.leaves.currency != receipt.left.currency or wanted.settles.currency != invoice.left.currency:
        raise OtherCurrency(receipt.left.currency, invoice.left.currency)
    if wanted.leaves.currency == wanted.amount.currency and wanted.leaves != wanted.amount:
        raise TwoAmounts(wanted.leaves, wanted.amount)
    if receipt.debtor_id is None:
        raise NobodysReceipt
    if receipt.creditor_id not in (None, invoice.creditor_id):
        raise OtherCreditor
