"""What may be recorded and allocated: decided on values, before anything is written (domain.md 1.3, 1.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Wanted:
    """An allocation asked for: this much of this receipt to this invoice."""

    receipt_id: int
    invoice_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Available:
    """What is left on a receipt or an invoice, whoever's it is."""

    left: Money
    debtor_id: int | None


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
        super().__init__(f"A receipt in {receipt} cannot settle an invoice in {invoice}.")


class NobodysReceipt(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody is named as the payer of this receipt yet; identify it first.")


def receipt_number(receipt_id: int, received_on: date) -> str:
    """What people quote: R-2026-000042."""
    return f"R-{received_on.year}-{receipt_id:06d}"


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
        AllocationNotPositive, AllocationTooLarge, OtherCurrency, NobodysReceipt.
    """
    left_on_receipt = {each: available.left.minor for each, available in receipts.items()}
    left_on_invoice = {each: available.left.minor for each, available in invoices.items()}
    for each in wanted:
        receipt, invoice = receipts[each.receipt_id], invoices[each.invoice_id]
        _check_one(each.amount, receipt, invoice)
        left_on_receipt[each.receipt_id] -= each.amount.minor
        left_on_invoice[each.invoice_id] -= each.amount.minor
        if left_on_receipt[each.receipt_id] < 0:
            raise AllocationTooLarge(each.amount, receipt.left, "receipt")
        if left_on_invoice[each.invoice_id] < 0:
            raise AllocationTooLarge(each.amount, invoice.left, "invoice")


def _check_one(amount: Money, receipt: Available, invoice: Available) -> None:
    if amount.minor <= 0:
        raise AllocationNotPositive
    if not amount.currency == receipt.left.currency == invoice.left.currency:
        raise OtherCurrency(receipt.left.currency, invoice.left.currency)
    if receipt.debtor_id is None:
        raise NobodysReceipt
