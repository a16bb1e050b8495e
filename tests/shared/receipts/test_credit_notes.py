"""Credit notes: a list in, a credit for the debtor out, set against invoices like money (L12)."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import ledger, receipts
from shared.csv_list import RowsRefused
from shared.models import Rail, Receipt
from shared.receipts import credit_notes, netted
from shared.receipts.returns import NotItsReturn, Returned
from shared.receipts.rules import OtherCreditor
from shared.words import ReturnReason
from tests import factories
from tests.factories import ACTOR, AGREEMENT, CLIENT, HOUSE, TODAY, eur

HEADER = "credit_number,creditor,debtor_number,currency,amount,issue_date,tax_amount,invoice_number,text"


def _csv(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def _row(number: str = "CN-1", amount: str = "119.00", **facts: str) -> str:
    told = {"creditor": HOUSE, "debtor": "D-1", "currency": "EUR", "day": "2026-03-16", "tax": "19.00"} | facts
    fields = [number, told["creditor"], told["debtor"], told["currency"], amount, told["day"], told["tax"]]
    return ",".join([*fields, told.get("invoice", ""), "Goods returned"])


def _register(session: Session, *rows: str) -> list[int]:
    read = credit_notes.read_csv(_csv(*rows))
    return credit_notes.register(session, read, source="credits.csv", actor=ACTOR).added


class TestRegister:
    def test_takes_revenue_and_tax_back_and_holds_the_credit(self, session: Session) -> None:
        factories.invoice(session, 1_190_00, tax_minor=190_00)

        [note_id] = _register(session, _row())

        note = session.get_one(Receipt, note_id)
        assert (note.rail, note.number, note.unapplied_minor) == (Rail.CREDIT_NOTE, "CN-1", 119_00)
        expected = {"1200": 1_190_00, "2100": -119_00, "2300": -171_00, "4000": -1_000_00, "4200": 100_00}
        assert factories.books(session) == expected
        assert ledger.verify(session) == []

    def test_settles_invoices_like_money(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_190_00)
        [note_id] = _register(session, _row())
        payment = factories.receipt(session, 1_071_00)
        shares = {invoice.id or 0: eur(1_190_00), -note_id: eur(-119_00)}

        receipts.allocate(session, netted(payment, shares), on=TODAY, actor=ACTOR)

        assert factories.outstanding(session, invoice) == 0
        assert factories.books(session) == {"1010": 1_071_00, "2300": 19_00, "4000": -1_190_00, "4200": 100_00}
        assert ledger.verify(session) == []

    def test_is_known_the_second_time(self, session: Session) -> None:
        factories.invoice(session)
        _register(session, _row())

        assert _register(session, _row()) == []
        with pytest.raises(RowsRefused, match=r"CN-1 was registered with 119\.00 EUR before"):
            _register(session, _row(amount="120.00"))

    def test_on_a_bought_invoice_is_the_clients(self, session: Session) -> None:
        factories.agreement(session)
        invoice = factories.invoice(session, 1_500_00, agreement=AGREEMENT)
        about = {"creditor": CLIENT, "tax": "", "invoice": invoice.number}

        first, second = _register(session, _row(amount="100.00", **about), _row("CN-2", amount="100.00", **about))
        factories.allocation(session, first, invoice.id, 100_00)
        factories.allocation(session, second, invoice.id, 100_00)

        expected = {"1300": 1_300_00, "1310": 65_00, "2400": -1_350_00, "4900": -15_00}
        assert factories.books(session) == expected
        assert ledger.verify(session) == []

    def test_settles_no_invoice_of_another_creditor(self, session: Session) -> None:
        factories.agreement(session)
        ours = factories.invoice(session, 1_190_00)
        bought = factories.invoice(session, 1_500_00, agreement=AGREEMENT)
        [note_id] = _register(session, _row())

        with pytest.raises(OtherCreditor):
            factories.allocation(session, note_id, bought.id, 100_00)
        factories.allocation(session, note_id, ours.id, 100_00)

        assert (factories.outstanding(session, ours), factories.outstanding(session, bought)) == (1_090_00, 1_500_00)

    def test_is_no_money_that_a_bank_could_take_back(self, session: Session) -> None:
        factories.invoice(session)
        [note_id] = _register(session, _row())
        told = Returned(note_id, "back:1", eur(119_00), TODAY, TODAY, ReturnReason.BANK_RECALL)

        with pytest.raises(NotItsReturn):
            receipts.take_back(session, told, actor=ACTOR)

    def test_can_be_reversed(self, session: Session) -> None:
        factories.invoice(session, 1_190_00)
        [note_id] = _register(session, _row())

        receipts.reverse(session, note_id, reason="issued by mistake", on=TODAY + timedelta(days=1), actor=ACTOR)

        assert factories.books(session) == {"1200": 1_190_00, "4000": -1_190_00}


class TestRefused:
    def test_names_every_bad_row_at_once(self, session: Session) -> None:
        invoice, other = factories.invoice(session), factories.invoice(session, debtor_number="D-2")
        factories.client(session)
        rows = (
            _row("A", creditor="Nobody"),
            _row("B", debtor="D-9"),
            _row("C", invoice="INV-none"),
            _row("D", invoice=other.number),
            _row("E", currency="USD"),
            _row("F", creditor=CLIENT),
            _row("G", invoice=invoice.number),
        )

        with pytest.raises(RowsRefused) as refused:
            _register(session, *rows)

        told = " ".join(map(str, refused.value.problems))
        assert [each.line for each in refused.value.problems] == [2, 3, 4, 5, 6, 7]
        for why in (
            "no creditor is called",
            "no debtor D-9",
            "no invoice INV-none",
            "of another debtor",
            "rate for USD",
        ):
            assert why in told
        assert "is a client, so the row must name the invoice" in told

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (_row(amount="0.00", tax=""), "more than zero"),
            (_row(tax="120.00"), "not between zero and the amount"),
            (_row(number="N" * 41), "longer than 40"),
            (_row(day="16.03.2026"), "not a date like"),
            (_row(amount="12,00"), "as many as the header"),
        ],
    )
    def test_reads_no_nonsense(self, row: str, why: str) -> None:
        with pytest.raises(RowsRefused, match=why):
            credit_notes.read_csv(_csv(row))

    def test_sees_a_number_that_stands_twice(self) -> None:
        with pytest.raises(RowsRefused, match="credit note CN-1 stands in line 2 already"):
            credit_notes.read_csv(_csv(_row(), _row()))
