"""Factoring agreements: under which invoices are bought, and what came of it."""

from shared.agreements.rules import Terms
from shared.agreements.service import check_buys, pay_advances, purchase, sign

__all__ = ["Terms", "check_buys", "pay_advances", "purchase", "sign"]
