"""Register invoices: our own, open items brought in, and those bought under an agreement."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import tuple_
from sqlmodel import Session, SQLModel, col, select

from shared import agreements, audit, clock, debtors, ledger
from shared.csv_list import RowProblem, RowsRefused
from shared.db import add_rows, chunks
from shared.errors import Refused
from shared.invoices.payment_qr import is_qr_iban
from shared.invoices.rules import NewInvoice, creditor_prefix, creditor_reference, qr_reference
from shared.invoices.transfer import account_for
from shared.ledger import Entry, entries, rates
from shared.ledger.rules import NoExchangeRate
from shared.models import Agreement, Creditor, Invoice
from shared.money import Money
from shared.words import FeeKind

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of a list: newly registered invoices, and rows that were registered before."""

    added: list[int]
    repeated: int


def register(session: Session, invoices: Sequence[NewInvoice], *, source: str, actor: str) -> Registered:
    """Register all or none; a row that is registered already with the same facts is a repeat and changes nothing.

    Raises:
        RowsRefused: rows name what does not exist, or differ from what was registered before; each with its line.
    """
    book = _Book.of(session, invoices, source)
    problems = [problem for each in invoices for problem in book.problems_of(each)]
    problems += _reference_problems(session, invoices, book)
    if problems:
        raise RowsRefused(problems)
    fresh = [each for each in invoices if (each.creditor, each.number) not in book.known]
    if fresh:
        ids = _insert(session, fresh, book, source)
        ledger.post(session, list(_entries(fresh, ids, book)), actor=actor)
        audit.note(session, actor, "invoices.registered", f"invoices:{ids[0]}-{ids[-1]}", count=len(ids), source=source)
    else:
        ids = []
    return Registered(ids, len(invoices) - len(fresh))


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim that is no sale, due at once or on a later day; `source` says in words where it comes from."""

    number: str
    creditor_id: int
    debtor_id: int
    amount: Money
    on: date
    source: str
    due_on: date | None = None
    fee_kind: FeeKind | None = None


def open_claim(session: Session, claim: NewClaim) -> int:
    """Keep a claim; the caller posts what it stands for. Returns its id."""
    made = Invoice(
        number=claim.number,
        creditor_id=claim.creditor_id,
        debtor_id=claim.debtor_id,
        currency=claim.amount.currency,
        total_minor=claim.amount.minor,
        issued_on=claim.on,
        due_on=max(claim.on, claim.due_on or claim.on),
        payment_reference=creditor_reference(claim.number, prefix=creditor_prefix(claim.creditor_id)),
        source=claim.source[:140],
        fee_kind=claim.fee_kind,
        registered_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made.id or 0


@dataclass(slots=True)
class _Book:
    """What the rows refer to, looked up once for all of them."""

    creditors: Mapping[str, Creditor]
    agreements: Mapping[str, Agreement]
    debtors: Mapping[str, int]
    known: Mapping[tuple[str, str], Invoice]
    unrated: Collection[tuple[str, date]]
    by_qr_reference: Collection[str]
    """Currencies whose transfers reach a QR-IBAN, which takes no other reference."""

    @classmethod
    def of(cls, session: Session, invoices: Sequence[NewInvoice], source: str) -> "_Book":
        agreed = _by(session, Agreement, Agreement.number, {each.agreement for each in invoices if each.agreement})
        owed = _by(session, Creditor, Creditor.name, {each.creditor for each in invoices})
        known = _known(session, invoices, owed)
        unrated = rates.missing(session, {(each.amount.currency, each.issued_on) for each in invoices})
        by_qr = _by_qr_reference(session, {each.amount.currency for each in invoices})
        return cls(owed, agreed, debtors.known_or_new(session, invoices, source=source), known, unrated, by_qr)

    def problems_of(self, invoice: NewInvoice) -> Iterable[RowProblem]:
        for problem in self._problems(invoice):
            yield RowProblem(invoice.line, problem)

    def _problems(self, invoice: NewInvoice) -> Iterable[str]:
        if invoice.creditor not in self.creditors:
            yield f"no creditor is called “{invoice.creditor}”"
            return
        if invoice.agreement:
            yield from self._agreement_problems(invoice)
        elif not self.creditors[invoice.creditor].is_house:
            yield f"“{invoice.creditor}” is a client, so the row must name the agreement"
        if (invoice.amount.currency, invoice.issued_on) in self.unrated:
            yield str(NoExchangeRate(invoice.amount.currency, invoice.issued_on)).rstrip(".")
        if known := self.known.get((invoice.creditor, invoice.number)):
            yield from self._changes(invoice, known)

    def _changes(self, invoice: NewInvoice, known: Invoice) -> Iterable[str]:
        """What the row says otherwise than was registered."""
        open_amount = invoice.amount if invoice.open_amount is None else invoice.open_amount
        agreement = self.agreements.get(invoice.agreement)
        registered_open = Money(known.total_minor - known.settled_before_minor, known.currency)
        compared = (
            (known.total == invoice.amount, f"with {known.total}"),
            (registered_open == open_amount or known.total != invoice.amount, f"with {registered_open} open"),
            (known.debtor_id == self.debtors[invoice.debtor_number], "for another debtor"),
            (known.agreement_id == (agreement.id if agreement else None), "under another agreement"),
            (known.issued_on == invoice.issued_on, f"as issued on {known.issued_on}"),
            (known.due_on == invoice.due_on, f"as due on {known.due_on}"),
        )
        if told := [before for is_same, before in compared if not is_same]:
            yield f"invoice {invoice.number} was registered {' and '.join(told)} before"

    def reference_of(self, invoice: NewInvoice) -> str:
        """What a payment of it is known by: the reference given, or one made of its number."""
        prefix = creditor_prefix(self.creditors[invoice.creditor].id or 0)
        make = qr_reference if invoice.amount.currency in self.by_qr_reference else creditor_reference
        return invoice.payment_reference or make(invoice.number, prefix=prefix)

    def _agreement_problems(self, invoice: NewInvoice) -> Iterable[str]:
        agreement = self.agreements.get(invoice.agreement)
        if agreement is None:
            yield f"there is no agreement {invoice.agreement}"
        elif agreement.client_id != self.creditors[invoice.creditor].id:
            yield f"agreement {invoice.agreement} is not with “{invoice.creditor}”"
        else:
            try:
                agreements.check_buys(agreement, invoice.amount)
            except Refused as error:
                yield str(error).rstrip(".")


def _entries(invoices: Sequence[NewInvoice], ids: Sequence[int], book: _Book) -> Iterable[Entry]:
    for invoice, invoice_id in zip(invoices, ids, strict=True):
        open_amount, on = invoice.open_amount or invoice.amount, invoice.issued_on
        if invoice.agreement:
            yield from agreements.purchase(book.agreements[invoice.agreement], invoice_id, open_amount, on)
        elif invoice.open_amount is not None:
            yield entries.open_item_imported(invoice_id, open_amount, on)
        else:
            tax = Money(invoice.tax_minor, invoice.amount.currency)
            yield entries.invoice_registered(invoice_id, invoice.amount, tax, on)


def _insert(session: Session, invoices: Sequence[NewInvoice], book: _Book, source: str) -> list[int]:
    now = clock.now()
    return add_rows(session, Invoice, [_row(each, book, source, now) for each in invoices])


def _row(invoice: NewInvoice, book: _Book, source: str, now: datetime) -> dict[str, Any]:
    creditor = book.creditors[invoice.creditor]
    agreement = book.agreements.get(invoice.agreement)
    open_amount = invoice.open_amount or invoice.amount
    return {
        "number": invoice.number,
        "creditor_id": creditor.id,
        "debtor_id": book.debtors[invoice.debtor_number],
        "agreement_id": agreement.id if agreement else None,
        "currency": invoice.amount.currency,
        "total_minor": invoice.amount.minor,
        "tax_minor": invoice.tax_minor,
        "settled_before_minor": (invoice.amount - open_amount).minor,
        "outstanding_minor": 0,
        "outstanding_base_minor": 0,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "terms": invoice.terms,
        "payment_reference": book.reference_of(invoice),
        "discount_until": invoice.discount_until,
        "discount_bp": invoice.discount_bp,
        "purchase_order": invoice.purchase_order,
        "source": source[:140],
        "fee_kind": None,
        "registered_at": now,
    }


def _reference_problems(session: Session, invoices: Sequence[NewInvoice], book: _Book) -> Iterable[RowProblem]:
    """Rows whose payment reference another invoice of the same creditor has: a payment could be of either."""
    fresh = [
        (book.creditors[each.creditor].id, book.reference_of(each), each)
        for each in invoices
        if each.creditor in book.creditors and (each.creditor, each.number) not in book.known
    ]
    holders: dict[tuple[int | None, str], str] = {}
    for some in chunks([(creditor_id, reference) for creditor_id, reference, _ in fresh]):
        is_one = tuple_(col(Invoice.creditor_id), col(Invoice.payment_reference)).in_(some)
        columns = select(Invoice.creditor_id, Invoice.payment_reference, Invoice.number).where(is_one)
        holders.update({(creditor_id, reference): number for creditor_id, reference, number in session.exec(columns)})
    for creditor_id, reference, each in fresh:
        holder = holders.setdefault((creditor_id, reference), each.number)
        if holder != each.number:
            yield RowProblem(each.line, f"its payment reference {reference} is that of invoice {holder}; name another")


def _by(session: Session, model: type[Row], column: Any, values: set[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for some in chunks(sorted(values)):
        for row in session.exec(select(model).where(col(column).in_(some))):
            found[getattr(row, column.key)] = row
    return found


def _by_qr_reference(session: Session, currencies: Collection[str]) -> Collection[str]:
    accounts = {each: account_for(session, each) for each in currencies}
    return {currency for currency, account in accounts.items() if account and is_qr_iban(account.iban)}


def _known(
    session: Session, invoices: Sequence[NewInvoice], owed: Mapping[str, Creditor]
) -> dict[tuple[str, str], Invoice]:
    names = {each.id: name for name, each in owed.items()}
    wanted = [(owed[each.creditor].id, each.number) for each in invoices if each.creditor in owed]
    found: dict[tuple[str, str], Invoice] = {}
    for some in chunks(wanted):
        query = select(Invoice).where(tuple_(col(Invoice.creditor_id), col(Invoice.number)).in_(some))
        found.update({(names[each.creditor_id], each.number): each for each in session.exec(query)})
    return found
