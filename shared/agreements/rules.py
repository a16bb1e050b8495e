"""What a purchase under an agreement is worth (domain.md 1.6)."""

from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.money import Money, share


class NotBuying(Refused):
    def __init__(self, number: str, status: str) -> None:
        super().__init__(f"Agreement {number} is {status}; it buys no invoices now.")


class OtherCurrencyThanAgreement(Refused):
    def __init__(self, number: str, agreed: str, currency: str) -> None:
        super().__init__(f"Agreement {number} is in {agreed}, this invoice in {currency}.")


class RateOutOfRange(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The {name} is a share of the invoice, between 0 and 100 %.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What client and firm agreed; rates in basis points, 9000 is 90 %."""

    number: str
    currency: str
    starts_on: date
    advance_bp: int
    commission_bp: int
    discount_bp: int = 0
    recourse_days: int = 90

    def __post_init__(self) -> None:
        for name, rate in (("advance", self.advance_bp), ("commission", self.commission_bp)):
            if not 0 <= rate <= 10_000:
                raise RateOutOfRange(name)


@dataclass(frozen=True, slots=True)
class Purchase:
    """The price of an invoice: what the client gets now, what is kept in reserve, what we charge."""

    advance: Money
    reserve: Money
    commission: Money


def price(open_amount: Money, *, advance_bp: int, commission_bp: int) -> Purchase:
    """The advance, rounded half up once; the reserve is the rest, so that the two are the whole.

    `G`: 1,500.00 at 90 % and 1 % → 1,350.00, 150.00, 15.00.
    """
    advance = Money(share(open_amount.minor, advance_bp), open_amount.currency)
    commission = Money(share(open_amount.minor, commission_bp), open_amount.currency)
    return Purchase(advance, open_amount - advance, commission)


def funds_in_use(advance_paid: Money, collected: Money) -> Money:
    """What of the advance the debtors' payments have not yet repaid; collections repay the advance first."""
    return advance_paid - min(collected, advance_paid)
