"""Text rules: lines that are no customer's money, told by plain words and booked to an account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, or_, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import Refused
from shared.journals.deciding import check_account
from shared.models import JournalLine, LinePurpose, LineState, TextRule

TOPIC = "text_rules"

_WORD = re.compile(r"\w+")
_SHORTEST = 3
_LOOKED_AT = 2_000


class RuleTooVague(Refused):
    def __init__(self) -> None:
        super().__init__(f"Give the rule a name, and words of which one has at least {_SHORTEST} letters or digits.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is typed: plain words, all of which must occur; or, with `is_prefix`, how the line begins.

    `is_credit`: True for money in, False for money out, None for both.
    """

    name: str
    words: str
    account: str
    is_prefix: bool = False
    is_credit: bool | None = None

    def catches(self, line: JournalLine) -> bool:
        return (self.is_credit is None or self.is_credit == line.is_credit) and self._says(line)

    def _says(self, line: JournalLine) -> bool:
        wanted = words_of(self.words)
        if self.is_prefix:
            return any(words_of(each)[: len(wanted)] == wanted for each in (line.text, line.payer_name))
        return set(wanted) <= set(words_of(f"{line.payer_name} {line.text}"))


@dataclass(frozen=True, slots=True)
class Caught:
    """What a rule would have caught of the lines there are: how many, of those how many paid invoices, and examples."""

    lines: int
    customers: int
    """Lines that were posted as customers' money: a good rule catches none."""
    examples: tuple[JournalLine, ...]
    is_all: bool
    """False: only the newest lines with these words were looked at."""


def save_rule(session: Session, draft: Draft, *, actor: str, rule_id: int | None = None) -> int:
    """Keep a rule, new or changed; it works from the next Apply Automatically on.

    Returns:
        The rule's id.

    Raises:
        NotFound: no rule of this id.
        RuleTooVague, NoSuchAccount: it cannot be used.
    """
    _check(draft)
    told = {**asdict(draft), "name": draft.name.strip()[:80], "words": " ".join(words_of(draft.words))[:140]}
    if rule_id is None:
        rule = TextRule(**told, made_by=actor, made_at=clock.now())
        session.add(rule)
    else:
        rule = locked(session, TextRule, [rule_id])[rule_id]
        for name, value in told.items():
            setattr(rule, name, value)
        rule.made_by, rule.made_at = actor, clock.now()
    session.flush()
    audit.note(session, actor, "text_rule.saved", f"text_rule:{rule.id}", **told)
    outbox.changed(session, TOPIC)
    return rule.id or 0


def switch_rule(session: Session, rule_id: int, *, is_active: bool, actor: str) -> None:
    """Switch a rule on or off; lines it caught stay as they are.

    Raises:
        NotFound: no rule of this id.
    """
    locked(session, TextRule, [rule_id])[rule_id].is_active = is_active
    audit.note(session, actor, "text_rule.switched", f"text_rule:{rule_id}", is_active=is_active)
    outbox.changed(session, TOPIC)


def rules(session: Session, *, is_active: bool | None = None) -> list[TextRule]:
    """The rules in the order they are tried."""
    chosen = [] if is_active is None else [col(TextRule.is_active) == is_active]
    return list(session.exec(select(TextRule).where(*chosen).order_by(col(TextRule.id))))


def draft_of(rule: TextRule) -> Draft:
    return Draft(rule.name, rule.words, rule.account, rule.is_prefix, rule.is_credit)


def would_catch(session: Session, draft: Draft, *, examples: int = 20) -> Caught:
    """Try a rule on the lines there are, whatever became of them, before it is kept. Changes nothing.

    Raises:
        RuleTooVague, NoSuchAccount: it cannot be used.
    """
    _check(draft)
    longest = max(words_of(draft.words), key=len)
    says = or_(col(JournalLine.text).icontains(longest), col(JournalLine.payer_name).icontains(longest))
    query = select(JournalLine).where(says).order_by(col(JournalLine.id).desc()).limit(_LOOKED_AT)
    looked_at = session.exec(query).all()
    caught = [each for each in looked_at if draft.catches(each)]
    customers = sum(1 for each in caught if each.state is LineState.POSTED and each.purpose is LinePurpose.RECEIPT)
    return Caught(len(caught), customers, tuple(caught[:examples]), len(looked_at) < _LOOKED_AT)


def first_that_catches(line: JournalLine, tried: Sequence[TextRule]) -> TextRule | None:
    """The rule by which this line is booked, None for no rule."""
    return next((each for each in tried if draft_of(each).catches(line)), None)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in one case; no pattern is ever made of what somebody typed."""
    return tuple(_WORD.findall(text.casefold()))


def _check(draft: Draft) -> None:
    check_account(draft.account)
    if not draft.name.strip() or max(map(len, words_of(draft.words)), default=0) < _SHORTEST:
        raise RuleTooVague
