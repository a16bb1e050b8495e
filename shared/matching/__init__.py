"""Payments to open invoices: pure values in, proposals with their evidence and confidence out."""

from shared.matching.engine import propose
from shared.matching.values import (
    AmountFit,
    Book,
    Debtor,
    Finding,
    Instalment,
    OpenInvoice,
    Payment,
    Proposal,
    Remembered,
    RunnerUp,
    Share,
    Signal,
)

__all__ = [
    "AmountFit",
    "Book",
    "Debtor",
    "Finding",
    "Instalment",
    "OpenInvoice",
    "Payment",
    "Proposal",
    "Remembered",
    "RunnerUp",
    "Share",
    "Signal",
    "propose",
]
