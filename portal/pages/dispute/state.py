"""What the debtor fills in about an invoice: kept while they write, and worded when something of it is refused."""

from dataclasses import dataclass
from typing import Self

import reflex as rx
from sqlmodel import Session

from portal.components.address import number_of, word
from portal.components.amount_typed import part_of
from portal.components.dispute_view import REASONS, invoice_in
from portal.components.invoice_row import InvoiceRow
from portal.pages.dispute.problems import AMOUNT, FILES, REASON, TEXT, sentence_of
from portal.session import PortalSession
from shared import cases, clock, db
from shared.i18n import said
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.money import Money
from shared.ui.arguments import line, one_of
from shared.ui.forms import Option
from shared.ui.marks import allow
from shared.words import DisputeReason

WHOLE, PART = "whole", "part"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The invoice, and whether it is disputed already."""

    invoice: OwedInvoice
    is_disputed: bool

    @classmethod
    def read(cls, session: Session, debtor_id: int, invoice_id: int) -> Self | None:
        found = owed.by_ids(session, debtor_id, [invoice_id]).get(invoice_id)
        return cls(found, bool(cases.holds(session, [invoice_id]))) if found else None


class DisputeState(PortalSession):
    """The form for the invoice in the address; what was typed stays when the form comes back with a problem."""

    loading: bool = True
    row: InvoiceRow = InvoiceRow()
    is_disputed: bool = False
    reasons: list[Option] = []
    pick: str = WHOLE
    typed: str = ""
    reason: str = ""
    text: str = ""
    amount_problem: str = ""
    reason_problem: str = ""
    text_problem: str = ""
    files_problem: str = ""
    _left: Money | None = None

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        url, language = self.router.url, self._language()
        asked = await db.ask(_Asked.read, self._debtor_id(), invoice_in(url))
        self.loading, self.row = False, InvoiceRow()
        if asked is None:
            return
        if self._left is None or not word(url, "problem"):
            self.pick, self.typed, self.reason, self.text = WHOLE, "", "", ""
        self.row, self.is_disputed = InvoiceRow.of(asked.invoice, clock.today(), language), asked.is_disputed
        self._left = asked.invoice.outstanding
        self.reasons = [Option(each.value, said(text, language)) for each, text in REASONS.items()]
        self._word_problem(word(url, "problem"), number_of(word(url, "file")), language)

    @rx.event
    @allow("debtor")
    def choose(self, pick: str) -> None:
        self.pick = PART if pick == PART else WHOLE

    @rx.event
    @allow("debtor")
    def choose_reason(self, reason: str) -> None:
        self.reason, self.reason_problem = one_of(reason, DisputeReason).value, ""

    @rx.event
    @allow("debtor")
    def type_amount(self, text: str) -> None:
        self.typed = line(text, most=30)
        if self._left is not None:
            self.amount_problem = part_of(self.typed, self._left, self._language())[1]

    @rx.event
    @allow("debtor")
    def keep_text(self, text: str) -> None:
        self.text, self.text_problem = str(text)[:2000], ""

    def _word_problem(self, code: str, file: int, language: str) -> None:
        """Each problem stands by the field that it is about."""
        field, sentence = sentence_of(code, self._left, language)
        self.amount_problem = sentence if field == AMOUNT else ""
        self.reason_problem = sentence if field == REASON else ""
        self.text_problem = sentence if field == TEXT else ""
        about_one = said("File {number}: {problem}", language, number=file, problem=sentence) if file else sentence
        self.files_problem = about_one if field == FILES else ""
