"""Card clearing ties to the provider's balance and its payouts to the bank; what does not is shown with its items."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from shared import db, journals, payments
from shared.models import JournalLine, PayoutState
from shared.payments.after_capture import balance, clearing, payouts
from shared.payments.after_capture.payout_list import PayoutView
from shared.payments.after_capture.payout_list import payouts as listed
from shared.payments.after_capture.told import Movement, PayoutSeen
from tests import factories
from tests.factories import ACTOR, eur
from tests.shared.payments.cards import books
from tests.shared.payments.money_back import deliver, paid, post, refund, told_since

NEVER = timedelta(days=1)
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)


def movement(number: int, kind: str, amount: int, fee: int = 0, payment: str = "") -> Movement:
    return Movement(f"txn_{number}", kind, eur(amount), eur(fee), f"src_{number}", payment, NOON)


def payout(amount: int, *movements: Movement, state: PayoutState = PayoutState.PAID) -> PayoutSeen:
    return PayoutSeen("po_golden0000000001", eur(amount), state, "", False, NOON, date(2026, 3, 17), movements)


def seen(session: Session) -> PayoutView:
    [found] = listed(session)
    return found


GOLDEN = (
    movement(1, "charge", 500_00, 7_25),
    movement(2, "charge", 300_00, 4_45),
    movement(3, "refund", -100_00),
)


class TestPayout:
    def test_is_what_its_items_sum_to(self, session: Session) -> None:
        payouts.settle(session, payout(688_30, *GOLDEN))

        assert (seen(session).items, seen(session).items_sum, seen(session).difference) == (3, eur(688_30), eur(0))

    def test_shows_what_its_items_miss(self, session: Session) -> None:
        payouts.settle(session, payout(688_29, *GOLDEN))

        assert seen(session).difference == eur(-1)

    def test_told_again_is_the_same_row_and_never_younger_than_it_was(self, session: Session) -> None:
        payouts.settle(session, payout(688_30, *GOLDEN, state=PayoutState.FAILED))
        payouts.settle(session, payout(688_30, *GOLDEN))

        assert seen(session).state is PayoutState.FAILED

    @pytest.mark.parametrize(("amount", "difference"), [(688_30, 0), (688_29, 1)])
    def test_is_tied_to_the_bank_line_that_names_it(self, session: Session, amount: int, difference: int) -> None:
        payouts.settle(session, payout(688_30, *GOLDEN))
        line = _bank_line(session, amount, "STRIPE po_golden0000000001")

        found = seen(session).line

        assert found is not None
        assert (found.id, found.is_posted) == (line.id, True)
        assert seen(session).difference == eur(difference)

    def test_is_tied_to_a_bank_line_of_its_amount_about_that_day(self, session: Session) -> None:
        payouts.settle(session, payout(688_30, *GOLDEN))
        _bank_line(session, 688_30, "STRIPE PAYMENTS")

        assert seen(session).line is not None


class TestClearing:
    def test_ties_to_the_balance_of_the_provider(self, simulator: str) -> None:
        _, one = paid()
        refund(one, 100_00)
        _, two = paid(300_00)
        post(simulator, "_dispute", charge=two)
        deliver(told_since(), times=1)
        payments.poll(NEVER)

        [found] = db.look(clearing.clearings)

        assert (found.captured, found.refunded, found.charged_back) == (eur(800_00), eur(100_00), eur(300_00))
        assert (found.fees, found.dispute_fees) == (eur(7_75 + 4_75), eur(20_00))
        assert found.left == found.at_provider == eur(books()["1050"])
        assert found.difference == eur(0)
        assert (db.look(clearing.not_booked), db.look(clearing.not_told)) == ([], [])

    def test_shows_what_the_provider_has_not_shown_yet(self, simulator: str) -> None:
        paid()
        deliver([each for each in told_since() if each.type == "payment_intent.succeeded"], times=1)

        [found] = db.look(clearing.clearings)

        assert found.difference == eur(500_00)
        [untold] = db.look(clearing.not_told)
        assert untold.amount == eur(500_00)

    def test_shows_what_stands_for_nothing_in_the_books(self, session: Session) -> None:
        balance.keep(session, movement(9, "reserve_transaction", -50_00))

        [found] = clearing.clearings(session)

        assert (found.difference, found.at_provider) == (eur(50_00), eur(-50_00))
        assert [each.id for each in clearing.not_booked(session)] == ["txn_9"]

    def test_a_fee_of_the_account_is_booked_by_its_movement(self, session: Session) -> None:
        balance.keep(session, movement(8, "fee", -3_00))
        balance.keep(session, movement(8, "fee", -3_00))

        assert factories.books(session) == {"1050": -3_00, "6110": 3_00}

    def test_is_zero_once_every_payout_has_landed(self, simulator: str) -> None:
        paid()
        payments.poll(NEVER)
        made = post(simulator, "_payout", currency="eur")
        deliver(told_since(), times=1)
        [before] = db.look(clearing.clearings)
        assert (before.at_provider, before.on_the_way, before.difference) == (eur(0), eur(492_25), eur(0))

        db.run(_bank_line, made["amount"], f"STRIPE {made['id']}")

        [found] = db.look(clearing.clearings)
        assert (found.left, found.on_the_way, found.difference) == (eur(0), eur(0), eur(0))
        assert "1050" not in books()

    def test_a_payout_the_bank_sent_back_is_in_the_balance_again(self, simulator: str) -> None:
        paid()
        payments.poll(NEVER)
        made = post(simulator, "_payout", currency="eur")
        post(simulator, f"_payout/{made['id']}/fail")
        payments.poll(NEVER)

        [found] = db.look(clearing.clearings)

        assert found.left == found.at_provider == eur(492_25)
        assert [each.state for each in db.look(listed)] == [PayoutState.FAILED]


def _bank_line(session: Session, amount: int, text: str) -> JournalLine:
    entry = factories.entry(amount, text)
    [line] = factories.lines(session, entry)
    journals.mark_payout(session, line.id or 0, actor=ACTOR)
    journals.post_batch(session, line.journal_id, actor=ACTOR)
    session.refresh(line)
    return line
