"""Money that reached us by either rail: record it once, allocate it, undo it, pay it back."""

from shared.receipts.allocating import allocate, move, reverse_allocation
from shared.receipts.identifying import forget_payer, identify
from shared.receipts.money_in import MoneyIn
from shared.receipts.netting import netted
from shared.receipts.other_money import OtherMoney, book_other, reverse_other
from shared.receipts.returns import Returned, take_back, undo_return
from shared.receipts.rules import Difference, Wanted
from shared.receipts.service import record, reverse

__all__ = [
    "Difference",
    "MoneyIn",
    "OtherMoney",
    "Returned",
    "Wanted",
    "allocate",
    "book_other",
    "forget_payer",
    "identify",
    "move",
    "netted",
    "record",
    "reverse",
    "reverse_allocation",
    "reverse_other",
    "take_back",
    "undo_return",
]
