"""What identifies a line, what state a proposal earns, and what a decision may hold (domain.md 1.5)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.errors import Refused
from shared.matching import AmountFit, Proposal
from shared.money import Money
from shared.statements import Detail, Direction, Entry

READY_FROM = 9000
"""Per ten thousand: from here on a proposal is ready to be accepted without being opened."""

_SHORTEST_ACCOUNT = 6
_SURE = (AmountFit.EXACT, AmountFit.PARTIAL, AmountFit.OVER)


class NotDecidable(Refused):
    def __init__(self, state: str) -> None:
        super().__init__(f"This line is {state}; it cannot be decided any more.")


class StatementHeld(Refused):
    def __init__(self) -> None:
        super().__init__("The statement of this line does not tie; release it with a reason first.")


class ShareTooLarge(Refused):
    def __init__(self, number: str, asked: Money, left: Money) -> None:
        super().__init__(f"{asked} is more than the {left} left on invoice {number}.")


class SharesExceedPayment(Refused):
    def __init__(self, shares: Money, paid: Money) -> None:
        super().__init__(f"The shares come to {shares}, but only {paid} was paid.")


class SeveralDebtors(Refused):
    def __init__(self) -> None:
        super().__init__("These invoices belong to different debtors; one payment settles one debtor's invoices.")


class ReasonMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Please give a reason of at least five characters; it is kept with your name.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bank says of one payment, all that tells it from another (domain.md 1.5)."""

    booked_on: date
    value_date: date
    amount: Money
    is_credit: bool
    payer_name: str
    payer_iban: str
    text: str
    reference: str
    end_to_end_id: str
    servicer_reference: str
    is_booked: bool = True

    @property
    def identity(self) -> str:
        """A digest of the facts. Equal payments share it and are told apart by their occurrence.

        What the bank only announces is not what it books later, however equal the two look.
        """
        parts = (
            self.booked_on.isoformat(),
            self.value_date.isoformat(),
            self.amount.plain,
            self.amount.currency,
            "C" if self.is_credit else "D",
            _squeezed(self.payer_name),
            _squeezed(self.payer_iban),
            _squeezed(self.text),
            _squeezed(self.reference),
            self.servicer_reference,
            *(() if self.is_booked else ("announced",)),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class InvoiceLeft:
    """What a decision needs to know of an invoice."""

    number: str
    debtor_id: int
    left: Money


def numbered(identities: Iterable[str]) -> list[tuple[str, int]]:
    """Each identity with its occurrence in this statement: two genuine equal payments are number 1 and 2.

    Counted by statement, so that one which stands in a file twice is known the second time.
    """
    seen: dict[str, int] = {}
    found = []
    for each in identities:
        seen[each] = seen.get(each, 0) + 1
        found.append((each, seen[each]))
    return found


def names_account(other: str | None, iban: str) -> bool:
    """Whether an account number that is no IBAN is the end of ours; a file that names none is taken at its word.

    In MT940 a bank code may stand before the number: 37040044/0532013000.
    """
    bank, _, number = (other or "").replace(" ", "").rpartition("/")
    bare = number.lstrip("0")
    fits_bank = not bank.isdecimal() or bank in iban
    return not other or (len(bare) >= _SHORTEST_ACCOUNT and iban.endswith(bare) and fits_bank)


@dataclass(frozen=True, slots=True)
class Told:
    """A line we hold under the bank's own reference of an entry; negative when the money left the account."""

    booked_on: date
    amount_minor: int
    payer_name: str = ""
    text: str = ""


def tells_again(entry: Entry, told: Sequence[Told]) -> bool:
    """Whether an entry is one we hold already, told the other way: split before and as one sum now, or with less said.

    The bank's reference alone is not enough, some banks repeat it: the sums must agree, on the same day, and either
    one of the two is the split of the other, or one of them says nothing that the other does not.
    """
    if not told or not (len(told) == 1 or len(entry.details) == 1):
        return False
    if len(told) == len(entry.details) and not _says_less(told[0], entry.details[0]):
        return False
    same_day = all(each.booked_on == entry.booking_date for each in told)
    moved = entry.amount.minor if entry.direction is Direction.CREDIT else -entry.amount.minor
    return same_day and sum(each.amount_minor for each in told) == moved


def _says_less(told: Told, detail: Detail) -> bool:
    """Whether payer and text of one are those of the other with something left out; equal ones are two payments."""
    pairs = [
        (_squeezed(told.payer_name), _squeezed(detail.counterparty_name or "")),
        (_squeezed(told.text), _squeezed(detail.remittance)),
    ]
    return any(one != other for one, other in pairs) and all(one in other or other in one for one, other in pairs)


def earned_state(proposal: Proposal) -> str:
    """`ready` when it is sure enough to be accepted unseen, `review` when a person should look, else `unmatched`."""
    if not proposal.shares:
        return "unmatched"
    is_sure = round(proposal.confidence * 10_000) >= READY_FROM and proposal.fit in _SURE
    return "ready" if is_sure else "review"


def check_shares(shares: Mapping[int, Money], *, paid: Money, invoices: Mapping[int, InvoiceLeft]) -> None:
    """Refuse a decision that would give more than was paid or than is owed, or to several debtors.

    Raises:
        SharesExceedPayment, ShareTooLarge, SeveralDebtors.
    """
    for invoice_id, asked in shares.items():
        invoice = invoices[invoice_id]
        if not Money.zero(asked.currency) < asked <= invoice.left:
            raise ShareTooLarge(invoice.number, asked, invoice.left)
    if len({invoices[each].debtor_id for each in shares}) > 1:
        raise SeveralDebtors
    total = Money.total(shares.values(), paid.currency)
    if paid < total:
        raise SharesExceedPayment(total, paid)


def fit_of(shares: Sequence[Money], *, paid: Money, left: Money) -> AmountFit:
    """How a decided amount relates to what is left on its invoices."""
    if not shares:
        return AmountFit.NONE
    given = Money.total(shares, paid.currency)
    if given < paid:
        return AmountFit.OVER
    return AmountFit.EXACT if given == left else AmountFit.PARTIAL


def check_reason(reason: str) -> str:
    """A reason somebody can understand later.

    Raises:
        ReasonMissing: it is shorter than five characters.
    """
    if len(reason.strip()) < 5:
        raise ReasonMissing
    return reason.strip()[:200]


def _squeezed(text: str) -> str:
    return " ".join(text.split()).upper()
