"""One account of a BAI2 file: its balances, its transactions, and what they add up to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from shared.money import DECIMALS, Money
from shared.statements.bai2_records import Block, Cells, Malformed, Record
from shared.statements.plain_text import six_digits
from shared.statements.values import Balance, Detail, Direction, Entry, Unreadable

_AMOUNT = re.compile(r"([+-]?)(\d{1,18})", re.ASCII)
_TYPE = re.compile(r"\d{3}", re.ASCII)
_DAY = re.compile(r"\d{6}", re.ASCII)
_CURRENCY_UNSAID = "USD"  # the standard's own
_BALANCES = {"010": "OPBD", "015": "CLBD", "040": "OPAV", "045": "CLAV", "060": "ITAV"}
_TOTALS = {"100": Direction.CREDIT, "400": Direction.DEBIT}
_CREDITS = (range(100, 400), range(920, 960))
_DEBITS = (range(400, 700), range(960, 1000))
_NO_MONEY = "890"
_NOT_BOOKED_STATUS = {"2": "deletes what was sent before", "3": "corrects what was sent before", "4": "is a test"}
_INTERIM = ("1", "3")  # of the as-of-date modifier; 2 and 4 are final


@dataclass(frozen=True, slots=True)
class Group:
    """What a group says of all its accounts."""

    day: date
    currency: str
    set_aside: str | None


@dataclass(slots=True)
class Account:
    """What one account says; amounts of `total` are minor units, of summaries and transactions together."""

    number: str
    group: Group
    currency: str
    balances: list[Balance] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    total: int = 0
    is_doubtful: bool = False

    def doubt(self, why: str) -> None:
        self.is_doubtful = True
        self.warnings.append(why)


def read_group(record: Record) -> Group:
    """Read record 02.

    Raises:
        BadEntry: it names no day.
    """
    with record.reading() as cells:
        _, _, status, day, _, currency, modifier = cells.take_some(7)
        said = _NOT_BOOKED_STATUS.get(status)
        reason = f"the bank's report {said}" if said else "an interim report" if modifier in _INTERIM else None
        return Group(_day(day), currency or _CURRENCY_UNSAID, reason)


def read_account(group: Group, block: Block) -> Account:
    """Read record 03 with its summaries, and the records 16 under it.

    Raises:
        BadEntry: an amount, a type or a day is none.
    """
    with block.opening.reading() as cells:
        number, currency = cells.take_some(2)
        account = Account(number, group, currency or group.currency)
        totals = _read_summaries(account, cells)
    for place, record in enumerate(block.transactions, 1):
        with record.reading() as cells:
            _read_transaction(account, cells, place)
    _compare_totals(account, totals)
    return account


def minor_units(text: str) -> int:
    """An amount of BAI2: whole minor units with an optional sign.

    Raises:
        Malformed: anything else, a decimal point above all.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise Malformed(f"“{text[:40]}” is not an amount in minor units")
    return -int(found[2]) if found[1] == "-" else int(found[2])


def _read_summaries(account: Account, cells: Cells) -> dict[Direction, int]:
    """The balances into the account; returned are the totals of credits and debits, where stated."""
    totals: dict[Direction, int] = {}
    while not cells.at_end:
        code, text, _ = cells.take_some(3)
        cells.take_funds()
        if not code or not text:
            continue
        amount = minor_units(text)
        account.total += amount
        if code in _BALANCES and account.currency in DECIMALS:
            account.balances.append(Balance(_BALANCES[code], Money(amount, account.currency), account.group.day))
        if code in _TOTALS:
            totals[_TOTALS[code]] = amount
    return totals


def _read_transaction(account: Account, cells: Cells, place: int) -> None:
    code, text = cells.take_some(2)
    valued = cells.take_funds()
    bank_reference, customer_reference = cells.take_some(2)
    if not _TYPE.fullmatch(code):
        raise Malformed(f"“{code[:12]}” is no type of transaction")
    if code == _NO_MONEY and not text.strip("0"):
        return
    amount = minor_units(text)
    if amount < 0:
        raise Malformed(f"“{text}” is negative; its type {code} says the direction")
    account.total += amount
    direction = _direction(int(code))
    if direction is None or account.currency not in DECIMALS:
        why = f"type {code} is neither credit nor debit" if direction is None else f"no currency {account.currency}"
        account.unreadable.append(Unreadable(place, text, account.currency, why))
        return
    money = Money(amount, account.currency)
    account.entries.append(
        Entry(
            amount=money,
            direction=direction,
            reversal=False,
            status="PDNG" if account.group.set_aside else "BOOK",
            booking_date=account.group.day,
            value_date=_day(valued) if valued else None,
            ntry_ref=customer_reference or None,
            servicer_reference=bank_reference or None,
            details=(Detail(money, remittance=cells.rest()),),
            set_aside=account.group.set_aside,
        )
    )


def _direction(code: int) -> Direction | None:
    if any(code in some for some in _CREDITS):
        return Direction.CREDIT
    return Direction.DEBIT if any(code in some for some in _DEBITS) else None


def _compare_totals(account: Account, totals: dict[Direction, int]) -> None:
    """What the bank adds up, against transactions if it lists any; a summary alone has none."""
    for direction, stated in totals.items():
        amounts = [each.amount.minor for each in account.entries if each.direction is direction]
        if amounts and sum(amounts) != stated:
            word = "credits" if direction is Direction.CREDIT else "debits"
            account.warnings.append(f"The {word} of account {account.number} do not add up to the total it states.")


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date(*six_digits(text))
    except ValueError:
        raise Malformed(f"“{text[:12]}” is not a day") from None
