"""What people decide by hand: invoices and amounts, a debtor's account, another account, a return (S1-23 to S1-27)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from shared import audit
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.journals import returns, rules
from shared.journals.items import book_items
from shared.journals.proposed import Proposed, share_row
from shared.journals.review import decidable, decided, replace_shares, shares_by_line, tell
from shared.journals.rules import Part
from shared.journals.seen import check_seen
from shared.ledger.chart import NAMES, OTHER_MONEY
from shared.matching import AmountFit
from shared.models import Debtor, JournalLine, LinePurpose, LineState, Rail, Receipt
from shared.money import Money
from shared.receipts.rules import Difference

NO_DIFFERENCES: Mapping[int, Difference] = MappingProxyType({})
ALL_TAKEN: Mapping[int, int] = MappingProxyType({})


class NoSuchAccount(Refused):
    def __init__(self, account: str) -> None:
        super().__init__(f"Account {account} cannot be chosen for a bank line.")


class WrongSide(Refused):
    def __init__(self) -> None:
        super().__init__("Money that left the account cannot pay invoices.")


class NotTakenBack(Refused):
    def __init__(self, paid: Money, back: Money) -> None:
        super().__init__(f"{back} went back, but the payment was {paid}: the two do not fit.")


def decide(
    session: Session,
    line_id: int,
    shares: Mapping[int, int],
    *,
    actor: str,
    differences: Mapping[int, Difference] = NO_DIFFERENCES,
    taken: Mapping[int, int] = ALL_TAKEN,
    seen: str = "",
) -> None:
    """Correct or split by hand: these invoices, these amounts; what is left of the payment stays unapplied.

    `shares` are minor units of the invoice's currency by invoice id, of whatever debtor; negative under minus a credit
    note's id, which is then netted. By invoice id too: `differences` are settled besides and are no money; `taken` is
    what leaves the payment in its own minor units, where the currencies differ. `seen` is the digest of what was shown.

    Raises:
        NotFound: an invoice or credit note does not exist, or none is named.
        Refused: see `rules.check_parts` and `seen.check_seen`; nothing is changed.
    """
    line = _credit(session, line_id, seen)
    items = book_items(session, shares)
    if not any(id_ > 0 for id_ in items):
        raise NotFound("Choose at least one invoice.")
    paid = Money(line.amount_minor, line.currency)
    parts = {
        id_: Part(
            Money(minor, items[id_].left.currency),
            Money(taken[id_], line.currency) if id_ in taken else None,
            differences.get(id_),
        )
        for id_, minor in shares.items()
    }
    rules.check_parts(parts, paid=paid, items=items)
    debtors = [items[id_].debtor_id for id_ in parts if id_ > 0]
    _settle(
        session,
        line,
        actor,
        [_row(id_, part) for id_, part in parts.items()],
        fit=rules.fit_of(parts, paid=paid, items=items).value,
        debtor_id=line.debtor_id if line.debtor_id in debtors else debtors[0],
    )
    facts = {str(id_): minor for id_, minor in shares.items()}
    audit.note(session, actor, "line.decided", f"line:{line_id}", shares=facts)


def put_on_account(session: Session, line_id: int, debtor_id: int, *, actor: str, seen: str = "") -> None:
    """The payment is this debtor's and pays nothing yet: it stays on their account (2100).

    Raises:
        NotFound: no such debtor.
    """
    line = _credit(session, line_id, seen)
    locked(session, Debtor, [debtor_id])
    _settle(session, line, actor, debtor_id=debtor_id)
    audit.note(session, actor, "line.on_account", f"line:{line_id}", debtor=debtor_id)


def leave_unidentified(session: Session, line_id: int, *, actor: str, seen: str = "") -> None:
    """The payment is a customer's, nobody knows whose: it is posted to 2110 until it is identified."""
    line = _credit(session, line_id, seen)
    _settle(session, line, actor)
    audit.note(session, actor, "line.unidentified", f"line:{line_id}")


def book_to_account(session: Session, line_id: int, account: str, *, actor: str, seen: str = "") -> None:
    """The line is no customer's money: all of it goes to this account, whichever way it moved.

    Raises:
        NoSuchAccount: not one of `chart.OTHER_MONEY`.
    """
    check_account(account)
    line = _any(session, line_id, seen)
    _settle(session, line, actor, purpose=LinePurpose.OTHER, account=account)
    audit.note(session, actor, "line.to_account", f"line:{line_id}", account=account)


def mark_payout(session: Session, line_id: int, *, actor: str, seen: str = "") -> None:
    """The line is a payout of card money: it clears 1050 and is nobody's receipt (L8c)."""
    line = _any(session, line_id, seen)
    _settle(session, line, actor, purpose=LinePurpose.PAYOUT)
    audit.note(session, actor, "line.payout", f"line:{line_id}")


def mark_return(session: Session, line_id: int, receipt_id: int, *, actor: str, seen: str = "") -> None:
    """The line takes back this receipt; what left the account beyond it is the bank's fee (L11).

    Raises:
        NotFound: no such receipt.
        NotTakenBack: the receipt is in another currency, more than went back, or so much less that it is no bank's fee.
    """
    line = _any(session, line_id, seen)
    receipt = locked(session, Receipt, [receipt_id])[receipt_id]
    back = Money(line.amount_minor, line.currency)
    if line.is_credit or receipt.rail is not Rail.BANK:
        raise rules.NotDecidable("no return of a bank payment")
    if receipt.currency != line.currency or not receipt.amount <= back <= receipt.amount + returns.most_fee(
        line.currency
    ):
        raise NotTakenBack(receipt.amount, back)
    fee = (back - receipt.amount).minor
    facts: dict[str, Any] = {
        "debtor_id": receipt.debtor_id,
        "undoes_id": receipt_id,
        "fee_minor": fee,
        "fit": AmountFit.RETURN.value,
    }
    _settle(session, line, actor, purpose=LinePurpose.RETURN, **facts)
    audit.note(session, actor, "line.return", f"line:{line_id}", receipt=receipt_id, fee=fee)


def check_account(account: str) -> None:
    """Whether a bank line may be booked to this account.

    Raises:
        NoSuchAccount: it is not one of `chart.OTHER_MONEY`.
    """
    if account not in {each.value for each in OTHER_MONEY}:
        raise NoSuchAccount(account)


def accounts() -> list[tuple[str, str]]:
    """Number and name of every account a line may be booked to."""
    return [(each.value, NAMES[each]) for each in OTHER_MONEY]


def _any(session: Session, line_id: int, seen: str, *, aside: bool = True) -> JournalLine:
    line = decidable(session, [line_id], aside=aside)[line_id]
    check_seen(line, shares_by_line(session, [line_id])[line_id], seen)
    return line


def _credit(session: Session, line_id: int, seen: str) -> JournalLine:
    line = _any(session, line_id, seen, aside=False)
    if not line.is_credit:
        raise WrongSide
    return line


def _settle(
    session: Session, line: JournalLine, actor: str, shares: Sequence[Mapping[str, Any]] = (), **facts: Any
) -> None:
    """Make the line what was decided; whatever `facts` do not name is as in a line nobody touched."""
    decision = Proposed(facts, shares)
    replace_shares(session, line.id or 0, decision.rows(line.id or 0))
    for name, value in decision.columns.items():
        setattr(line, name, value)
    line.note = ""
    decided(line, LineState.ACCEPTED, actor)
    tell(session, [line])


def _row(book_id: int, part: Part) -> dict[str, Any]:
    return share_row(book_id, part.amount.minor, taken=part.taken.minor if part.taken else None, beside=part.difference)
