"""What state a proposal earns, and what a decision may hold (domain.md 1.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import Refused
from shared.matching import CERTIFIED, AmountFit, Finding, Proposal
from shared.money import Money
from shared.receipts.rules import Difference
from shared.receipts.rules import ReasonMissing as ReasonMissing
from shared.receipts.rules import check_reason as check_reason

READY_FROM = round(CERTIFIED.threshold * 10_000)
"""Per ten thousand: from here on a proposal is ready to be accepted without being opened."""

_NEVER_SURE = (AmountFit.NONE, AmountFit.RETURN, AmountFit.EXCHANGE)
_NEVER_UNSEEN = (Finding.RETURNS, Finding.DUPLICATE, Finding.ALREADY_PAID)


class NotDecidable(Refused):
    def __init__(self, state: str) -> None:
        super().__init__(f"This line is {state}; it cannot be decided any more.")


class NeverBookable(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"This line can never be booked: {why or 'the bank has not booked it'}.")


class StatementHeld(Refused):
    def __init__(self) -> None:
        super().__init__("The statement of this line does not tie; release it with a reason first.")


class ShareTooLarge(Refused):
    def __init__(self, number: str, asked: Money, left: Money) -> None:
        super().__init__(f"{asked} is more than the {left} left on {number}.")


class SharesExceedPayment(Refused):
    def __init__(self, shares: Money, paid: Money) -> None:
        super().__init__(f"The shares come to {shares}, but only {paid} was paid.")


class CreditNoteTooLarge(Refused):
    def __init__(self) -> None:
        super().__init__("A credit note goes against invoices of its debtor and takes off no more than they get.")


class CreditNoteAbroad(Refused):
    def __init__(self) -> None:
        super().__init__("A credit note in another currency than the payment cannot be netted with it; apply it alone.")


class TakenMissing(Refused):
    def __init__(self, number: str, currency: str) -> None:
        super().__init__(f"{number} is in another currency: say how much of the {currency} is for it.")


@dataclass(frozen=True, slots=True)
class Part:
    """What of a line is for one invoice, or is taken out of a credit note (then negative).

    `taken` is what leaves the payment, where its currency is not the invoice's.
    """

    amount: Money
    taken: Money | None = None
    difference: Difference | None = None

    @property
    def settles(self) -> Money:
        return self.amount + self.difference.amount if self.difference else self.amount


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice or a credit note as a decision may use it; `left` is what is open, or not used up."""

    name: str
    debtor_id: int
    left: Money


def earned_state(proposal: Proposal, *, debtors: int = 1) -> str:
    """`ready` when it is sure enough to be accepted unseen, `review` when a person should look, else `unmatched`.

    Whatever was paid twice, goes back, is in another currency or for several debtors is for a person, however sure
    matching is.
    """
    if not proposal.shares:
        return "unmatched"
    if proposal.finding in _NEVER_UNSEEN or debtors > 1:
        return "review"
    is_certain = round(proposal.confidence * 10_000) >= READY_FROM and proposal.fit not in _NEVER_SURE
    return "ready" if is_certain and not proposal.for_review else "review"


def check_parts(parts: Mapping[int, Part], *, paid: Money, items: Mapping[int, Item]) -> None:
    """Refuse a decision that would give more than was paid or than is owed; both are keyed by the ids of a Book.

    Raises:
        SharesExceedPayment, ShareTooLarge, TakenMissing, CreditNoteTooLarge, CreditNoteAbroad.
    """
    for book_id, part in parts.items():
        _check_part(part, items[book_id], paid, is_credit_note=book_id < 0)
    _check_credit_notes(parts, items)
    total = Money.total((part.taken or part.amount for part in parts.values()), paid.currency)
    if paid < total:
        raise SharesExceedPayment(total, paid)


def _check_part(part: Part, item: Item, paid: Money, *, is_credit_note: bool) -> None:
    asked = -part.amount if is_credit_note else part.amount
    settled = asked if is_credit_note else part.settles
    nothing = Money.zero(asked.currency)
    if not (nothing < asked and nothing < settled <= item.left):
        raise ShareTooLarge(item.name, settled, item.left)
    if is_credit_note and (part.taken or asked.currency != paid.currency):
        raise CreditNoteAbroad
    if asked.currency != paid.currency and part.taken is None:
        raise TakenMissing(item.name, paid.currency)


def _check_credit_notes(parts: Mapping[int, Part], items: Mapping[int, Item]) -> None:
    left: dict[tuple[int, str], int] = {}
    for book_id, part in sorted(parts.items(), reverse=True):  # invoices first
        whose = items[book_id].debtor_id, part.amount.currency
        left[whose] = left.get(whose, 0) + part.amount.minor
        if left[whose] < 0:
            raise CreditNoteTooLarge


def fit_of(parts: Mapping[int, Part], *, paid: Money, items: Mapping[int, Item]) -> AmountFit:
    """How a decided amount relates to what is left on its invoices."""
    if not parts:
        return AmountFit.NONE
    given = Money.total((part.taken or part.amount for part in parts.values()), paid.currency)
    if given < paid:
        return AmountFit.OVER
    closes = all(part.settles == items[id_].left for id_, part in parts.items() if id_ > 0)
    return AmountFit.EXACT if closes else AmountFit.PARTIAL
