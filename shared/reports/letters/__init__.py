"""What we write to debtors, as letters: gathered from the nouns, worded in their language, and made by documents."""

from shared.reports.letters.account import Days, account_csv, account_letter, days, what_happened
from shared.reports.letters.invoice import invoice_letter
from shared.reports.letters.receipt import receipt_letter
from shared.reports.letters.schedule import schedule_letter

__all__ = [
    "Days",
    "account_csv",
    "account_letter",
    "days",
    "invoice_letter",
    "receipt_letter",
    "schedule_letter",
    "what_happened",
]
