"""A debtor's receipts, with what each is set against now."""

from datetime import timedelta

from sqlmodel import Session

from shared import receipts
from shared.receipts import queries
from tests import factories
from tests.factories import ACTOR, TODAY, eur


class TestReceiptsOfADebtor:
    def test_are_their_shares_and_what_is_unapplied(self, session: Session) -> None:
        invoices = [factories.invoice(session, 100_00), factories.invoice(session, 50_00)]
        receipt = factories.receipt(session, 120_00)
        for invoice, amount in zip(invoices, (70_00, 50_00), strict=True):
            factories.allocation(session, receipt, invoice.id, amount)
        taken_back = factories.allocation(
            session, receipt_2 := factories.receipt(session, 30_00), invoices[0].id, 30_00
        )
        receipts.reverse_allocation(session, taken_back, reason="wrong debtor", on=TODAY, actor=ACTOR)

        page = queries.of_debtor(session, factories.debtor(session))

        by_id = {each.origin.receipt_id: each for each in page.rows}
        assert [each.amount for each in by_id[receipt].shares] == [eur(70_00), eur(50_00)]
        assert by_id[receipt_2].shares == ()
        for each in page.rows:
            assert sum(share.amount.minor for share in each.shares) + each.unapplied.minor == each.amount.minor

    def test_say_which_were_reversed_as_a_whole(self, session: Session) -> None:
        kept, gone = factories.receipt(session, 10_00), factories.receipt(session, 20_00)
        receipts.reverse(session, gone, reason="returned by the bank", on=TODAY, actor=ACTOR)

        rows = queries.of_debtor(session, factories.debtor(session)).rows

        assert {each.origin.receipt_id: each.is_reversed for each in rows} == {kept: False, gone: True}

    def test_come_newest_first_and_in_pages(self, session: Session) -> None:
        ids = [factories.receipt(session, 10_00, received_on=TODAY - timedelta(days=ago)) for ago in (5, 1, 3)]
        factories.receipt(session, 10_00, debtor_id=None)

        debtor = factories.debtor(session)
        first, second = (queries.of_debtor(session, debtor, offset=offset, limit=2) for offset in (0, 2))

        assert [each.origin.receipt_id for each in (*first.rows, *second.rows)] == [ids[1], ids[2], ids[0]]
        assert first.total == second.total == 3
