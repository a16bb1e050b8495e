"""Money that reached us by either rail: record it once, allocate it, undo it."""

from shared.receipts.money_in import MoneyIn
from shared.receipts.rules import Wanted
from shared.receipts.service import allocate, record, reverse, reverse_allocation

__all__ = ["MoneyIn", "Wanted", "allocate", "record", "reverse", "reverse_allocation"]
