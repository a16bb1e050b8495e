"""A plan policy as a form: every setting a cell of text, read back with a sentence for each that does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from backoffice.pages.plan_policy.settings import BAND, CONDUCT, FEE_CAP, GUARD, SCOPE, Kind, Setting
from backoffice.pages.plan_policy.values import text_of, value_of
from shared.errors import Refused
from shared.plans.policy import Policy, PolicyRefused
from shared.plans.scopes import WHICH_COUNTS
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
    """What a form says: a policy's data, and a sentence for each cell that cannot be read, by its name.

    `columns` are the numbers of the columns that stand in the data, by what they are of: empty ones do not.
    """

    data: dict[str, Any]
    problems: Mapping[str, str]
    columns: Mapping[str, list[str]]

    def cell(self, place: str) -> str:
        """The name of the cell that a place in the data was typed in."""
        first, _, rest = place.partition(".")
        number, _, last = rest.partition(".")
        return f"{first}.{self.columns[first][int(number)]}.{last}" if first in self.columns and number else place


@dataclass(frozen=True, slots=True)
class Shape:
    """How many columns the form has of what a policy may have several of."""

    bands: Mapping[Level, int]
    guards: int
    fee_caps: int

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """With room for more rules of countries than there are."""
        bands = {level: len(policy.bands(level)) for level in Level}
        return cls(bands, len(policy.guards) + _SPARE, len(policy.fee_caps) + _SPARE)

    def columns(self) -> Iterator[tuple[str, tuple[Setting, ...]]]:
        """The beginning of the names in each column, and what stands in it."""
        for level, count in self.bands.items():
            yield from ((f"{level}.{k}.", BAND) for k in range(count))
        yield from ((f"guards.{k}.", GUARD) for k in range(self.guards))
        yield from ((f"fee_caps.{k}.", FEE_CAP) for k in range(self.fee_caps))


_TITLES: Final = {
    Level.PORTAL: ("The debtor alone", "Up to here a plan begins without asking anybody."),
    Level.STAFF: ("Staff", "Up to here a member of staff agrees; above it an approver does."),
    Level.MANAGER: ("Approvers", "What is beyond this nobody may agree to."),
}
_LAWS: Final = {"guards": "Rule", "fee_caps": "Cap"}
"""What is laid down by country, and what one of them is called."""
_SPARE: Final = 2
_KINDS, _RHYTHMS, _ASKED = "kinds", "frequencies", "affordability"


def texts_of(policy: Policy) -> dict[str, str]:
    """Every setting of a policy as its cell shows it, by name; a tick is "on" or ""."""
    data = policy.model_dump()
    data[_KINDS] = {each.value: not policy.kinds or each in policy.kinds for each in DebtorKind}
    data[_RHYTHMS] = {each.value: each in policy.frequencies for each in Frequency}
    named = _names(Shape.of(policy))
    return {name: text_of(setting.kind, _found(data, name), policy.currency) for name, setting in named.items()}


def groups(texts: Mapping[str, str], shape: Shape, problems: Mapping[str, str] | None = None) -> list[Group]:
    """The form to draw."""
    wrong = problems or {}
    made = [_group("For whom and how", WHICH_COUNTS, SCOPE, [""], texts, wrong)]
    for level in Level:
        title, note = _TITLES[level]
        columns = [f"{level}.{k}." for k in range(shape.bands[level])]
        group = _group(title, note, BAND, columns, texts, wrong)
        group.heads, group.level = [f"Band {k + 1}" for k in range(shape.bands[level])], level.value
        made.append(group)
    made.append(_group("How a running plan is treated", "", CONDUCT, [""], texts, wrong))
    note = "From where on a plan with a consumer counts as credit, and needs a legal text and a person."
    made.append(_by_country("guards", shape.guards, "Consumer credit", note, GUARD, texts, wrong))
    note = "What a consumer may be charged for setting up a plan. In a country without a cap it is nothing."
    made.append(_by_country("fee_caps", shape.fee_caps, "Set-up fees by country", note, FEE_CAP, texts, wrong))
    return made


def read(form: Mapping[str, Any], currency: str, shape: Shape) -> Reading:
    """What was typed, as the data of a policy."""
    data: dict[str, Any] = {"currency": currency}
    texts = {name: str(form.get(name, ""))[:200].strip() for name in _names(shape)}
    problems = dict(_against_ticks(texts))
    for name, setting in _names(shape, texts).items():
        try:
            value = value_of(setting, texts[name], currency)
        except Refused as refused:
            problems[name] = _labelled(name, setting.label, str(refused))
            continue
        if value is not None or setting.unlimited:
            _put(data, name.split("."), value)
    columns = {law: list(data.get(law, {})) for law in _LAWS}
    return Reading(_as_policy(data), problems, columns)


def misfits(refused: PolicyRefused, reading: Reading, shape: Shape) -> dict[str, str]:
    """Why the policy does not hold together, by the cell that it is about."""
    named = _names(shape)
    placed = {reading.cell(each.place): each.sentence for each in refused.misfits}
    return {
        name: _labelled(name, named[name].label, sentence) if name in named else sentence
        for name, sentence in placed.items()
    }


def _against_ticks(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not any(texts[f"{_KINDS}.{each}"] for each in DebtorKind):
        yield _KINDS, "Tick for whom it is: businesses, consumers or both."
    asked_from, share = texts[f"{_ASKED}.from_minor"], texts[f"{_ASKED}.share_bp"]
    if bool(asked_from) is not bool(share):
        missing = "share_bp" if asked_from else "from_minor"
        sentence = "Income and spending: write both from which balance on they are asked and what share may be taken."
        yield f"{_ASKED}.{missing}", sentence


def _as_policy(data: dict[str, Any]) -> dict[str, Any]:
    """Lists for what the form numbers, and what stands in ticks as lists of words."""
    for name in (*(level.value for level in Level), *_LAWS):
        data[name] = list(data.get(name, {}).values())
    kinds = [word for word, is_on in data[_KINDS].items() if is_on]
    data[_KINDS] = [] if len(kinds) == len(DebtorKind) else kinds
    data[_RHYTHMS] = [word for word, is_on in data[_RHYTHMS].items() if is_on]
    if data.get(_ASKED, {}).get("from_minor") is None:
        data[_ASKED] = None
    return data


def _names(shape: Shape, texts: Mapping[str, str] | None = None) -> dict[str, Setting]:
    """Every cell by its name; where there are texts, without the columns of countries that were left empty."""
    named = {each.place: each for each in (*SCOPE, *CONDUCT)}
    for column, settings in shape.columns():
        of = {column + each.place: each for each in settings}
        if texts is None or settings is BAND or any(texts[name] for name in of):
            named |= of
    return named


def _by_country(
    law: str,
    count: int,
    title: str,
    note: str,
    settings: tuple[Setting, ...],
    texts: Mapping[str, str],
    wrong: Mapping[str, str],
) -> Group:
    group = _group(title, note, settings, [f"{law}.{k}." for k in range(count)], texts, wrong)
    group.heads = [f"{_LAWS[law]} {k + 1}" for k in range(count)]
    return group


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


def _labelled(name: str, label: str, sentence: str) -> str:
    return f"{_where(name)}{label}: {sentence}"


def _where(name: str) -> str:
    """Which band or rule a cell is of, for somebody who hears it rather than sees it."""
    first, _, rest = name.partition(".")
    number = rest.partition(".")[0]
    if not number.isdigit() or first not in (*_LAWS, *Level):
        return ""
    sort = _LAWS.get(first) or f"{_TITLES[Level(first)][0]}, band"
    return f"{sort} {int(number) + 1}, "


def _found(data: Any, name: str) -> Any:
    """What stands there; None in a column that the policy does not have."""
    for step in name.split("."):
        numbered = dict(enumerate(data)) if isinstance(data, tuple | list) else data
        data = numbered.get(int(step) if step.isdigit() else step) if numbered else None
    return data


def _put(data: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        data = data.setdefault(step, {})
    data[steps[-1]] = value
