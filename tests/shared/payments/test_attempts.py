from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from shared import clock, db, payments
from shared.errors import NotFound
from shared.models import AttemptState, Rail
from shared.money import Money
from shared.payments import queries, rules, service
from shared.payments.seen import Intent, Page, Seen
from shared.receipts import MoneyIn, Wanted, allocate, record
from tests.shared.payments.cards import attempts, books, outstanding, owing, receipts

PAID_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def intent(key: str, status: str = "succeeded", received: int = 100_00, id_: str = "pi_1", problem: str = "") -> Intent:
    return Intent(id_, status, eur(received), False, key, problem, PAID_AT)


def page(key: str, status: str = "open", id_: str = "cs_1") -> Page:
    return Page(id_, status, "unpaid", "", False, key, "http://127.0.0.1/pay/cs_1")


def begun(debtor_id: int, *invoice_ids: int) -> str:
    return db.run(payments.begin, debtor_id, dict.fromkeys(invoice_ids)).key


@pytest.mark.usefixtures("database")
class TestBegin:
    def test_asks_for_what_is_outstanding_now_never_for_more(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)

        attempt = db.run(payments.begin, debtor, {one: eur(999_00), two: eur(5_00)})

        assert attempt.amount == eur(85_00)
        assert attempt.state is AttemptState.CREATED

    def test_somebody_elses_invoice_does_not_exist(self) -> None:
        debtor, _ = owing(80_00)
        _, [theirs] = owing(20_00, debtor="D-2")

        with pytest.raises(NotFound, match="not yours"):
            db.run(payments.begin, debtor, {theirs: None})

        assert attempts() == []

    def test_a_double_click_goes_on_with_the_same_attempt(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)

        first = db.run(payments.begin, debtor, {one: None, two: None})
        second = db.run(payments.begin, debtor, {two: eur(20_00), one: eur(900_00)})

        assert first.key == second.key
        assert len(attempts()) == 1

    def test_another_wish_for_the_same_invoice_names_the_attempt_in_its_way(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        key = begun(debtor, one)

        with pytest.raises(rules.HeldByAnother) as held:
            db.run(payments.begin, debtor, {one: None, two: None})

        assert held.value.attempt_keys == (key,)

    def test_money_on_its_way_is_never_asked_for_twice(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.settle, Seen(page(key, "complete"), intent(key, "processing")))

        with pytest.raises(rules.UnderWay) as under_way:
            db.run(payments.begin, debtor, {one: None})

        assert under_way.value.attempt_key == key

    def test_other_invoices_can_be_paid_meanwhile(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)

        assert begun(debtor, one) != begun(debtor, two)

    def test_a_paid_invoice_is_refused(self) -> None:
        debtor, [one] = owing(100_00)
        db.run(payments.settle, Seen(intent=intent(begun(debtor, one))))

        with pytest.raises(rules.NothingToPay):
            db.run(payments.begin, debtor, {one: None})


@pytest.mark.usefixtures("database")
class TestSettle:
    def test_a_payment_is_booked_and_set_against_its_invoices(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)

        db.run(payments.settle, Seen(intent=intent(begun(debtor, one, two))))

        assert (outstanding(one), outstanding(two)) == (0, 0)
        [receipt] = receipts()
        assert (receipt.rail, receipt.external_id, receipt.received_on) == (Rail.CARD, "pi_1", clock.day_of(PAID_AT))
        assert books() == {"1050": 100_00, "4000": -100_00}

    def test_saying_it_again_books_nothing_again(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)

        for _ in range(3):
            db.run(payments.settle, Seen(page(key, "complete"), intent(key)))

        assert books() == {"1050": 100_00, "4000": -100_00}

    def test_a_refusal_told_late_does_not_take_the_payment_back(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.settle, Seen(intent=intent(key)))

        db.run(payments.settle, Seen(intent=intent(key, "requires_payment_method", problem="Declined.")))

        view = db.look(queries.attempt_for, debtor, key)
        assert (view.state, view.problem) == ("paid", "")
        assert outstanding(one) == 0

    def test_where_the_bank_was_quicker_the_rest_stays_unapplied(self) -> None:
        debtor, [one, two] = owing(80_00, 20_00)
        key = begun(debtor, one, two)
        paid_by_bank(debtor, one, 50_00)

        db.run(payments.settle, Seen(intent=intent(key)))

        assert (outstanding(one), outstanding(two)) == (0, 0)
        assert [each.unapplied_minor for each in receipts()] == [0, 50_00]
        assert books() == {"1010": 50_00, "1050": 100_00, "2100": -50_00, "4000": -100_00}

    @pytest.mark.parametrize("before", [AttemptState.RELEASED, AttemptState.FAILED])
    def test_money_for_a_closed_attempt_is_booked_all_the_same(self, before: AttemptState) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.release if before is AttemptState.RELEASED else payments.refused, key, "Closed.")

        db.run(payments.settle, Seen(intent=intent(key)))

        assert db.look(queries.attempt_for, debtor, key).state == "paid"
        assert books() == {"1050": 100_00, "4000": -100_00}

    def test_a_released_attempt_gives_its_invoices_free(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)

        db.run(payments.settle, Seen(page(key, "expired")))

        assert db.look(queries.attempt_for, debtor, key).state == "released"
        assert begun(debtor, one) != key

    def test_a_refused_card_is_told_and_the_page_stays(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.started, key, page(key))

        db.run(payments.settle, Seen(page(key), intent(key, "requires_payment_method", 0, problem="Declined.")))

        view = db.look(queries.attempt_for, debtor, key)
        assert (view.state, view.problem, view.url) == ("processing", "Declined.", "http://127.0.0.1/pay/cs_1")
        assert begun(debtor, one) == key

    @pytest.mark.parametrize(
        ("refusal", "told_instead"),
        [
            (rules.WrongAmount, {"received": eur(99_99)}),
            (rules.WrongAmount, {"received": eur(100_01)}),
            (rules.WrongAmount, {"received": Money(100_00, "USD")}),
            (rules.WrongMode, {"is_live": True}),
            (rules.ForeignPayment, {"attempt_key": ""}),
            (rules.MissingAttempt, {"attempt_key": "of somebody else"}),
        ],
    )
    def test_what_we_did_not_ask_for_is_never_booked(
        self, refusal: type[Exception], told_instead: dict[str, Any]
    ) -> None:
        debtor, [one] = owing(100_00)
        told = replace(intent(begun(debtor, one)), **told_instead)

        with pytest.raises(refusal):
            db.run(payments.settle, Seen(intent=told))

        assert outstanding(one) == 100_00
        assert books() == {"1200": 100_00, "4000": -100_00}

    def test_a_second_payment_for_one_attempt_is_not_taken_for_the_first(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.settle, Seen(intent=intent(key, "requires_action", 0)))

        with pytest.raises(rules.WrongPayment, match="pi_2"):
            db.run(payments.settle, Seen(intent=intent(key, id_="pi_2")))

        assert receipts() == []


@pytest.mark.usefixtures("database")
class TestStarted:
    def test_an_attempt_closed_meanwhile_stays_closed(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        assert db.run(service.give_up, key, "Another payment was begun instead.") is None

        assert db.run(payments.started, key, page(key)).state is AttemptState.RELEASED

    def test_a_page_that_was_shown_must_be_closed_at_the_provider_first(self) -> None:
        debtor, [one] = owing(100_00)
        key = begun(debtor, one)
        db.run(payments.started, key, page(key))

        assert db.run(service.give_up, key, "Another payment was begun instead.") == "cs_1"
        assert attempts()[0].state is AttemptState.STARTED


@pytest.mark.usefixtures("database")
class TestQueries:
    def test_an_attempt_is_told_to_its_debtor_only(self) -> None:
        debtor, [one] = owing(100_00)
        other, _ = owing(20_00, debtor="D-2")
        key = begun(debtor, one)

        view = db.look(queries.attempt_for, debtor, key)
        assert (view.state, view.amount, view.receipt_id) == ("processing", eur(100_00), None)
        assert [(each.invoice_number, each.amount) for each in view.shares] == [("FL-1", eur(100_00))]
        with pytest.raises(NotFound):
            db.look(queries.attempt_for, other, key)
        assert db.look(queries.attempts_of, other) == []


def paid_by_bank(debtor: int, invoice: int, minor: int) -> None:
    def pay(session: Session) -> None:
        day = clock.day_of(PAID_AT)
        taken = MoneyIn(Rail.BANK, "line-1", eur(minor), day, day, debtor_id=debtor)
        [receipt] = record(session, [taken], actor="test")
        allocate(session, [Wanted(receipt, invoice, eur(minor))], on=day, actor="test")

    db.run(pay)


@pytest.mark.usefixtures("database")
def test_a_second_payment_for_one_attempt_is_refused_for_staff_to_see() -> None:
    debtor, [one] = owing(100_00)
    key = begun(debtor, one)
    db.run(payments.settle, Seen(None, intent(key)))

    with pytest.raises(rules.WrongPayment):
        db.run(payments.settle, Seen(None, intent(key, id_="pi_2")))
