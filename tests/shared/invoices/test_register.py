"""Invoices become known all or none, once, and stand in the books for what they are."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from stdnum import iso11649

from shared import db, invoices, ledger
from shared.errors import Refused
from shared.invoices import NewInvoice, Registered, RowsRefused
from shared.invoices.payment_qr import is_qrr
from shared.invoices.rules import creditor_prefix, creditor_reference
from shared.models import AgreementStatus, Debtor, DebtorAccount, Invoice, LedgerEntry
from shared.money import Money
from tests import factories
from tests.factories import ACTOR, AGREEMENT, CLIENT, TODAY, eur, new_invoice


def _register(session: Session, *rows: NewInvoice) -> Registered:
    return invoices.register(session, rows, source="list.csv", actor=ACTOR)


class TestOwnInvoices:
    def test_stand_in_receivables_revenue_and_vat(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_190_00, tax_minor=190_00)

        assert invoice.outstanding_minor == 1_190_00
        assert factories.books(session) == {"1200": 1_190_00, "2300": -190_00, "4000": -1_000_00}
        assert ledger.verify(session) == []

    def test_without_tax_stand_in_receivables_and_revenue(self, session: Session) -> None:
        factories.invoice(session, 100_00)

        assert factories.books(session) == {"1200": 100_00, "4000": -100_00}

    def test_get_a_reference_that_payers_can_be_held_to(self, session: Session) -> None:
        invoice = factories.invoice(session, number="INV-2026/0042")

        prefix = creditor_prefix(invoice.creditor_id)
        assert invoice.payment_reference == creditor_reference("INV20260042", prefix=prefix)
        assert creditor_reference("INV20260042", prefix="") == "RF73INV20260042"

    def test_keep_a_reference_they_came_with(self, session: Session) -> None:
        assert factories.invoice(session, payment_reference="RF18539007547034").payment_reference == "RF18539007547034"


class TestOpenItems:
    def test_stand_in_receivables_and_opening_equity_with_what_is_open(self, session: Session) -> None:
        invoice = factories.invoice(session, 1_190_00, open_amount=eur(400_00), tax_minor=190_00)

        assert (invoice.outstanding_minor, invoice.settled_before_minor) == (400_00, 790_00)
        assert factories.books(session) == {"1200": 400_00, "3900": -400_00}
        assert ledger.verify(session) == []


class TestPurchasedInvoices:
    def test_stand_in_purchased_receivables_advance_reserve_and_commission(self, session: Session) -> None:
        factories.agreement(session)

        invoice = factories.invoice(session, 1_500_00, agreement=AGREEMENT)

        assert invoice.outstanding_minor == 1_500_00
        assert factories.books(session) == {"1300": 1_500_00, "2400": -1_350_00, "2410": -135_00, "4900": -15_00}
        assert ledger.verify(session) == []

    @pytest.mark.parametrize("status", [AgreementStatus.SUSPENDED, AgreementStatus.CLOSED, AgreementStatus.DRAFT])
    def test_are_not_bought_under_an_agreement_that_does_not_buy(
        self, session: Session, status: AgreementStatus
    ) -> None:
        factories.agreement(session).status = status

        with pytest.raises(RowsRefused, match=f"{status}; it buys no invoices"):
            _register(session, new_invoice(creditor=CLIENT, agreement=AGREEMENT))

    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"creditor": CLIENT}, "must name the agreement"),
            ({"creditor": CLIENT, "agreement": "FA-9"}, "there is no agreement FA-9"),
            ({"creditor": factories.HOUSE, "agreement": AGREEMENT}, "is not with “Halden Receivables”"),
            ({"creditor": "Nobody"}, "no creditor is called “Nobody”"),
            ({"creditor": CLIENT, "agreement": AGREEMENT, "amount": Money(1, "SEK")}, "in EUR, this invoice in SEK"),
            ({"amount": Money(1, "SEK")}, "no exchange rate for SEK on or before"),
        ],
    )
    def test_and_others_name_what_exists(self, session: Session, facts: dict[str, Any], why: str) -> None:
        factories.house(session)
        factories.agreement(session)

        with pytest.raises(RowsRefused, match=why):
            _register(session, new_invoice(**facts))


class TestAList:
    def test_is_registered_whole_or_not_at_all_with_every_wrong_line_named(self, database: str) -> None:
        db.run(factories.house)
        rows = [
            new_invoice(line=2, debtor_number="D-7"),
            new_invoice(line=3, creditor="Nobody"),
            new_invoice(line=4),
            new_invoice(line=5, agreement="FA-9"),
        ]

        with pytest.raises(RowsRefused) as refused:
            db.run(_register, *rows)

        assert [each.line for each in refused.value.problems] == [3, 5]
        assert db.look(lambda session: [*session.exec(select(Invoice)), *session.exec(select(Debtor))]) == []

    def test_names_twenty_wrong_lines_and_counts_the_rest(self, session: Session) -> None:
        rows = [new_invoice(line=line, creditor="Nobody") for line in range(2, 32)]

        with pytest.raises(RowsRefused, match=r"30 rows are wrong: line 2:.*line 21:.*; and 10 more"):
            _register(session, *rows)

    def test_of_more_than_one_batch_is_registered_in_order(self, session: Session) -> None:
        factories.house(session)
        rows = [new_invoice(each, debtor_number=f"D-{each % 7}") for each in range(1, 1_203)]

        done = _register(session, *rows)

        kept = {each.id: each.number for each in session.exec(select(Invoice))}
        assert [kept[each] for each in done.added] == [each.number for each in rows]
        assert factories.books(session) == {"1200": 723_003, "4000": -723_003}
        assert ledger.verify(session) == []


class TestARepeat:
    def test_changes_nothing(self, session: Session) -> None:
        factories.agreement(session)
        factories.house(session)
        rows = [
            new_invoice(open_amount=eur(400_00), debtor_iban=factories.FOREIGN_IBAN),
            new_invoice(creditor=CLIENT, agreement=AGREEMENT),
        ]
        _register(session, *rows)
        before = factories.books(session)

        again = _register(session, *rows)

        assert again == Registered([], 2)
        assert factories.books(session) == before
        assert len(session.exec(select(LedgerEntry)).all()) == 3
        assert len(session.exec(select(DebtorAccount)).all()) == 1

    def test_adds_only_what_is_new_of_a_longer_list(self, session: Session) -> None:
        factories.house(session)
        old, new = new_invoice(), new_invoice()
        _register(session, old)

        done = _register(session, old, new)

        assert (len(done.added), done.repeated) == (1, 1)

    def test_is_still_one_after_the_invoice_was_paid(self, session: Session) -> None:
        row = new_invoice(80_00)
        factories.house(session)
        [invoice_id] = _register(session, row).added
        factories.allocation(session, factories.receipt(session, 80_00), invoice_id, 80_00)

        assert _register(session, row).repeated == 1
        assert session.get_one(Invoice, invoice_id, populate_existing=True).outstanding_minor == 0

    @pytest.mark.parametrize(
        ("change", "before"),
        [
            ({"amount": eur(1_190_01)}, "with 1,190.00 EUR"),
            ({"open_amount": eur(5_00)}, "with 1,190.00 EUR open"),
            ({"debtor_number": "D-2"}, "for another debtor"),
            ({"due_on": TODAY}, "as due on 2026-03-01"),
            ({"issued_on": date(2026, 1, 1)}, "as issued on 2026-01-30"),
        ],
    )
    def test_that_says_something_else_is_refused(self, session: Session, change: dict[str, Any], before: str) -> None:
        factories.house(session)
        row = new_invoice(1_190_00)
        _register(session, row)

        with pytest.raises(RowsRefused, match=f"line 9: invoice {row.number} was registered {before}"):
            _register(session, replace(row, line=9, **change))


class TestAReference:
    def test_is_never_that_of_two_invoices_of_one_creditor(self, session: Session) -> None:
        factories.invoice(session, number="INV-1")

        with pytest.raises(RowsRefused, match=r"line 2: its payment reference RF.* is that of invoice INV-1"):
            _register(session, new_invoice(number="INV1"))

    def test_of_two_rows_of_one_list_is_not_the_same_either(self, session: Session) -> None:
        factories.house(session)
        rows = [new_invoice(line=line, payment_reference="RF18539007547034") for line in (2, 3)]

        with pytest.raises(RowsRefused) as refused:
            _register(session, *rows)

        assert [each.line for each in refused.value.problems] == [3]

    def test_of_any_number_is_valid_and_short_enough(self) -> None:
        for number in ("1", "INV-2026/0042", "9" * 40, "Ærø/7", "—", "a b c"):
            assert iso11649.is_valid(creditor_reference(number, prefix="12"))

    def test_never_runs_into_the_number_of_another_creditor(self) -> None:
        first, eleventh = creditor_prefix(1), creditor_prefix(11)

        assert creditor_reference("12", prefix=first) != creditor_reference("2", prefix=eleventh)
        assert not eleventh.startswith(first)


def test_an_invoice_is_refused_in_a_sentence_that_says_what_to_do(session: Session) -> None:
    with pytest.raises(Refused) as refused:
        _register(session, new_invoice(line=7, creditor="Nobody"))

    assert str(refused.value) == "Nothing was registered, 1 row is wrong: line 7: no creditor is called “Nobody”."


def test_an_invoice_that_is_paid_to_a_qr_iban_gets_the_reference_such_an_account_takes(session: Session) -> None:
    factories.bank_account(session, iban="CH4431999123000889012", currency="CHF")
    chf = Money(1_190_00, "CHF")
    factories.rate(session, "0.95", TODAY - timedelta(days=45), "CHF")
    first, second = (factories.invoice(session, number=number, amount=chf) for number in ("0042", "A-0042"))

    assert is_qrr(first.payment_reference)
    assert is_qrr(second.payment_reference)
    assert first.payment_reference != second.payment_reference
