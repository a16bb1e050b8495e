"""What is proposed for a line, beside its decision: kept in its proof, so that undo finds it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.matching import Share
from shared.models import JournalLine, LinePurpose
from shared.receipts import Difference

_NOTHING: Mapping[str, Any] = {
    "fit": "none",
    "debtor_id": None,
    "purpose": LinePurpose.RECEIPT,
    "account": "",
    "text_rule_id": None,
    "undoes_id": None,
    "fee_minor": 0,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The columns of a line that a proposal sets and a decision may change, and its shares as rows without line."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    shares: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, line: JournalLine) -> Proposed:
        """What the line's proof holds; nothing when nothing was ever proposed."""
        kept = (line.proof or {}).get("proposed", {})
        facts = {**_NOTHING, **kept.get("facts", {})}
        return cls({**facts, "purpose": LinePurpose(facts["purpose"])}, kept.get("shares", ()))

    @property
    def columns(self) -> dict[str, Any]:
        """Every column that a proposal sets."""
        return {**_NOTHING, **self.facts}

    @property
    def as_proof(self) -> dict[str, Any]:
        """For the line's proof, as plain data."""
        return {"proposed": {"facts": dict(self.facts), "shares": [dict(each) for each in self.shares]}}

    def rows(self, line_id: int) -> list[dict[str, Any]]:
        return [{"line_id": line_id, **each} for each in self.shares]


def share_rows(shares: Sequence[Share]) -> list[dict[str, Any]]:
    """Shares of matching as rows: a negative id is a credit note's receipt (see `matching.Book`)."""
    return [share_row(each.invoice_id, each.amount_minor) for each in shares]


def share_row(
    book_id: int, minor: int, *, taken: int | None = None, beside: Difference | None = None
) -> dict[str, Any]:
    """One share as a row without its line; `taken` and `beside` as in `rules.Part`."""
    return {
        "invoice_id": book_id if book_id > 0 else None,
        "credit_note_id": -book_id if book_id < 0 else None,
        "amount_minor": minor,
        "taken_minor": taken,
        "difference_kind": beside.kind.value if beside else "",
        "difference_minor": beside.amount.minor if beside else 0,
        "is_granted": beside.approved if beside else False,
    }
