"""What part of a balance is worth in the books: released in proportion, the last part takes the rest (ADR-0025)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.ledger.chart import Account
from shared.money import Money, part_of


@dataclass(slots=True)
class Carried:
    """A balance in its own currency and in base, both in minor units, as it is drawn down."""

    left_minor: int
    base_minor: int

    def release(self, part_minor: int) -> int:
        """Take a part out and say what it was worth in base: rounded half up once, the last part takes all."""
        worth = part_of(self.base_minor, part_minor, self.left_minor)
        self.left_minor -= part_minor
        self.base_minor -= worth
        return worth


@dataclass(frozen=True, slots=True)
class Granted:
    """What is settled without money, on the account that bears it."""

    account: Account
    amount: Money
    base_minor: int


@dataclass(frozen=True, slots=True)
class Settled:
    """One allocation, each side with its worth in base: `taken` leaves the receipt, `paid` reaches the invoice."""

    taken: Money
    taken_base: int
    paid: Money
    paid_base: int
    granted: tuple[Granted, ...] = ()


def settled(
    taken: Money, paid: Money, granted: Sequence[tuple[Account, Money]], *, receipt: Carried, invoice: Carried
) -> Settled:
    """Draw both balances down by one allocation.

    What is granted is worth what the invoice's books say, so that exchange differences arise on the money alone.
    """
    taken_base = receipt.release(taken.minor)
    without_money = sum(amount.minor for _, amount in granted)
    whole = paid.minor + without_money
    whole_base = invoice.release(whole)
    granted_base = part_of(whole_base, without_money, whole)
    parts = _worth(granted, Carried(without_money, granted_base))
    return Settled(taken, taken_base, paid, whole_base - granted_base, parts)


def _worth(granted: Sequence[tuple[Account, Money]], left: Carried) -> tuple[Granted, ...]:
    return tuple(Granted(account, amount, left.release(amount.minor)) for account, amount in granted)
