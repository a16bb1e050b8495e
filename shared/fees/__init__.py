"""Fees and interest owed beside the invoices of a debtor: claimed, paid like any other item, waived with a reason."""

from shared.fees.service import Claim, NothingToWaive, claim, waive

__all__ = ["Claim", "NothingToWaive", "claim", "waive"]
