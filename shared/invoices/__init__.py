"""What debtors owe: registration, import, and what is left to pay."""

from shared.csv_list import RowProblem, RowsRefused
from shared.invoices.csv_file import read as read_csv
from shared.invoices.rules import NewInvoice
from shared.invoices.service import NewClaim, Registered, open_claim, register

__all__ = ["NewClaim", "NewInvoice", "Registered", "RowProblem", "RowsRefused", "open_claim", "read_csv", "register"]
