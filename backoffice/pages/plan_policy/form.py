"""A plan policy as a form: every setting a cell of text, read back with a sentence for each that does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice.components.amount_typed import typed, typed_as
from backoffice.pages.plan_policy.settings import BAND, CONDUCT, GUARD, SCOPE, Kind, Setting
from shared.errors import Refused
from shared.money import Money
from shared.plans.policy import Policy
from shared.words import DebtorKind, Frequency, Level


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
    made = [_group("For whom and how", "", SCOPE, [""], texts, wrong)]
    for level in Level:
        title, note = _TITLES[level]
        columns = [f"{level}.{k}." for k in range(bands[level])]
        group = _group(title, note, BAND, columns, texts, wrong)
        group.heads, group.level = [f"Band {k + 1}" for k in range(bands[level])], level.value
        made.append(group)
    made.append(_group("How a running plan is treated", "", CONDUCT, [""], texts, wrong))
    note = "From where on a plan with a consumer counts as credit, and needs a legal text and a person."
    group = _group("Consumer credit", note, GUARD, [f"guards.{k}." for k in range(guards)], texts, wrong)
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
    named = {each.place: each for each in (*SCOPE, *CONDUCT)}
    for level in Level:
        named |= {f"{level}.{k}.{each.place}": each for k in range(bands[level]) for each in BAND}
    return named | {f"guards.{k}.{each.place}": each for k in range(guards) for each in GUARD}


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
