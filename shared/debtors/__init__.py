"""Who owes, and the accounts they are known to pay from."""

from shared.debtors.service import known_or_new

__all__ = ["known_or_new"]
