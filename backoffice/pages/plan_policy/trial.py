"""What a policy would change for today's debtors, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backoffice import routes
from shared.money import Money
from shared.plans.trying import How, Reach, Trial, Tried
from shared.ui.format import count, money

_SHOWN: Final = 25
_HOW: Final = {How.ALONE: "By themselves", How.WITH_APPROVAL: "With approval", How.NOT: "Not at all"}


@dataclass
class Compared:
    """How many debtors come to a plan in one way, with the version in force and with this one."""

    how: str = ""
    now: str = ""
    then: str = ""


@dataclass
class ChangedLine:
    """A debtor for whom it changes something."""

    debtor: str = ""
    href: str = ""
    owed: str = ""
    now: str = ""
    then: str = ""


def told(trial: Trial) -> tuple[str, list[str]]:
    """On whom it was tried and for how many it changes something; and which policies count for some of them instead."""
    more = f", the {_SHOWN} who owe most" if len(trial.changed) > _SHOWN else ""
    changes = f"It changes something for {count(len(trial.changed))} of them{more}."
    nothing = "It changes nothing for any of them."
    tried = f"Tried on {count(trial.debtors)} debtors who owe something today. {changes if trial.changed else nothing}"
    return tried, [_instead(*each) for each in trial.instead.items()]


def compared(trial: Trial) -> list[Compared]:
    return [Compared(word, count(trial.now[how]), count(trial.then[how])) for how, word in _HOW.items()]


def changed(trial: Trial) -> list[ChangedLine]:
    """The debtors who owe most."""
    return [_changed(each) for each in trial.changed[:_SHOWN]]


def _changed(one: Tried) -> ChangedLine:
    return ChangedLine(one.debtor, routes.debtor(one.debtor_id), money(one.owed), _reach(one.now), _reach(one.then))


def _reach(one: Reach) -> str:
    if one.at_most is None:
        return "No plan"
    alone = "alone" if one.how is How.ALONE else "with approval"
    return f"{one.payments} payments of up to {money(one.at_most)}, {alone}; {_fee(one.fee)}"


def _fee(most: Money | None) -> str:
    if most is None:
        return "any fee"
    return f"a fee of up to {money(most)}" if most else "no fee"


def _instead(name: str, debtors: int) -> str:
    """Where another policy counts for debtors who are in this one."""
    return f"For {count(debtors)} of them “{name}” counts instead."
