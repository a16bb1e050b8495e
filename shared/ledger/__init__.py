"""Accounts, entries, lines, running balances, and the proof that they agree."""

from shared.ledger.chart import CONTROL, NAMES, Account
from shared.ledger.queries import is_posted, reversed_among
from shared.ledger.rules import AlreadyReversed, Entry, Line
from shared.ledger.service import post, reverse
from shared.ledger.verify import Problem, verify

__all__ = [
    "CONTROL",
    "NAMES",
    "Account",
    "AlreadyReversed",
    "Entry",
    "Line",
    "Problem",
    "is_posted",
    "post",
    "reverse",
    "reversed_among",
    "verify",
]
