"""What we write to debtors, as letters: gathered from the nouns, worded in their language, and made by documents."""

from shared.reports.letters.account import account_csv, account_letter
from shared.reports.letters.invoice import invoice_letter
from shared.reports.letters.receipt import receipt_letter
from shared.reports.letters.schedule import schedule_letter

__all__ = ["account_csv", "account_letter", "invoice_letter", "receipt_letter", "schedule_letter"]
