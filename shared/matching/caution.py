"""What a person looks at however well it fits: the most that a hypothesis may be worth beside what the model says.

The model is fitted to closed books, and a few kinds are too rare in them to be weighed. Each rule here was found on
generated sets kept for that, see docs/matching-benchmark.md.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.matching.case import Case, Hypothesis
from shared.matching.mentions import STRONG

_AMOUNT_ALONE = 0.4
"""What a unique amount is worth without any sign of who paid (domain.md 1.5)."""
_FOR_A_PERSON = 0.85
"""Below the threshold for posting, and above what is merely likely."""

_SERIES = ("run", "range")
"""How kinds of numbers begin that stand for a series, of which one at most is written."""
_SEVERAL_FIT = 3
"""So many sums that fit are several, not one and an accident."""


def most(case: Case, chosen: Hypothesis) -> float:
    """The greatest confidence a hypothesis may have, 0 to 1; 1 when nothing speaks against believing the model."""
    if chosen.signature.place == "in the book":
        return _AMOUNT_ALONE
    return _FOR_A_PERSON if any(rule(case, chosen) for rule in _RULES) else 1.0


def _may_be_a_second_payment(case: Case, chosen: Hypothesis) -> bool:
    """Whether a paid invoice is named and no open one, and the amount is that of the paid one, or only a sum fits.

    Another amount that is exactly what one open invoice owes was paid with the slip of an earlier one.
    """
    number, index = chosen.signature.number, case.index
    if chosen.signature.left != "a paid one" or not (number == "none" or number.startswith(_SERIES)):
        return False
    named = [place for place, hit in case.mentions.paid.items() if hit.rank >= STRONG]
    return len(chosen.claim) > 1 or any(index.invoices[place].original_minor == case.amount for place in named)


def _passes_over_an_equal(case: Case, chosen: Hypothesis) -> bool:
    """Whether a sum holds an unnamed invoice for which an older one of the same amount would do.

    Of credit notes, and of what is to complete a list, any other that would do counts: age says nothing there.
    """
    number, index = chosen.signature.number, case.index
    if len(chosen.claim) < 2 or not (number == "none" or number.endswith("and others")) or chosen.ground.plan_id:
        return False
    claimed = {place for place, _ in chosen.claim}
    for place in claimed if number == "none" else claimed - case.mentions.open.keys():
        owed, is_listed = index.owed[place], number != "none"
        equal = index.items(index.debtor_of[place], index.currency_of[place]).at.get(owed, ())
        if any(other not in claimed and (other < place or owed < 0 or is_listed) for other in equal):
            return True
    return False


def _is_one_of_several_sums(_case: Case, chosen: Hypothesis) -> bool:
    """Whether several invoices that nothing names add up to the payment, and so do two other choices or more."""
    signature = chosen.signature
    return signature.amount == "sum" and signature.number == "none" and signature.rivals >= _SEVERAL_FIT


def _leaves_out_an_open_one(_case: Case, chosen: Hypothesis) -> bool:
    """Whether a list was read of which an open invoice that the text names too is no part."""
    signature = chosen.signature
    is_list = len(chosen.claim) > 1 and signature.number != "none"
    return is_list and signature.left == "an open one" and signature.amount in {"exact", "subset"}


def _is_of_a_namesake(_case: Case, chosen: Hypothesis) -> bool:
    """Whether a name that several debtors bear is all that says who paid: no number, and a strange account abroad."""
    payer = chosen.signature.payer
    is_known_by_name_alone = payer.account == "new abroad" and payer.said == "nothing"
    return chosen.signature.number == "none" and payer.name == "same of several" and is_known_by_name_alone


_RULES: tuple[Callable[[Case, Hypothesis], bool], ...] = (
    _may_be_a_second_payment,
    _passes_over_an_equal,
    _is_one_of_several_sums,
    _leaves_out_an_open_one,
    _is_of_a_namesake,
)
