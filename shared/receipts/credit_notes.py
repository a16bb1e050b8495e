"""Credit notes: registered as receipts of a rail of their own, and set against invoices like money (L12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from shared import audit, clock, csv_list, ledger
from shared.csv_list import Columns, Row, RowProblem, RowsRefused
from shared.db import add_rows, locked
from shared.invoices import Registered
from shared.ledger import Account, entries, rates
from shared.ledger.rules import NoExchangeRate
from shared.models import Creditor, Debtor, Invoice, Rail, Receipt
from shared.money import Money
from shared.receipts.allocating import reserve_left
from shared.receipts.differences import borne_by_client

COLUMNS = Columns(
    "credit notes",
    ("credit_number", "creditor", "debtor_number", "currency", "amount", "issue_date"),
    ("tax_amount", "invoice_number", "text"),
)


@dataclass(frozen=True, slots=True)
class NewCreditNote:
    """One row handed in; `amount` with its tax, `invoice` the number of the invoice it was issued for."""

    line: int
    number: str
    creditor: str
    debtor_number: str
    amount: Money
    tax_minor: int
    issued_on: date
    invoice: str = ""
    text: str = ""


def read_csv(data: bytes) -> list[NewCreditNote]:
    """The credit notes of a CSV file with the columns above, dates as YYYY-MM-DD.

    Raises:
        NotAList, RowsRefused: see `csv_list`; every bad row is named.
    """
    rows, problems = csv_list.read(data, COLUMNS, _row)
    for each in rows:
        problems += [RowProblem(each.line, sentence) for sentence in _problems(each)]
    problems += csv_list.doubled(
        (each.line, (each.creditor, each.number), f"credit note {each.number}") for each in rows
    )
    if problems:
        raise RowsRefused(problems)
    return rows


def register(session: Session, notes: Sequence[NewCreditNote], *, source: str, actor: str) -> Registered:
    """Register all or none; one that is registered already with the same facts is a repeat and changes nothing.

    On our own invoices a credit note takes revenue and tax back (Dr 4200, 2300). On a bought one it is the client's:
    out of the reserve of the invoice it names, and beyond that a claim on the client (Dr 2410, 1310). Either way the
    debtor has it to their credit (Cr 2100).

    Raises:
        RowsRefused: rows name what does not exist, or differ from what was registered before; each with its line.
    """
    book = _Book.of(session, notes)
    problems = [RowProblem(each.line, sentence) for each in notes for sentence in book.problems_of(each)]
    if problems:
        raise RowsRefused(problems)
    fresh = [each for each in notes if book.name_of(each) not in book.known]
    ids = add_rows(session, Receipt, [book.row(each, source) for each in fresh])
    reserves = _reserves(session, [about for each in fresh if (about := book.about(each))])
    posted = [_entry(id_, each, book.about(each), reserves) for id_, each in zip(ids, fresh, strict=True)]
    ledger.post(session, posted, actor=actor)
    if ids:
        audit.note(session, actor, "credits.registered", f"receipts:{ids[0]}-{ids[-1]}", count=len(ids), source=source)
    return Registered(ids, len(notes) - len(fresh))


@dataclass(slots=True)
class _Book:
    """What the rows refer to, looked up once for all of them."""

    creditors: Mapping[str, Creditor]
    debtors: Mapping[str, int]
    invoices: Mapping[tuple[int, str], Invoice]
    known: Mapping[str, Receipt]
    unrated: Iterable[tuple[str, date]]

    @classmethod
    def of(cls, session: Session, notes: Sequence[NewCreditNote]) -> "_Book":
        named = {each.creditor for each in notes}
        owed = {each.name: each for each in session.exec(select(Creditor).where(col(Creditor.name).in_(named)))}
        numbers = {each.debtor_number for each in notes}
        debtors = select(Debtor.number, Debtor.id).where(col(Debtor.number).in_(numbers))
        about = select(Invoice).where(col(Invoice.number).in_({each.invoice for each in notes if each.invoice}))
        book = cls(
            owed,
            {number: id_ or 0 for number, id_ in session.exec(debtors)},
            {(each.creditor_id, each.number): each for each in session.exec(about)},
            {},
            rates.missing(session, {(each.amount.currency, each.issued_on) for each in notes}),
        )
        names = [book.name_of(each) for each in notes if each.creditor in owed]
        held = select(Receipt).where(Receipt.rail == Rail.CREDIT_NOTE, col(Receipt.external_id).in_(names))
        return replace(book, known={each.external_id: each for each in session.exec(held)})

    def name_of(self, note: NewCreditNote) -> str:
        return f"{self.creditors[note.creditor].id}:{note.number}"

    def about(self, note: NewCreditNote) -> Invoice | None:
        return self.invoices.get((self.creditors[note.creditor].id or 0, note.invoice))

    def problems_of(self, note: NewCreditNote) -> Iterable[str]:
        if note.creditor not in self.creditors:
            yield f"no creditor is called “{note.creditor}”"
            return
        invoice = self.about(note)
        if note.debtor_number not in self.debtors:
            yield f"there is no debtor {note.debtor_number}"
        elif invoice is not None and invoice.debtor_id != self.debtors[note.debtor_number]:
            yield f"invoice {note.invoice} is of another debtor"
        if note.invoice and invoice is None:
            yield f"“{note.creditor}” has no invoice {note.invoice}"
        if invoice is not None and invoice.currency != note.amount.currency:
            yield f"invoice {note.invoice} is in {invoice.currency}"
        if invoice is None and not self.creditors[note.creditor].is_house:
            yield f"“{note.creditor}” is a client, so the row must name the invoice"
        if (note.amount.currency, note.issued_on) in self.unrated:
            yield str(NoExchangeRate(note.amount.currency, note.issued_on)).rstrip(".")
        held = self.known.get(self.name_of(note))
        if held is not None and held.amount != note.amount:
            yield f"credit note {note.number} was registered with {held.amount} before"

    def row(self, note: NewCreditNote, source: str) -> dict[str, object]:
        about = self.about(note)
        return {
            "rail": Rail.CREDIT_NOTE,
            "external_id": self.name_of(note),
            "debtor_id": self.debtors[note.debtor_number],
            "bank_account_id": None,
            "currency": note.amount.currency,
            "amount_minor": note.amount.minor,
            "unapplied_minor": 0,
            "unapplied_base_minor": 0,
            "number": note.number,
            "about_invoice_id": about.id if about else None,
            "received_on": note.issued_on,
            "value_date": note.issued_on,
            "payer_name": "",
            "payer_iban": "",
            "text": note.text or source[:140],
            "recorded_at": clock.now(),
        }


def _reserves(session: Session, about: Sequence[Invoice]) -> dict[int, Money]:
    """What is left of the reserve of each bought invoice, under its lock."""
    bought = locked(session, Invoice, (each.id or 0 for each in about if each.agreement_id is not None))
    return {id_: reserve_left(session, id_, each.currency) for id_, each in bought.items()}


def _entry(receipt_id: int, note: NewCreditNote, about: Invoice | None, reserves: dict[int, Money]) -> ledger.Entry:
    invoice_id = about.id if about else None
    if invoice_id in reserves:
        borne = borne_by_client(note.amount, reserve=reserves[invoice_id])
        reserves[invoice_id] -= borne[0][1]
    else:
        tax = Money(note.tax_minor, note.amount.currency)
        borne = [(Account.SALES_RETURNS, note.amount - tax), (Account.OUTPUT_VAT, tax)]
    return entries.credit_note(receipt_id, note.amount, borne, about=invoice_id, on=note.issued_on)


def _row(line: int, row: Row) -> NewCreditNote:
    amount = Money.parse(row["amount"], row["currency"])
    tax = row.get("tax_amount")
    return NewCreditNote(
        line=line,
        number=row["credit_number"],
        creditor=row["creditor"],
        debtor_number=row["debtor_number"],
        amount=amount,
        tax_minor=Money.parse(tax, amount.currency).minor if tax else 0,
        issued_on=csv_list.day(row, "issue_date"),
        invoice=row.get("invoice_number", ""),
        text=row.get("text", ""),
    )


def _problems(note: NewCreditNote) -> Iterable[str]:
    if note.amount.minor <= 0:
        yield f"the amount must be more than zero, not {note.amount}"
    if not 0 <= note.tax_minor <= max(note.amount.minor, 0):
        yield "the tax is not between zero and the amount"
    if len(note.number) > 40:
        yield "credit_number is longer than 40 characters"
