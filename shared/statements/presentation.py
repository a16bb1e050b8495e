"""Statements as JSON, for `statement show --json`: decimal strings, ISO dates, null for what is absent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shared.money import Money
from shared.statements.values import Balance, Detail, Entry, Statement


def as_json(statements: Iterable[Statement]) -> dict[str, Any]:
    """What `json.dumps` takes as it is.

    `set_aside` lists the entries that are not to be booked: `entry` is their index in `entries`, null for one whose
    amount cannot be held and which is therefore not among them.
    """
    return {"statements": [_statement(each) for each in statements]}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "account_iban": statement.account_iban,
        "account_other": statement.account_other,
        "currency": statement.currency,
        "sequence": statement.sequence,
        "balances": [_balance(each) for each in statement.balances],
        "ties": statement.ties,
        "entries": [_entry(each) for each in statement.entries],
        "warnings": list(statement.warnings),
        "set_aside": _set_aside(statement),
    }


def _set_aside(statement: Statement) -> list[dict[str, Any]]:
    kept = [
        {"entry": index, **_money(entry.amount), "reason": entry.set_aside}
        for index, entry in enumerate(statement.entries)
        if entry.set_aside
    ]
    left_out = [
        {"entry": None, "amount": each.amount, "currency": each.currency, "reason": each.reason}
        for each in statement.unreadable
    ]
    return kept + left_out


def _balance(balance: Balance) -> dict[str, Any]:
    return {"type": balance.type, **_money(balance.amount), "date": _day(balance.date)}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **_money(entry.amount),
        "direction": entry.direction.value,
        "reversal": entry.reversal,
        "status": entry.status or None,
        "booking_date": _day(entry.booking_date),
        "value_date": _day(entry.value_date),
        "ntry_ref": entry.ntry_ref,
        "details": [_detail(each) for each in entry.details],
        "charges": _money(entry.charges) if entry.charges else None,
        "return_reason": entry.return_reason,
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "amount": None if detail.amount_unstated else detail.amount.plain,
        "currency": detail.amount.currency,
        "end_to_end_id": detail.end_to_end_id,
        "remittance": detail.remittance or None,
        "structured_reference": detail.structured_reference,
        "reference_scheme": detail.reference_scheme,
        "counterparty_name": detail.counterparty_name,
        "counterparty_iban": detail.counterparty_iban,
    }


def _money(amount: Money) -> dict[str, str]:
    return {"amount": amount.plain, "currency": amount.currency}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
