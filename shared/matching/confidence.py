"""What each ground for a proposal is worth: one table, so that a calibrated model can take its place.

The marked rows are those of the receivables rules (match confidence, receipt journal); the others lie between them and
say what the rules leave open. All of it ranks, none of it is a probability.
"""

from __future__ import annotations

from enum import StrEnum

from shared.matching.values import AmountFit


class Ground(StrEnum):
    """What leads from a payment to its invoices, the strongest first."""

    REFERENCE = "reference"
    """A payment reference with right check digits."""
    NUMBER = "number"
    NUMBERS = "numbers"
    """Several invoices are named, by number or reference."""
    PART_NUMBER = "part_number"
    """A short number beside an exact amount, or the end of a number of a known payer."""
    NAMED_PART = "named_part"
    """The one choice among the named invoices that makes the amount."""
    COMPLETED = "completed"
    """Named invoices, and the one choice of the debtor's others that makes up the amount."""
    IBAN = "iban"
    IBAN_SUM = "iban_sum"
    NAME = "name"
    AMOUNT = "amount"


NAMING = frozenset(
    {
        Ground.REFERENCE,
        Ground.NUMBER,
        Ground.NUMBERS,
        Ground.PART_NUMBER,
        Ground.NAMED_PART,
        Ground.COMPLETED,
    }
)
"""Grounds on which the payer says what is paid; such a payment is never moved to another invoice."""

CONFLICT = 0.50  # rule: reference of one debtor, IBAN of another; always for a person
UNDECIDED = 0.50  # several invoices fit equally, a number stands alone, or another payment came before

_TABLE: dict[tuple[Ground, AmountFit], float] = {
    (Ground.REFERENCE, AmountFit.EXACT): 1.00,  # rule
    (Ground.REFERENCE, AmountFit.PARTIAL): 0.95,  # rule
    (Ground.REFERENCE, AmountFit.DISCOUNT): 0.95,  # rule
    (Ground.REFERENCE, AmountFit.OVER): 0.90,
    (Ground.NUMBER, AmountFit.EXACT): 0.93,  # rule
    (Ground.NUMBER, AmountFit.DISCOUNT): 0.90,
    (Ground.NUMBER, AmountFit.PARTIAL): 0.85,
    (Ground.NUMBER, AmountFit.OVER): 0.80,
    (Ground.NUMBERS, AmountFit.EXACT): 0.92,  # rule
    (Ground.NUMBERS, AmountFit.DISCOUNT): 0.88,
    (Ground.NUMBERS, AmountFit.PARTIAL): 0.78,
    (Ground.NUMBERS, AmountFit.OVER): 0.76,
    (Ground.PART_NUMBER, AmountFit.EXACT): 0.85,
    (Ground.PART_NUMBER, AmountFit.DISCOUNT): 0.75,
    (Ground.PART_NUMBER, AmountFit.PARTIAL): 0.65,
    (Ground.PART_NUMBER, AmountFit.OVER): 0.60,
    (Ground.NAMED_PART, AmountFit.EXACT): 0.75,
    (Ground.COMPLETED, AmountFit.EXACT): 0.75,
    (Ground.IBAN, AmountFit.EXACT): 0.85,  # rule
    (Ground.IBAN, AmountFit.DISCOUNT): 0.75,
    (Ground.IBAN, AmountFit.PARTIAL): 0.60,  # only when nothing else of the debtor is open
    (Ground.IBAN_SUM, AmountFit.EXACT): 0.75,  # rule
    (Ground.NAME, AmountFit.EXACT): 0.65,  # rule
    (Ground.AMOUNT, AmountFit.EXACT): 0.40,  # rule
}


def confidence(ground: Ground, fit: AmountFit) -> float:
    """The rank of a ground with an amount that fits so, 0 to 1; pairs that no proposal is made of are a `KeyError`."""
    return _TABLE[ground, fit]
