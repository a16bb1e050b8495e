"""Recompute every balance from the lines and say what does not agree (domain.md 1.7, security.md 2.2)."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from shared.ledger.invariants import INVARIANTS
from shared.settings import settings


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that breaks an invariant: which one, which record, and what was found."""

    invariant: str
    record: str
    found: str


def verify(session: Session) -> list[Problem]:
    """Every broken invariant with the record that breaks it; an empty list means that all balances agree."""
    return [
        Problem(sentence, str(record), str(found))
        for sentence, query in INVARIANTS.items()
        for record, found in session.execute(
            text(query), {"base": settings().base_currency} if ":base" in query else {}
        )
    ]
