"""Who is owed, and the bank accounts that their money reaches."""

from shared.creditors.queries import AccountChoice, CreditorView, account_by_iban, bank_accounts, every, house
from shared.creditors.service import Details, describe, open_bank_account, register

__all__ = [
    "AccountChoice",
    "CreditorView",
    "Details",
    "account_by_iban",
    "bank_accounts",
    "describe",
    "every",
    "house",
    "open_bank_account",
    "register",
]
