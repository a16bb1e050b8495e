"""How each sort of setting is written in its cell, and read back."""

import re
from datetime import date
from typing import Any, Final

from backoffice.components.amount_typed import typed, typed_as
from backoffice.pages.plan_policy.settings import Kind, Setting
from shared.errors import Refused
from shared.money import Money

_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_MISSING: Final = {
    Kind.AMOUNT: "Write an amount, such as 170.00.",
    Kind.WHOLE: "Write a whole number.",
    Kind.CODE: "Say for which country this is.",
    Kind.WORDS: "Give the policy a name.",
}
"""What is asked for where a cell that is needed was left empty."""


def text_of(kind: Kind, value: Any, currency: str) -> str:
    if value is None or value is False:
        return ""
    match kind:
        case Kind.AMOUNT:
            return typed_as(Money(value, currency))
        case Kind.PERCENT:
            return f"{value / 100:g}"
        case Kind.TICK:
            return "on"
        case Kind.WHOLES | Kind.CODES:
            return ", ".join(map(str, value))
        case _:
            return str(value)


def value_of(setting: Setting, text: str, currency: str) -> Any:
    """What was typed; None where it was left empty and may be.

    Raises:
        Refused: it cannot be read, or is needed; the sentence says how it is written.
    """
    if setting.needed and not text:
        raise Refused(_MISSING[setting.kind])
    match setting.kind:
        case Kind.TICK:
            return bool(text)
        case Kind.WHOLES:
            return [_whole(each.strip()) for each in text.split(",")] if text else []
        case Kind.CODES:
            return [each.strip().upper() for each in text.split(",") if each.strip()]
    return _one_of(setting.kind, text, currency) if text else None


def _one_of(kind: Kind, text: str, currency: str) -> Any:
    match kind:
        case Kind.AMOUNT:
            return typed(text, currency).minor
        case Kind.PERCENT:
            return _percent(text)
        case Kind.WHOLE:
            return _whole(text)
        case Kind.DAY:
            return _day(text)
        case Kind.CODE:
            return text.upper()
        case _:
            return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Refused("Write a whole number.")
    return int(text)


def _percent(text: str) -> int:
    """Basis points."""
    if not _PERCENT.fullmatch(plain := text.removesuffix("%").strip()):
        raise Refused("Write a percentage with at most two decimals, such as 7.5.")
    whole, _, part = plain.partition(".")
    return int(whole) * 100 + int(f"{part}00"[:2])


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("Write a day as 2026-11-20.") from None
