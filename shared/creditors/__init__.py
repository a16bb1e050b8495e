"""Who is owed, and the bank accounts that their money reaches."""

from shared.creditors.queries import AccountChoice, account_by_iban, bank_accounts, house
from shared.creditors.service import open_bank_account, register

__all__ = ["AccountChoice", "account_by_iban", "bank_accounts", "house", "open_bank_account", "register"]
