"""Letters to debtors: what they say, in whose language, and that nobody reads another's."""

import pytest
from sqlmodel import Session

from shared import creditors, receipts
from shared.creditors import Details
from shared.debtors import service as debtors
from shared.documents import Letter, Payment
from shared.documents.pdf_text import text_of
from shared.documents.rendering import made
from shared.errors import NotFound
from shared.models import Debtor, Rail
from shared.postal import Address
from shared.receipts import Returned
from shared.reports.letters import invoice_letter, receipt_letter, schedule_letter
from shared.words import ReturnReason
from tests import factories
from tests.factories import AGREEMENT, CLIENT, TODAY, eur
from tests.shared.plans import agreed


def _words(letter: Letter) -> str:
    return "".join(text_of(made(letter.facts_of_it())).split())


def _paid_by(letter: Letter) -> Payment:
    assert letter.payment is not None
    return letter.payment


class TestInvoice:
    def test_says_how_it_came_to_what_is_left_and_how_to_pay_it(self, session: Session) -> None:
        factories.bank_account(session)
        invoice = factories.invoice(session, 1_190_00, number="INV-7", tax_minor=190_00)
        paid = factories.receipt(session, 190_00, rail=Rail.CARD)
        factories.allocation(session, paid, invoice.id, 190_00)
        session.expire_all()

        letter = invoice_letter(session, invoice.id or 0)

        assert letter.title == "Invoice INV-7"
        assert [(row[0], row[2]) for row in letter.tables[0].rows] == [
            ("Invoice amount", "1,190.00"),
            ("You paid by card", "−190.00"),
        ]
        assert letter.tables[0].foot[2] == "1,000.00"
        assert letter.notes == ("The invoice amount includes 190.00\u00a0EUR of VAT.",)
        said = {each.label: each.text for each in _paid_by(letter).pairs}
        assert said["IBAN"] == "DE89 3704 0044 0532 0130 00"
        assert _paid_by(letter).code.startswith("data:image/svg+xml")
        assert all(each in _words(letter) for each in ("INV-7", "1,000.00EUR", "DE89370400440532013000"))

    def test_goes_to_where_the_debtor_is_from_where_the_firm_is(self, session: Session) -> None:
        house = factories.house(session)
        invoice = factories.invoice(session)
        berlin, vienna = (
            Address("Torstraße", "1", "10119", "Berlin", "DE"),
            Address("Graben", "5", "1010", "Wien", "AT"),
        )
        creditors.describe(session, house.id or 0, Details(berlin, "+49 30 1", "mail@halden.example"), actor="staff:1")
        debtors.move(session, invoice.debtor_id, vienna, actor="staff:1")

        letter = invoice_letter(session, invoice.id or 0, language="de")

        assert letter.recipient[1:-1] == ("Graben 5", "1010 Wien", "Österreich")
        assert letter.sender.lines[:2] == ("Torstraße 1", "10119 Berlin")
        assert letter.sender.lines[-2:] == ("mail@halden.example", "+49 30 1")

    def test_that_is_paid_asks_for_nothing(self, session: Session) -> None:
        factories.bank_account(session)
        invoice = factories.invoice(session, 100_00)
        factories.allocation(session, factories.receipt(session, 100_00), invoice.id, 100_00)
        session.expire_all()

        letter = invoice_letter(session, invoice.id or 0)

        assert letter.payment is None
        assert letter.lead == "This invoice is paid. Nothing is left to pay."

    def test_of_a_client_says_on_whose_behalf_we_write(self, session: Session) -> None:
        factories.agreement(session)
        invoice = factories.invoice(session, 100_00, agreement=AGREEMENT)

        assert invoice_letter(session, invoice.id or 0).sender.on_behalf == f"On behalf of {CLIENT}"

    def test_another_debtor_finds_nothing(self, session: Session) -> None:
        invoice = factories.invoice(session)

        for stranger in (factories.debtor(session, "D-2"), 0):
            with pytest.raises(NotFound):
                invoice_letter(session, invoice.id or 0, debtor_id=stranger)

    def test_is_in_the_debtors_language_unless_another_is_asked_for(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_234_50)
        session.get_one(Debtor, invoice.debtor_id).language = "de-AT"

        german, swedish = (
            invoice_letter(session, invoice.id or 0),
            invoice_letter(session, invoice.id or 0, language="sv"),
        )

        assert (german.language, swedish.language) == ("de", "sv")
        assert german.tables[0].foot[2] == "1.234,50"
        assert swedish.tables[0].foot[2] == "1\u00a0234,50"


class TestReceipt:
    def test_says_what_it_paid_and_what_is_left_of_it(self, session: Session) -> None:
        invoice, paid = factories.invoice(session, 100_00, number="INV-7"), factories.receipt(session, 80_00)
        factories.allocation(session, paid, invoice.id, 60_00)

        letter = receipt_letter(session, paid)

        assert letter.tables[0].rows == (("INV-7", "40.00\u00a0EUR", "60.00"),)
        assert letter.notes[0].startswith("20.00\u00a0EUR of it is not set against an invoice yet.")
        assert "R-2026-000001" in _words(letter)

    def test_that_was_taken_back_says_so(self, session: Session) -> None:
        factories.house(session)
        paid = factories.receipt(session, 80_00)
        back = Returned(paid, "back:1", eur(80_00), TODAY, TODAY, ReturnReason.RETURNED_DD)
        receipts.take_back(session, back, actor=factories.ACTOR)

        assert receipt_letter(session, paid).notes == (
            "This payment was taken back on 16 March 2026. What it had paid is open again.",
        )

    def test_says_nothing_of_somebody_elses_balance(self, session: Session) -> None:
        other = factories.invoice(session, 100_00, debtor_number="D-2", debtor_name="Another")
        paid = factories.receipt(session, 60_00)
        factories.allocation(session, paid, other.id, 60_00)

        assert receipt_letter(session, paid).tables[0].rows == ((other.number, "", "60.00"),)

    def test_of_nobody_or_of_another_is_not_there(self, session: Session) -> None:
        nobodys, mine = factories.receipt(session, debtor_id=None), factories.receipt(session)

        with pytest.raises(NotFound):
            receipt_letter(session, nobodys)
        with pytest.raises(NotFound):
            receipt_letter(session, mine, debtor_id=factories.debtor(session, "D-2"))


class TestSchedule:
    def test_names_every_payment_with_its_day_and_reference(self, session: Session) -> None:
        factories.bank_account(session)
        plan = agreed.begun(session)
        agreed.pay(session, plan, 100_00)

        letter = schedule_letter(session, plan.id or 0)

        payments = letter.tables[0]
        assert [row[1] for row in payments.rows][:2] == ["1 December 2026", "1 January 2027"]
        assert payments.foot[-1] == "1,250.00"
        assert payments.rows[0][3] == "108.33\u00a0EUR left"
        assert [row[2] for row in letter.tables[1].rows] == ["333.10", "416.90", "500.00"]
        assert letter.number in _words(letter)
        assert "".join(payments.rows[5][2].split()) in _words(letter)

    def test_that_is_only_offered_says_until_when(self, session: Session) -> None:
        plan = agreed.offered(session)

        assert schedule_letter(session, plan.id or 0).lead.startswith("This is an offer. It holds until ")

    def test_another_debtor_finds_nothing(self, session: Session) -> None:
        plan = agreed.begun(session)

        with pytest.raises(NotFound):
            schedule_letter(session, plan.id or 0, debtor_id=factories.debtor(session, "D-2"))
