"""What may be granted beside the money, and which accounts bear it: pure (domain.md 1.2, L4 to L6)."""

from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.ledger.chart import Account
from shared.money import Money, part_of, share
from shared.receipts.rules import Difference, Wanted
from shared.words import DifferenceKind, DiscountTax


class DifferenceRefused(Refused):
    """A difference that may not be granted; the sentence says why and what would be possible."""


@dataclass(frozen=True, slots=True)
class Granting:
    """What a difference is judged by: the invoice as it stands, and the day its payment was received."""

    left: Money
    total: Money
    discount_bp: int
    discount_until: date | None
    received_on: date
    worth_minor: int
    """What the difference is worth in minor units of the base currency."""
    borne_minor: int = 0
    """Bank charges that no statement names, borne on other invoices of the same payment: a transfer is charged once."""


def rounding_limit(total: Money) -> Money:
    """L6: 0.1 % of the invoice, at least 0.05 and at most 1.00 of its currency."""
    unit = 10**total.decimals
    return Money(max(unit // 20, min(unit, total.minor // 1000)), total.currency)


def check(wanted: Wanted, at: Granting, *, charge_tolerance: Money) -> None:
    """Refuse a difference that neither the agreed terms nor the tolerances of the firm cover.

    Raises:
        DifferenceRefused: with what stands against it.
    """
    difference = wanted.difference
    if difference is None:
        return
    if wanted.settles != at.left:
        raise DifferenceRefused(f"A difference is granted only when it closes the invoice; {at.left} is left on it.")
    if difference.amount.minor < 0 and difference.kind is not DifferenceKind.ROUNDING:
        raise DifferenceRefused("Only a rounding may be in our favour; leave more than is owed on the receipt.")
    match difference.kind:
        case DifferenceKind.ROUNDING:
            _check_rounding(difference, at)
        case DifferenceKind.BANK_CHARGE:
            _check_charge(difference, at, charge_tolerance)
        case DifferenceKind.DISCOUNT:
            _check_discount(difference, at)


def is_unstated_charge(difference: Difference | None) -> bool:
    """A bank charge that no statement names: it is borne within the firm's tolerance."""
    return difference is not None and difference.kind is DifferenceKind.BANK_CHARGE and not difference.stated


def borne_by(difference: Difference, *, total: Money, tax: Money, mode: DiscountTax) -> list[tuple[Account, Money]]:
    """The accounts that bear a difference on our own invoice; a discount takes its tax with it (L5)."""
    amount = difference.amount
    match difference.kind:
        case DifferenceKind.ROUNDING:
            return [(Account.PAYMENT_DIFFERENCES, amount)]
        case DifferenceKind.BANK_CHARGE:
            return [(Account.BANK_CHARGES, amount)]
        case DifferenceKind.DISCOUNT:
            adjusted = tax.minor if mode is DiscountTax.WITH_VAT_ADJUSTMENT else 0
            on_tax = Money(part_of(adjusted, amount.minor, total.minor), amount.currency)
            return [(Account.SALES_DISCOUNTS, amount - on_tax), (Account.OUTPUT_VAT, on_tax)]


def borne_by_client(amount: Money, *, reserve: Money) -> list[tuple[Account, Money]]:
    """What lowers a bought claim is the client's to bear: out of the reserve, then as a claim on the client."""
    held = max(Money.zero(amount.currency), min(reserve, amount))
    return [(Account.RESERVE_PAYABLE, held), (Account.CLIENT_RECOURSE, amount - held)]


def _check_rounding(difference: Difference, at: Granting) -> None:
    limit = rounding_limit(at.total)
    if abs(difference.amount.minor) > limit.minor:
        raise DifferenceRefused(f"{difference.amount} is no rounding difference; up to {limit} is on this invoice.")


def _check_charge(difference: Difference, at: Granting, tolerance: Money) -> None:
    if is_unstated_charge(difference) and at.worth_minor + at.borne_minor > tolerance.minor:
        raise DifferenceRefused(
            f"{difference.amount} is more than the {tolerance} borne as bank charges when the statement names none."
        )


def _check_discount(difference: Difference, at: Granting) -> None:
    if difference.approved:
        return
    # Of what is left: a credit note takes its part of the discount with it.
    agreed = Money(share(at.left.minor, at.discount_bp), at.left.currency)
    if at.discount_until is None or not agreed:
        raise DifferenceRefused("No early-payment discount was agreed on this invoice; granting one needs approval.")
    if at.received_on > at.discount_until:
        raise DifferenceRefused(
            f"The discount was for payment until {at.discount_until}; granting it late needs approval."
        )
    if difference.amount.minor > agreed.minor + rounding_limit(at.total).minor:
        raise DifferenceRefused(f"{difference.amount} is more than the agreed discount of {agreed}; it needs approval.")
