"""One line with all that speaks for and against its proposal, and the search for an invoice to put in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, or_, select

from shared.errors import NotFound
from shared.journals.piles import amount_meant
from shared.journals.queries import LineView, name_of, views
from shared.journals.review import shares_by_line
from shared.journals.seen import digest
from shared.matching import Signal
from shared.models import Debtor, DebtorAccount, Invoice, JournalLine, JournalStatement, LinePurpose, LineShare, Receipt
from shared.money import Money

FOUND_MOST = 8


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice as a line may be set against it; `remaining` is what is open now."""

    invoice_id: int
    number: str
    debtor_name: str
    debtor_number: str
    remaining: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class ShareView:
    """What of the line is for one invoice; `difference` is settled besides and is no money.

    Negative out of a credit note (its item's id is minus its receipt's), and for an invoice that a return opens again.
    """

    item: OpenItem
    pays: Money
    taken: Money | None = None
    difference_kind: str = ""
    difference: Money | None = None


@dataclass(frozen=True, slots=True)
class RunnerUpView:
    """The second best explanation; `confidence` per ten thousand."""

    shares: tuple[ShareView, ...]
    confidence: int
    why_not: str


@dataclass(frozen=True, slots=True)
class LineDetail:
    """A line with its proof, as matching kept it, and what was decided."""

    view: LineView
    journal_id: int
    fit: str
    booked_on: date
    payer_iban: str
    reference: str
    end_to_end_id: str
    decided_by: str
    is_held: bool
    is_credit: bool
    is_bookable: bool
    purpose: LinePurpose
    account: str
    finding: str
    undoes_id: int | None
    fee: Money
    digest: str
    receipt_id: int | None
    shares: tuple[ShareView, ...]
    signals: tuple[Signal, ...]
    runner_up: RunnerUpView | None

    @property
    def pays(self) -> Money:
        return Money.total((each.taken or each.pays for each in self.shares), self.view.amount.currency)

    @property
    def remaining(self) -> Money:
        currency = self.view.amount.currency
        same = (each.item.remaining for each in self.shares if each.item.remaining.currency == currency)
        return Money.total(same, currency)


def line(session: Session, journal_id: int, line_id: int) -> LineDetail:
    """One line of this journal.

    Raises:
        NotFound: it is not there, or in another journal.
    """
    found = session.get(JournalLine, line_id)
    if found is None or found.journal_id != journal_id:
        raise NotFound("This line is not in this journal.")
    kept = shares_by_line(session, [line_id])[line_id]
    proof: Mapping[str, Any] = found.proof or {}
    second = proof.get("runner_up")
    asked = [each.book_id for each in kept]
    also = [(each["invoice_id"], each["amount_minor"]) for each in second["shares"]] if second else []
    items = open_items(session, [*asked, *(book_id for book_id, _ in also)])
    return LineDetail(
        view=views(session, [found])[0],
        journal_id=found.journal_id,
        fit=found.fit,
        booked_on=found.booked_on,
        payer_iban=found.payer_iban,
        reference=found.reference,
        end_to_end_id=found.end_to_end_id,
        decided_by=name_of(session, [found.decided_by])[found.decided_by],
        is_held=session.get_one(JournalStatement, found.statement_id).is_held,
        is_credit=found.is_credit,
        is_bookable=found.is_bookable,
        purpose=found.purpose,
        account=found.account,
        finding=found.finding,
        undoes_id=found.undoes_id,
        fee=Money(found.fee_minor, found.currency),
        digest=digest(found, kept),
        receipt_id=found.receipt_id,
        shares=tuple(_share(each, items[each.book_id], found.currency) for each in kept if each.book_id in items),
        signals=tuple(Signal(**each) for each in proof.get("signals", ())),
        runner_up=_runner_up(second, _shares(also, items)) if second else None,
    )


def open_items(session: Session, book_ids: Sequence[int]) -> dict[int, OpenItem]:
    """Invoices by id, and credit notes by minus their receipt's, with what is open on each now.

    Those that do not exist are left out.
    """
    invoices = _items(session, col(Invoice.id).in_([each for each in book_ids if each > 0]))
    notes = _credit_notes(session, [-each for each in book_ids if each < 0])
    return {each.invoice_id: each for each in [*invoices, *notes]}


def find_invoices(session: Session, words: str, currency: str, *, limit: int = FOUND_MOST) -> list[OpenItem]:
    """Open invoices by number, payment reference, debtor or their IBAN, or an amount that is open or was invoiced.

    A number or reference that begins as asked comes first, then what is due first.
    """
    asked = words.strip()
    if not asked:
        return []
    compact = asked.replace(" ", "")
    begins = or_(
        col(Invoice.number).istartswith(asked, autoescape=True),
        col(Invoice.payment_reference).istartswith(compact, autoescape=True),
    )
    is_meant = or_(
        col(Invoice.number).icontains(asked, autoescape=True),
        col(Invoice.payment_reference).icontains(compact, autoescape=True),
        col(Debtor.name).icontains(asked, autoescape=True),
        col(Debtor.number) == asked,
        col(Debtor.id).in_(select(DebtorAccount.debtor_id).where(DebtorAccount.iban == compact.upper())),
        *(
            or_(col(Invoice.outstanding_minor) == minor, col(Invoice.total_minor) == minor)
            for minor in amount_meant(asked, currency)
        ),
    )
    is_open = (col(Invoice.outstanding_minor) > 0) & (col(Invoice.currency) == currency)
    return _items(session, is_open & is_meant, first=case((begins, 0), else_=1), limit=limit)


def _items(
    session: Session, chosen: ColumnElement[bool], *, first: ColumnElement[int] | None = None, limit: int | None = None
) -> list[OpenItem]:
    query = select(Invoice, Debtor.name, Debtor.number).join(Debtor, col(Debtor.id) == col(Invoice.debtor_id))
    order: list[Any] = [col(Invoice.due_on), col(Invoice.id)]
    found = session.exec(query.where(chosen).order_by(*([] if first is None else [first]), *order).limit(limit))
    return [_item(*row) for row in found]


def _credit_notes(session: Session, receipt_ids: Sequence[int]) -> list[OpenItem]:
    query = select(Receipt, Debtor.name, Debtor.number).join(Debtor, col(Debtor.id) == col(Receipt.debtor_id))
    return [
        OpenItem(-(each.id or 0), each.number, name, number, -each.unapplied, each.received_on)
        for each, name, number in session.exec(query.where(col(Receipt.id).in_(receipt_ids)))
    ]


def _share(kept: LineShare, item: OpenItem, paid_in: str) -> ShareView:
    currency = item.remaining.currency
    return ShareView(
        item,
        Money(kept.amount_minor, currency),
        Money(kept.taken_minor, paid_in) if kept.taken_minor is not None else None,
        kept.difference_kind,
        Money(kept.difference_minor, currency) if kept.difference_kind else None,
    )


def _item(invoice: Invoice, debtor_name: str, debtor_number: str) -> OpenItem:
    return OpenItem(invoice.id or 0, invoice.number, debtor_name, debtor_number, invoice.outstanding, invoice.due_on)


def _shares(asked: Sequence[tuple[int, int]], items: Mapping[int, OpenItem]) -> tuple[ShareView, ...]:
    known = [(items[invoice_id], minor) for invoice_id, minor in asked if invoice_id in items]
    return tuple(ShareView(item, Money(minor, item.remaining.currency)) for item, minor in known)


def _runner_up(kept: Mapping[str, Any], shares: tuple[ShareView, ...]) -> RunnerUpView:
    return RunnerUpView(shares, round(kept["confidence"] * 10_000), kept["why_not"])
