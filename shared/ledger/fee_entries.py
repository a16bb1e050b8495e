"""The bookings of fees (domain.md 1.2, L15 to L17)."""

from dataclasses import dataclass
from datetime import date

from shared.ledger.chart import Account
from shared.ledger.rules import Entry, Line
from shared.money import Money


@dataclass(frozen=True, slots=True)
class FeeItem:
    """So much of a fee, the item it is kept as, and the two accounts it stands in."""

    fee_id: int
    item_id: int
    amount: Money
    owed_in: Account
    earned_in: Account


def fee_claimed(fee: FeeItem, *, on: date) -> Entry:
    """L15, L16: booked when it is claimed; what accrues before that is no entry."""
    lines = (Line(fee.owed_in, fee.amount, fee.item_id), Line(fee.earned_in, -fee.amount, fee.item_id))
    return Entry(f"fee:{fee.fee_id}", "fee", on, lines)


def fee_waived(fee: FeeItem, base_minor: int, *, on: date, reason: str) -> Entry:
    """L17: what is open of it is given up, at the value it is carried at."""
    lines = (
        Line(fee.earned_in, fee.amount, fee.item_id, base_minor=base_minor),
        Line(fee.owed_in, -fee.amount, fee.item_id, base_minor=-base_minor),
    )
    return Entry(f"waiver:{fee.fee_id}", "waiver", on, lines, reason=reason[:200])
