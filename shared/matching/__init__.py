"""Payments to open invoices: pure values in, proposals with their evidence and calibrated confidence out."""

from shared.matching.calibration import Calibration, Certificate, calibrate
from shared.matching.confidence import shipped_certificate
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

CERTIFIED = shipped_certificate()
"""From which confidence on proposals may be applied automatically, and what that was tried on."""

__all__ = [
    "CERTIFIED",
    "AmountFit",
    "Book",
    "Calibration",
    "Certificate",
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
    "calibrate",
    "propose",
]
