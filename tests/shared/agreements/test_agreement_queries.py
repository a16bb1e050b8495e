"""An agreement's totals are the sums of its invoices' cards (S1-39), and follow every posting at once (S1-37)."""

import pytest
from sqlmodel import Session

from shared import agreements, receipts
from shared.agreements import queries
from shared.errors import NotFound
from shared.invoices import card as cards
from shared.invoices.queries import Asked, Which, page
from tests import factories
from tests.factories import ACTOR, AGREEMENT, TODAY, eur


@pytest.fixture
def bought(session: Session) -> list[int]:
    """Three invoices bought at 90 %: one open, one partly paid, one paid in full."""
    agreed = factories.agreement(session)
    ids = [factories.invoice(session, total, agreement=AGREEMENT).id or 0 for total in (500_00, 1_500_00, 80_00)]
    agreements.pay_advances(session, agreed, factories.bank_account(session), on=TODAY, actor=ACTOR)
    factories.allocation(session, factories.receipt(session, 900_00), ids[1], 900_00)
    factories.allocation(session, factories.receipt(session, 80_00), ids[2], 80_00)
    factories.invoice(session, 77_00)
    return ids


class TestTotals:
    def test_are_the_sums_over_the_invoices_cards(self, session: Session, bought: list[int]) -> None:
        totals = queries.card(session, AGREEMENT).totals

        each = [cards.card(session, one) for one in bought]
        assert totals.invoiced.minor == sum(card.total.minor for card in each) == 2_080_00
        assert totals.collected.minor == sum(card.collected.minor for card in each) == 980_00
        assert totals.outstanding.minor == sum(card.outstanding.minor for card in each) == 1_100_00
        assert totals.advance_paid.minor == sum(card.advance_paid.minor for card in each) == 1_872_00
        assert totals.in_use.minor == sum(card.in_use.minor for card in each) == 450_00 + 450_00
        assert totals.reserve.minor == sum(card.reserve.minor for card in each) == 208_00
        assert totals.credited == eur(0)

    def test_move_by_exactly_what_was_allocated_and_back_when_it_is_reversed(
        self, session: Session, bought: list[int]
    ) -> None:
        before = queries.card(session, AGREEMENT).totals
        allocation = factories.allocation(session, factories.receipt(session, 120_00), bought[0], 120_00)
        after = queries.card(session, AGREEMENT).totals

        assert after.collected - before.collected == eur(120_00)
        assert before.outstanding - after.outstanding == eur(120_00)
        receipts.reverse_allocation(session, allocation, reason="wrong invoice", on=TODAY, actor=ACTOR)
        assert queries.card(session, AGREEMENT).totals == before

    def test_of_an_agreement_without_invoices_are_nothing(self, session: Session) -> None:
        factories.agreement(session, number="FA-0099")

        [card] = queries.every(session)

        assert card.invoice_count == card.totals.open_count == 0
        assert card.totals.outstanding == eur(0)

    def test_a_fully_paid_invoice_leaves_the_open_list(self, session: Session, bought: list[int]) -> None:
        card = queries.card(session, AGREEMENT)
        still_open = page(session, Asked(TODAY, Which.OPEN, agreement_id=card.id))

        assert {each.id for each in still_open.rows} == set(bought[:2])
        assert card.totals.open_count == still_open.counts[Which.OPEN] == 2
        assert [each.outstanding for each in still_open.sums] == [card.totals.outstanding]

    def test_a_number_nobody_signed_is_refused(self, session: Session) -> None:
        with pytest.raises(NotFound, match="FA-0404"):
            queries.card(session, "FA-0404")
