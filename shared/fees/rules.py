"""Where a fee stands in the books, and what it is called (domain.md 1.1, 1.2)."""

from collections.abc import Mapping
from typing import Final

from shared.ledger.chart import Account
from shared.words import FeeKind

OWED_IN: Final[Mapping[FeeKind, Account]] = {
    FeeKind.SET_UP_FEE: Account.FEES_RECEIVABLE,
    FeeKind.PLAN_INTEREST: Account.INTEREST_RECEIVABLE,
}
"""L15, L16: apart from the invoices, so that a fee can be waived without touching one."""
EARNED_IN: Final[Mapping[FeeKind, Account]] = {
    FeeKind.SET_UP_FEE: Account.REMINDER_FEE_INCOME,
    FeeKind.PLAN_INTEREST: Account.LATE_INTEREST_INCOME,
}


def fee_number(kind: FeeKind, plan_id: int, number: int, *, before: int = 0) -> str:
    """What a fee of a plan is called: P12-FEE, P12-INT3; P12-INT3-2 where it was claimed once `before` and given up."""
    name = f"P{plan_id}-FEE" if kind is FeeKind.SET_UP_FEE else f"P{plan_id}-INT{number}"
    return f"{name}-{before + 1}" if before else name
