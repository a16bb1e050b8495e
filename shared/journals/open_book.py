"""What matching is given of a journal: its undecided payments, and the book of what may be paid or taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from shared import clock
from shared.journals.payer_memory import remembered
from shared.journals.plan_lines import plans_in
from shared.journals.review import MATCHABLE
from shared.journals.workable import workable
from shared.ledger.rates import rates_on
from shared.matching import Book, Debtor, OpenInvoice, Payment
from shared.models import Allocation, DebtorAccount, Invoice, JournalLine, LineState, Rail, Receipt
from shared.models import Debtor as DebtorRow
from shared.money import share

PAID_LATELY = timedelta(days=90)
"""So long an invoice stays in the book after it was paid: a second payment, or a return, may still come."""


def payments(session: Session, journal_id: int) -> list[Payment]:
    """The lines nobody decided yet, those of held statements left out, in the order of the journal.

    Money that left the account is among them: it may take a payment back.
    """
    query = select(JournalLine).where(*workable(journal_id), is_undecided()).order_by(col(JournalLine.position))
    return [_payment(each) for each in session.exec(query)]


def is_undecided() -> ColumnElement[bool]:
    """What restricts lines to those that Apply Automatically may still propose something for."""
    went_out = ~col(JournalLine.is_credit) & col(JournalLine.is_bookable) & (JournalLine.state == LineState.SET_ASIDE)
    return or_(col(JournalLine.state).in_(MATCHABLE), went_out)


def book(session: Session) -> Book:
    """Every open invoice and unused credit note in whatever currency, and what was paid lately; who owes and pays."""
    plan_of, instalments = plans_in(session)
    owed = [replace(each, plan_id=plan_of[each.id]) if each.id in plan_of else each for each in _open(session)]
    invoices = [*owed, *_paid_lately(session), *_credit_notes(session)]
    return Book(invoices, _debtors(session), instalments, remembered(session), _rates(session))


def _open(session: Session) -> list[OpenInvoice]:
    return _invoices(session, col(Invoice.outstanding_minor) > 0)


def _paid_lately(session: Session) -> list[OpenInvoice]:
    since = clock.today() - PAID_LATELY
    lately = select(Allocation.invoice_id).where(Allocation.allocated_on >= since)
    return _invoices(session, col(Invoice.outstanding_minor) == 0, col(Invoice.id).in_(lately))


def _invoices(session: Session, *chosen: ColumnElement[bool]) -> list[OpenInvoice]:
    columns = (
        Invoice.id,
        Invoice.number,
        Invoice.debtor_id,
        Invoice.currency,
        Invoice.outstanding_minor,
        Invoice.total_minor,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.payment_reference,
        Invoice.discount_until,
        Invoice.discount_bp,
    )
    return [_invoice(row) for row in session.exec(select(*columns).where(*chosen))]  # type: ignore[call-overload]


def _credit_notes(session: Session) -> list[OpenInvoice]:
    """Credit notes not used up, each with minus its receipt's id and what is left of it below zero."""
    query = select(Receipt).where(Receipt.rail == Rail.CREDIT_NOTE, Receipt.unapplied_minor > 0)
    return [
        OpenInvoice(
            id=-(each.id or 0),
            number=each.number,
            debtor_id=each.debtor_id or 0,
            currency=each.currency,
            outstanding_minor=-each.unapplied_minor,
            due_on=each.received_on,
            original_minor=-each.amount_minor,
        )
        for each in session.exec(query)
    ]


def _rates(session: Session) -> dict[str, Fraction]:
    """The rates of today; none when only the base currency is known."""
    found = rates_on(session, clock.today())
    return found if len(found) > 1 else {}


def _debtors(session: Session) -> dict[int, Debtor]:
    ibans: dict[int, set[str]] = {}
    for debtor_id, iban in session.exec(select(DebtorAccount.debtor_id, DebtorAccount.iban)):
        ibans.setdefault(debtor_id, set()).add(iban)
    rows: Sequence[Any] = session.exec(select(DebtorRow.id, DebtorRow.name, DebtorRow.number, DebtorRow.country)).all()
    return {
        id_: Debtor(id_, name, number, frozenset(ibans.get(id_, ())), country) for id_, name, number, country in rows
    }


def _invoice(row: Any) -> OpenInvoice:
    return OpenInvoice(
        id=row.id,
        number=row.number,
        debtor_id=row.debtor_id,
        currency=row.currency,
        outstanding_minor=row.outstanding_minor,
        due_on=row.due_on,
        reference=row.payment_reference,
        discount_until=row.discount_until,
        discount_minor=share(row.outstanding_minor, row.discount_bp),
        original_minor=row.total_minor,
        issued_on=row.issued_on,
    )


def _payment(line: JournalLine) -> Payment:
    return Payment(
        id=line.id or 0,
        amount_minor=line.amount_minor,
        currency=line.currency,
        booked_on=line.booked_on,
        text=line.text,
        reference=line.reference or None,
        end_to_end_id=line.end_to_end_id or None,
        payer_name=line.payer_name or None,
        payer_iban=line.payer_iban or None,
        is_credit=line.is_credit,
        return_reason=line.return_reason or None,
        ultimate_payer_name=line.ultimate_payer or None,
        instructed_minor=line.instructed_minor,
        instructed_currency=line.instructed_currency or None,
    )
