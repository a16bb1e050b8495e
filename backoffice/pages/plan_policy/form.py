"""A plan policy as a form: every setting a cell of text, read back with a sentence for each that does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from backoffice.components.amount_typed import typed, typed_as
from shared.errors import Refused
from shared.money import Money
from shared.plans.policy import Policy
from shared.words import DebtorKind, Frequency, Level


class Kind(StrEnum):
    """How a setting is written."""

    AMOUNT = "amount"
    WHOLE = "whole"
    PERCENT = "percent"
    WORDS = "words"
    WHOLES = "wholes"
    DAY = "day"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by its place in the policy; left empty it is None where `unlimited`, else what the policy has then."""

    place: str
    label: str
    kind: Kind
    unlimited: bool = False


@dataclass
class Cell:
    """One input; `name` is where in the policy it belongs."""

    name: str = ""
    label: str = ""
    value: str = ""
    is_tick: bool = False
    is_on: bool = False
    is_wrong: bool = False


@dataclass
class Line:
    label: str = ""
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Group:
    """Settings that belong together, side by side where there are several of a sort; `level` can have more bands."""

    title: str = ""
    note: str = ""
    level: str = ""
    heads: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form says: a policy's data, and a sentence for each cell that cannot be read, by its name."""

    data: dict[str, Any]
    problems: Mapping[str, str]


_A, _N, _P, _T = Kind.AMOUNT, Kind.WHOLE, Kind.PERCENT, Kind.TICK
_BAND: Final = (
    Setting("up_to_minor", "Balances up to", _A, unlimited=True),
    Setting("max_instalments", "Most instalments", _N, unlimited=True),
    Setting("max_months", "Longest run, months", _N, unlimited=True),
    Setting("min_instalment_minor", "Smallest instalment", _A),
    Setting("first_within_days", "First payment within, days", _N, unlimited=True),
    Setting("min_down_bp", "Down payment, at least, %", _P),
    Setting("max_interest_bp", "Interest a year, at most, %", _P, unlimited=True),
    Setting("max_broken", "Plans not kept in twelve months, at most", _N, unlimited=True),
    Setting("max_active", "Other plans running, at most", _N, unlimited=True),
    Setting("least_rating", "Rating, at least (A to E)", Kind.WORDS),
    Setting("takes_unrated", "Also debtors without a rating", _T),
    Setting("takes_external", "Also invoices with a collection partner", _T),
)
_GUARD: Final = (
    Setting("country", "Country (two letters)", Kind.WORDS),
    Setting("max_instalments", "Free up to, instalments", _N, unlimited=True),
    Setting("max_months", "Free up to, months", _N, unlimited=True),
    Setting("max_days", "Free up to, days", _N, unlimited=True),
    Setting("takes_cost", "Interest does not make it credit", _T),
    Setting("effective_from", "From the day", Kind.DAY, unlimited=True),
    Setting("source", "Source of the rule", Kind.WORDS),
)
_SCOPE: Final = (
    Setting("name", "Name", Kind.WORDS),
    Setting("countries", "Countries (DE, AT; empty: all)", Kind.WORDS),
    *(Setting(f"kinds.{each}", f"For {each} debtors", _T) for each in DebtorKind),
    Setting("days_ahead", "Invoices due within, days", _N),
    *(Setting(f"frequencies.{each}", f"Paid {each.replace('_', '-')}", _T) for each in Frequency),
    Setting("asks_people", "What the portal may not agree goes to staff", _T),
    Setting("affordability.from_minor", "Income and spending are asked from", _A, unlimited=True),
    Setting("affordability.share_bp", "Of what is left, a payment may take, %", _P, unlimited=True),
)
_CONDUCT: Final = (
    Setting("conduct.offer_days", "An offer stands for, days", _N),
    Setting("conduct.grace_days", "Missed after, days of grace", _N),
    Setting("conduct.notice_days", "A card charge is announced before, days", _N),
    Setting("conduct.retry_days", "Tried again after, days (2, 5, 9)", Kind.WHOLES),
    Setting("conduct.breach_days", "Breached after, days past due", _N),
    Setting("conduct.breach_missed", "Breached by missed instalments", _N),
    Setting("conduct.breach_window_days", "Within, days", _N),
    Setting("conduct.breach_overdue_days", "Breached by other invoices overdue for, days", _N),
    Setting("conduct.cure_days", "Days to catch up before it ends", _N),
    Setting("conduct.max_cures", "Times it may catch up", _N),
    Setting("conduct.max_renegotiations", "Times it may be replaced", _N),
    Setting("conduct.move_days", "A date may be moved by, days", _N),
    Setting("conduct.max_moves", "Dates that may be moved", _N),
    Setting("settlement.max_discount_bp", "A settlement may forgive, at most, %", _P),
    Setting("settlement.max_days", "A settlement offer stands for, days", _N),
)
_TITLES: Final = {
    Level.PORTAL: ("The debtor alone", "Up to here a plan begins without asking anybody."),
    Level.STAFF: ("Staff", "Up to here a member of staff agrees; above it an approver does."),
    Level.MANAGER: ("Approvers", "What is beyond this nobody may agree to."),
}
SPARE_GUARDS: Final = 2
_PERCENT: Final = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_KINDS, _RHYTHMS = "kinds", "frequencies"


def texts_of(policy: Policy) -> dict[str, str]:
    """Every setting of a policy as its cell shows it, by name; a tick is "on" or ""."""
    data = policy.model_dump()
    data[_KINDS] = {each.value: not policy.kinds or each in policy.kinds for each in DebtorKind}
    data[_RHYTHMS] = {each.value: each in policy.frequencies for each in Frequency}
    data["countries"] = ", ".join(policy.countries)
    texts = {}
    for name, setting in _names(bands_of(policy), len(policy.guards)).items():
        texts[name] = _text(setting.kind, _found(data, name), policy.currency)
    return texts


def bands_of(policy: Policy) -> dict[Level, int]:
    return {level: len(policy.bands(level)) for level in Level}


def groups(
    texts: Mapping[str, str], bands: Mapping[Level, int], guards: int, problems: Mapping[str, str] | None = None
) -> list[Group]:
    """The form to draw."""
    wrong = problems or {}
    made = [_group("For whom and how", "", _SCOPE, [""], texts, wrong)]
    for level in Level:
        title, note = _TITLES[level]
        columns = [f"{level}.{k}." for k in range(bands[level])]
        group = _group(title, note, _BAND, columns, texts, wrong)
        group.heads, group.level = [f"Band {k + 1}" for k in range(bands[level])], level.value
        made.append(group)
    made.append(_group("How a running plan is treated", "", _CONDUCT, [""], texts, wrong))
    note = "From where on a plan with a consumer counts as credit, and needs a legal text and a person."
    group = _group("Consumer credit", note, _GUARD, [f"guards.{k}." for k in range(guards)], texts, wrong)
    group.heads = [f"Rule {k + 1}" for k in range(guards)]
    return [*made, group]


def read(form: Mapping[str, Any], currency: str, bands: Mapping[Level, int], guards: int) -> Reading:
    """What was typed, as the data of a policy."""
    data: dict[str, Any] = {"currency": currency}
    problems = {}
    for name, setting in _names(bands, guards).items():
        try:
            value = _value(setting, str(form.get(name, ""))[:200].strip(), currency)
        except Refused as refused:
            problems[name] = f"{_where(name)}{setting.label}: {refused}"
            continue
        if value is not None or setting.unlimited:
            _put(data, name.split("."), value)
    return Reading(_as_policy(data), problems)


def _as_policy(data: dict[str, Any]) -> dict[str, Any]:
    """Lists for what the form numbers, and what stands in ticks as lists of words."""
    for level in Level:
        data[level.value] = list(data.get(level.value, {}).values())
    data["guards"] = [each for each in data.get("guards", {}).values() if each.get("country")]
    kinds = [word for word, is_on in data[_KINDS].items() if is_on]
    data[_KINDS] = [] if len(kinds) == len(DebtorKind) else kinds
    data[_RHYTHMS] = [word for word, is_on in data[_RHYTHMS].items() if is_on]
    data["countries"] = [each.strip().upper() for each in data.get("countries", "").split(",") if each.strip()]
    if data["affordability"]["from_minor"] is None:
        data["affordability"] = None
    return data


def _names(bands: Mapping[Level, int], guards: int) -> dict[str, Setting]:
    """Every cell by its name."""
    named = {each.place: each for each in (*_SCOPE, *_CONDUCT)}
    for level in Level:
        named |= {f"{level}.{k}.{each.place}": each for k in range(bands[level]) for each in _BAND}
    return named | {f"guards.{k}.{each.place}": each for k in range(guards) for each in _GUARD}


def _group(
    title: str,
    note: str,
    settings: tuple[Setting, ...],
    columns: list[str],
    texts: Mapping[str, str],
    wrong: Mapping[str, str],
) -> Group:
    def cell(setting: Setting, column: str) -> Cell:
        name = column + setting.place
        text, is_tick = texts.get(name, ""), setting.kind is Kind.TICK
        return Cell(name, f"{_where(name)}{setting.label}", text, is_tick, bool(text) and is_tick, name in wrong)

    lines = [Line(each.label, [cell(each, column) for column in columns]) for each in settings]
    return Group(title=title, note=note, lines=lines)


def _where(name: str) -> str:
    """Which band or rule a cell is of, for somebody who hears it rather than sees it."""
    first, _, rest = name.partition(".")
    number = rest.partition(".")[0]
    if not number.isdigit():
        return ""
    sort = "Rule" if first == "guards" else f"{_TITLES[Level(first)][0]}, band"
    return f"{sort} {int(number) + 1}, "


def _text(kind: Kind, value: Any, currency: str) -> str:
    if value is None or value is False:
        return ""
    match kind:
        case Kind.AMOUNT:
            return typed_as(Money(value, currency))
        case Kind.PERCENT:
            return f"{value / 100:g}"
        case Kind.TICK:
            return "on"
        case Kind.WHOLES:
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _value(setting: Setting, text: str, currency: str) -> Any:
    """None for what was left empty.

    Raises:
        Refused: it cannot be read; the sentence says how it is written.
    """
    if setting.kind is Kind.TICK:
        return bool(text)
    if not text:
        return None
    match setting.kind:
        case Kind.AMOUNT:
            return typed(text, currency).minor
        case Kind.PERCENT:
            return _percent(text)
        case Kind.WHOLE:
            return _whole(text)
        case Kind.WHOLES:
            return [_whole(each.strip()) for each in text.split(",")]
        case Kind.DAY:
            return _day(text)
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


def _found(data: Any, name: str) -> Any:
    for step in name.split("."):
        if data is None:
            return None
        data = data[int(step)] if isinstance(data, tuple | list) else data[step]
    return data


def _put(data: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        data = data.setdefault(step, {})
    data[steps[-1]] = value
