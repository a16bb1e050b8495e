"""Bank lines that are nobody's payment: interest, taxes, payouts of the card provider (domain.md 1.2, L8b and L8c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from shared import audit, ledger
from shared.db import chunks
from shared.errors import Refused
from shared.ledger import NAMES, Account, entries
from shared.ledger.chart import OTHER_MONEY
from shared.models import LedgerEntry, LedgerLine
from shared.money import Money
from shared.receipts.rules import AlreadyUndone, check_repeat


class NotForOtherMoney(Refused):
    def __init__(self, account: Account) -> None:
        super().__init__(f"{account.value} {NAMES[account]} is kept by invoices and receipts; choose another account.")


@dataclass(frozen=True, slots=True)
class OtherMoney:
    """What the bank booked; negative when it left the account. `external_id` makes it once."""

    external_id: str
    amount: Money
    account: Account
    bank_account_id: int
    on: date
    value_date: date
    text: str = ""


def book_other(session: Session, booked: Sequence[OtherMoney], *, actor: str) -> list[int]:
    """Book bank lines straight against an account; a repeat gives the entry there is.

    Returns:
        The entries' ids, in the order given.

    Raises:
        NotForOtherMoney: the account is not one of `chart.OTHER_MONEY`.
        ReceiptChanged: an external id came back with another amount.
    """
    for each in booked:
        if each.account not in OTHER_MONEY:
            raise NotForOtherMoney(each.account)
    ids = _held(session, booked)
    fresh = {each.external_id: each for each in booked if each.external_id not in ids}
    made = ledger.post(session, [_entry(each) for each in fresh.values()], actor=actor)
    ids.update(zip(fresh, made, strict=True))
    for each in fresh.values():
        subject = f"entry:{ids[each.external_id]}"
        audit.note(session, actor, "money.booked", subject, account=each.account.value, amount=str(each.amount))
    return [ids[each.external_id] for each in booked]


def reverse_other(session: Session, external_id: str, *, reason: str, on: date, actor: str) -> int:
    """Undo what was booked under an external id; returns the mirror's id.

    Raises:
        NotFound: nothing was booked under it.
        AlreadyUndone: it was undone before.
    """
    try:
        mirror = ledger.reverse(session, f"other:{external_id}", on=on, reason=reason, actor=actor)
    except ledger.AlreadyReversed as error:
        raise AlreadyUndone("bank line") from error
    audit.note(session, actor, "money.reversed", f"entry:{mirror}", reason=reason)
    return mirror


def _held(session: Session, booked: Sequence[OtherMoney]) -> dict[str, int]:
    """The entries we have of these lines already, each checked to be of the same amount."""
    by_name = {f"other:{each.external_id}": each for each in booked}
    found: dict[str, int] = {}
    for some in chunks(list(by_name)):
        query = select(LedgerEntry, LedgerLine).join(LedgerLine, col(LedgerLine.entry_id) == LedgerEntry.id)
        query = query.where(col(LedgerEntry.reference).in_(some), LedgerLine.account == Account.BANK)
        for entry, line in session.exec(query):
            repeat = by_name[entry.reference]
            check_repeat(repeat.external_id, repeat.amount, Money(line.amount_minor, line.currency))
            found[repeat.external_id] = entry.id or 0
    return found


def _entry(booked: OtherMoney) -> ledger.Entry:
    return entries.other_money(
        booked.external_id,
        booked.amount,
        booked.account,
        bank_account_id=booked.bank_account_id,
        on=booked.on,
        value_date=booked.value_date,
        text=booked.text,
    )
