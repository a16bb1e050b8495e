"""A row of a bank's CSV into an entry, or into a balance where the row states one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from shared.money import Money
from shared.statements.bank_csv.amounts import code_of, read_signed
from shared.statements.bank_csv.layout import CsvLayout
from shared.statements.bank_csv.table import BadRow
from shared.statements.references import recognise
from shared.statements.values import Balance, Detail, Direction, Entry

_BALANCES = {"opening": "OPBD", "closing": "CLBD"}
_AS_A_NUMBER = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.ASCII)  # a spreadsheet's idea of an account number
_EXAMPLE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
_SAYS_NOTHING = "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry, whose account it is on, and what the account held after it, if the row says so."""

    entry: Entry
    account: str
    balance: Money | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A row that is no entry but the account's opening or closing balance."""

    balance: Balance
    account: str


def read_row(row: Mapping[str, str], layout: CsvLayout) -> Booked | Stated | None:
    """What the row says; None for a row of a kind that says nothing of its own (a sum).

    Raises:
        BadRow, NotAnAmount, NotRepresentable, OtherCurrency: it cannot be read exactly.
    """
    kind = _kind(row, layout)
    if kind == "ignored":
        return None
    account = row.get("account", "")
    if kind in _BALANCES:
        stated = Balance(_BALANCES[kind], _signed(row, layout), _date(row["booking_date"], layout.date_format))
        return Stated(stated, account)
    balance = row.get("balance")
    after = read_signed(balance, decimal=layout.decimal, currency=_currency(row, layout)) if balance else None
    return Booked(_entry(row, layout, is_pending=kind == "pending"), account, after)


def goes_on(row: Mapping[str, str], layout: CsvLayout) -> bool:
    """Whether the row, without an amount of its own, goes on with the text of the row before."""
    sides = ("amount", "debit", "credit")
    return layout.continues and not any(row.get(each) for each in sides) and bool(row.get("text"))


def gone_on(entry: Entry, text: str) -> Entry:
    """The entry with more text."""
    (detail,) = entry.details
    return entry._replace(details=(detail._replace(remittance=f"{detail.remittance} {text}".strip()),))


def _kind(row: Mapping[str, str], layout: CsvLayout) -> str:
    word = row.get("kind", "")
    found = next((kind for kind, words in layout.kinds.items() if word in words), None)
    if found is None and layout.kinds.get("entry"):
        raise BadRow(f"“{word[:40]}” is no kind of row that we know")
    return found or "entry"


def _entry(row: Mapping[str, str], layout: CsvLayout, *, is_pending: bool) -> Entry:
    signed, charges = _signed(row, layout), _fee(row, layout)
    if charges:
        signed -= charges
    goes_out = signed.minor < 0
    amount = -signed if goes_out else signed
    valued = _date(row["value_date"], layout.date_format) if row.get("value_date") and not is_pending else None
    return Entry(
        amount=amount,
        direction=Direction.DEBIT if goes_out else Direction.CREDIT,
        reversal=False,
        status="PDNG" if is_pending else "BOOK",
        booking_date=None if is_pending else _date(row["booking_date"], layout.date_format),
        value_date=valued,
        ntry_ref=row.get("id") or None,
        servicer_reference=None,
        details=(_detail(row, layout, amount, goes_out=goes_out),),
        charges=charges,
        set_aside="pending" if is_pending else None,
    )


def _detail(row: Mapping[str, str], layout: CsvLayout, amount: Money, *, goes_out: bool) -> Detail:
    named = row.get("reference", "")
    reference = recognise(named, _country(row, layout)) if named and named != _SAYS_NOTHING else None
    end_to_end_id = row.get("end_to_end_id", "")
    name = (goes_out and row.get("payee")) or row.get("name")
    other = row.get("iban", "").replace(" ", "")
    return Detail(
        amount=amount,
        end_to_end_id=end_to_end_id if end_to_end_id != _SAYS_NOTHING and end_to_end_id else None,
        remittance=row.get("text", ""),
        structured_reference=reference.text if reference else None,
        reference_scheme=reference.scheme if reference else None,
        counterparty_name=name or None,
        counterparty_iban=None if _AS_A_NUMBER.fullmatch(other) else other or None,
    )


def _country(row: Mapping[str, str], layout: CsvLayout) -> str:
    return (layout.account_iban or row.get("account", ""))[:2]


def _currency(row: Mapping[str, str], layout: CsvLayout) -> str:
    said = row.get("currency")
    return code_of(said) if said else layout.currency


def _fee(row: Mapping[str, str], layout: CsvLayout) -> Money | None:
    fee = row.get("fee")
    charged = read_signed(fee, decimal=layout.decimal, currency=_currency(row, layout)) if fee else None
    return charged or None


def _signed(row: Mapping[str, str], layout: CsvLayout) -> Money:
    """The effect on the account: from one signed column, from one with its direction beside it, or from two columns."""
    currency = _currency(row, layout)
    if "amount" not in row:
        return _of_two(row, layout, currency)
    amount = read_signed(row["amount"], decimal=layout.decimal, currency=currency)
    if "direction" in row:
        return _directed(amount, row["direction"], layout)
    return -amount if layout.spends_positive else amount


def _directed(amount: Money, word: str, layout: CsvLayout) -> Money:
    if amount.minor < 0:
        raise BadRow(f"the amount is negative and “{word[:40]}” stands beside it")
    if word in layout.directions["credit"]:
        return amount
    if word not in layout.directions["debit"]:
        raise BadRow(f"“{word[:40]}” says neither credit nor debit")
    return -amount


def _of_two(row: Mapping[str, str], layout: CsvLayout, currency: str) -> Money:
    none = Money(0, currency)
    debit, credit = (
        read_signed(row[side], decimal=layout.decimal, currency=currency) if row[side] else none
        for side in ("debit", "credit")
    )
    if bool(debit) == bool(credit):
        raise BadRow("exactly one of debit and credit must hold an amount")
    if credit.minor < 0:
        raise BadRow(f"“{row['credit']}” is negative and yet a credit")
    return credit or (debit if debit.minor < 0 else -debit)


@lru_cache(maxsize=4_096)  # a statement has few days and many rows
def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - the bank's own day, whatever the zone
    except ValueError:
        return None


def _date(text: str, form: str) -> date:
    day = _parsed(text, form)
    if day is None:
        raise BadRow(f"“{text[:40]}” is not a day like {_EXAMPLE.strftime(form)}")
    return day
