"""What is proposed for a line, beside its decision: kept in its proof, so that undo finds it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.matching import AmountFit, Proposal, Share
from shared.models import DifferenceKind, Invoice, JournalLine, LinePurpose
from shared.money import Money, part_of
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


_BESIDE: Mapping[AmountFit, DifferenceKind] = {
    AmountFit.DISCOUNT: DifferenceKind.DISCOUNT,
    AmountFit.CHARGE: DifferenceKind.BANK_CHARGE,
    AmountFit.ROUNDING: DifferenceKind.ROUNDING,
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


def share_rows(line: JournalLine, proposal: Proposal, invoices: Mapping[int, Invoice]) -> list[dict[str, Any]]:
    """The shares of a proposal as rows without their line: a negative id is a credit note's (see `matching.Book`).

    Where the fit says that the amount closes an invoice but for a discount, a charge or a rounding, that stands beside.
    Where the payment is in another currency, all of it is taken, each invoice's part by its amount.
    """
    kind = _BESIDE.get(proposal.fit)
    taken = _taken(line, proposal, invoices)
    return [
        share_row(
            each.invoice_id,
            each.amount_minor,
            taken=taken.get(each.invoice_id),
            beside=_beside(kind, each, invoices.get(each.invoice_id)),
        )
        for each in proposal.shares
    ]


def _beside(kind: DifferenceKind | None, share: Share, invoice: Invoice | None) -> Difference | None:
    if kind is None or invoice is None:
        return None
    short = invoice.outstanding - Money(share.amount_minor, invoice.currency)
    return Difference(kind, short) if short else None


def _taken(line: JournalLine, proposal: Proposal, invoices: Mapping[int, Invoice]) -> dict[int, int]:
    currencies = {invoices[each.invoice_id].currency for each in proposal.shares if each.invoice_id in invoices}
    if currencies <= {line.currency}:
        return {}
    left, together = line.amount_minor, sum(each.amount_minor for each in proposal.shares)
    taken = {}
    for each in proposal.shares:
        part = part_of(left, each.amount_minor, together)
        taken[each.invoice_id] = part
        left, together = left - part, together - each.amount_minor
    return taken


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
