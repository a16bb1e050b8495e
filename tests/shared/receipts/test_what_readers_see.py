"""Lists and cards stay right with differences, credit notes and several currencies: nothing is added that differs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from shared import receipts
from shared.agreements import queries as agreement_queries
from shared.debtors import queries as debtor_queries
from shared.invoices import card as cards
from shared.invoices import queries as invoice_queries
from shared.invoices.card import Figure
from shared.models import Invoice, Receipt
from shared.money import Money
from shared.receipts import Difference, Wanted, credit_notes, paid, queries
from shared.receipts import card as receipt_cards
from shared.receipts.credit_notes import NewCreditNote
from shared.words import DifferenceKind
from tests import factories
from tests.factories import ACTOR, AGREEMENT, CLIENT, TODAY, eur, usd

ISSUED = TODAY - timedelta(days=45)


@pytest.fixture
def books(session: Session) -> Session:
    """A EUR invoice of 100.00 and a USD invoice of 1,100.00 worth 1,000.00; a rate of 1.12 today."""
    factories.rate(session, "1.10", ISSUED)
    factories.rate(session, "1.12", TODAY)
    factories.invoice(session, 100_00, number="E-1")
    factories.invoice(session, amount=usd(1_100_00), number="U-1")
    return session


def _paid_in_euros(session: Session) -> int:
    """The USD invoice paid by a receipt of EUR 990.00, of which 985.00 are taken."""
    invoice = invoice_queries.page(session, _asked()).rows[1]
    taken = replace(factories.money_in(debtor_id=factories.debtor(session)), amount=eur(990_00))
    [receipt_id] = receipts.record(session, [taken], actor=ACTOR)
    wanted = Wanted(receipt_id, invoice.id, usd(1_100_00), taken=eur(985_00))
    receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)
    return receipt_id


def _asked() -> invoice_queries.Asked:
    return invoice_queries.Asked(TODAY, invoice_queries.Which.ALL, sort="number")


class TestSeveralCurrencies:
    def test_a_list_of_invoices_sums_each_by_itself(self, books: Session) -> None:
        sums = invoice_queries.page(books, _asked()).sums

        assert [(each.total, each.collected, each.outstanding) for each in sums] == [
            (eur(100_00), eur(0), eur(100_00)),
            (usd(1_100_00), usd(0), usd(1_100_00)),
        ]

    def test_a_debtors_sums_are_in_base_as_the_books_carry_them(self, books: Session) -> None:
        _paid_in_euros(books)
        factories.invoice(books, amount=usd(110_00))

        [row] = debtor_queries.page(books, debtor_queries.Asked(TODAY)).rows

        assert (row.outstanding, row.overdue, row.unapplied) == (eur(200_00), eur(200_00), eur(5_00))

    def test_a_receipts_parts_add_up_in_its_own_currency(self, books: Session) -> None:
        receipt_id = _paid_in_euros(books)

        card = receipt_cards.card(books, receipt_id)
        [row] = queries.of_debtor(books, card.debtor_id).rows
        [told] = paid.receipts(books, card.debtor_id)

        assert (card.applied, card.unapplied, card.given_back) == (eur(985_00), eur(5_00), eur(0))
        assert [(each.amount, each.taken) for each in row.shares] == [(usd(1_100_00), eur(985_00))]
        assert [(each.amount, each.left) for each in told.parts] == [(eur(985_00), usd(0))]

    def test_every_figure_of_a_card_is_the_sum_of_its_entries(self, books: Session) -> None:
        _paid_in_euros(books)
        invoice_id = invoice_queries.page(books, _asked()).rows[1].id
        card = cards.card(books, invoice_id)

        for figure in (Figure.AMOUNT, Figure.COLLECTION, Figure.OUTSTANDING):
            assert cards.behind(books, invoice_id, figure)[-1].entry.balance == card.figure(figure)
        assert [each.amount for each in cards.history(books, invoice_id)] == [usd(1_100_00), usd(1_100_00)]


class TestWhatIsNoMoney:
    def _bought(self, session: Session) -> Invoice:
        """Bought for 1,500.00: a credit note of 100.00, a discount of 28.00, and 1,372.00 of money."""
        factories.agreement(session)
        agreed = {"agreement": AGREEMENT, "discount_bp": 200, "discount_until": TODAY}
        invoice = factories.invoice(session, 1_500_00, **agreed)
        note = NewCreditNote(2, "CN-1", CLIENT, "D-1", eur(100_00), 0, TODAY, invoice.number)
        [note_id] = credit_notes.register(session, [note], source="test", actor=ACTOR).added
        factories.allocation(session, note_id, invoice.id, 100_00)
        granted = Difference(DifferenceKind.DISCOUNT, eur(28_00))
        wanted = Wanted(factories.receipt(session, 1_372_00), invoice.id or 0, eur(1_372_00), difference=granted)
        receipts.allocate(session, [wanted], on=TODAY, actor=ACTOR)
        session.refresh(invoice)
        return invoice

    def test_is_no_debtor_collection(self, session: Session) -> None:
        invoice = self._bought(session)

        card = cards.card(session, invoice.id or 0)
        totals = agreement_queries.card(session, AGREEMENT).totals

        assert (card.collected, card.credited, card.outstanding) == (eur(1_372_00), eur(128_00), eur(0))
        assert (totals.collected, totals.credited, totals.outstanding) == (eur(1_372_00), eur(128_00), eur(0))

    def test_every_figure_is_still_the_sum_of_its_entries(self, session: Session) -> None:
        invoice = self._bought(session)
        card = cards.card(session, invoice.id or 0)

        for figure in (Figure.AMOUNT, Figure.COLLECTION, Figure.OUTSTANDING):
            assert cards.behind(session, invoice.id or 0, figure)[-1].entry.balance == card.figure(figure)

    def test_is_told_to_the_debtor_as_what_it_is(self, session: Session) -> None:
        invoice = self._bought(session)

        changes = paid.movements(session, invoice.debtor_id, invoice.id or 0)

        told = [(each.amount.minor, each.rail.value if each.rail else "") for each in changes[1:]]
        assert sorted(told) == [(-1_372_00, "bank"), (-100_00, "credit_note"), (-28_00, "")]
        assert sum(each.amount.minor for each in changes) == 0


def test_what_is_held_of_a_foreign_receipt_is_told_in_its_currency(books: Session) -> None:
    taken = replace(factories.money_in(debtor_id=factories.debtor(books)), amount=usd(112_00))
    [receipt_id] = receipts.record(books, [taken], actor=ACTOR)

    receipt = books.get_one(Receipt, receipt_id)

    assert (receipt.unapplied, receipt.unapplied_base_minor) == (Money(112_00, "USD"), 100_00)
    assert debtor_queries.card(books, receipt.debtor_id or 0, today=TODAY).row.unapplied == eur(100_00)
