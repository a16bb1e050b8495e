"""What debtors owe: registration, import, and what is left to pay."""

from shared.invoices.csv_file import read as read_csv
from shared.invoices.rules import NewInvoice, RowProblem, RowsRefused
from shared.invoices.service import Registered, register

__all__ = ["NewInvoice", "Registered", "RowProblem", "RowsRefused", "read_csv", "register"]
