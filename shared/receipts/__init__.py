"""Money that reached us by either rail: record it once, allocate it, undo it."""

from shared.receipts.allocating import allocate, move, reverse_allocation
from shared.receipts.money_in import MoneyIn
from shared.receipts.rules import Difference, Wanted
from shared.receipts.service import record, reverse

__all__ = ["Difference", "MoneyIn", "Wanted", "allocate", "move", "record", "reverse", "reverse_allocation"]
