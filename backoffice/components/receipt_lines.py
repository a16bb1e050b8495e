"""Receipts in words: how they came, how they stand, what was granted with them, how long they have been waiting."""

from datetime import date

from shared.models import DifferenceKind, Rail
from shared.money import Money

CAME_BY = {Rail.BANK: "By bank", Rail.CARD: "By card", Rail.CREDIT_NOTE: "Credit note"}
BESIDES = {
    DifferenceKind.DISCOUNT: "discount",
    DifferenceKind.BANK_CHARGE: "bank charge",
    DifferenceKind.ROUNDING: "rounding",
}
"""What settled an invoice beside the money."""


def standing(amount: Money, unapplied: Money, *, is_known: bool, is_reversed: bool) -> tuple[str, str]:
    """A status kind and its words: whether a receipt is used, and if not, what is missing."""
    if is_reversed:
        return "reversed", "Reversed"
    if not unapplied:
        return "done", "Applied"
    if not is_known:
        return "unmatched", "Unidentified"
    return ("needs-review", "Unapplied") if unapplied == amount else ("partly-paid", "Partly applied")


def age(received_on: date, today: date) -> str:
    """How long ago, in whole days."""
    days = (today - received_on).days
    return {0: "today", 1: "1 day"}.get(days, f"{days:,} days")
