"""Card money after capture, told by the real simulator through the real library, in whatever order it comes."""

import random
from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import Session

from shared import clock, db, payments
from shared import receipts as money
from shared.ledger import verify
from shared.models import Chargeback, ChargebackState, EventState, Invoice, Rail, Refund, RefundState
from shared.money import Money
from shared.payments import inbox
from shared.payments.after_capture import refunds as at_the_provider
from shared.payments.signatures import Notice
from shared.payments.stripe_gateway import ProviderUnreachable
from shared.receipts import MoneyIn, Wanted, card_refunds, refunds
from tests import factories
from tests.shared.payments.cards import books, fault, outstanding, receipts
from tests.shared.payments.money_back import (
    balances,
    clearing,
    deliver,
    moved,
    paid,
    post,
    postings,
    provider,
    refund,
    rows,
    settled,
    told_since,
)

FEE = 7_75  # of the simulator, for 500.00
NEVER = timedelta(days=1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


class TestEveryOrder:
    """Every event three times at one moment, in every order that matters: one posting each, the same trial balance."""

    @pytest.mark.parametrize("won", [True, False])
    def test_of_a_chargeback(self, simulator: str, won: bool) -> None:
        wanted = {"6110": FEE, "6120": 20_00, "4000": -500_00}
        wanted |= {"1050": 500_00 - FEE - 20_00} if won else {"1050": -FEE - 20_00, "1200": 500_00}
        known: list[Notice] = []
        kinds = ["created", "funds_withdrawn", "closed", *(["funds_reinstated"] if won else [])]
        for number, order in enumerate(permutations(kinds)):
            before = balances()
            invoice, charge = paid()
            dispute = post(simulator, "_dispute", charge=charge)["id"]
            post(simulator, f"_dispute/{dispute}/close", won=won)
            told = told_since(known)
            known += told
            of_dispute = {each.type.rpartition(".")[2]: each for each in told if "dispute" in each.type}
            others = [each for each in told if "dispute" not in each.type]
            ordered = [of_dispute[each] for each in order]
            deliver([*ordered, *others] if number % 2 else [*others, *ordered], times=3 if number < 4 else 1)

            assert settled(told) == {EventState.HANDLED: len(told)}
            assert moved(before) == wanted, order
            assert outstanding(invoice) == (0 if won else 500_00)
            assert len(postings(f"dp:{dispute}:withdrawn")) == (3)  # the money, set apart, and released
            assert len(postings(f"dp:{dispute}:reinstated")) == won
        assert {each.state for each in rows(Chargeback)} == {ChargebackState.WON if won else ChargebackState.LOST}
        books()

    def test_of_a_refund_that_fails(self, simulator: str) -> None:
        known: list[Notice] = []
        for order in permutations(["refund.created", "refund.failed", "charge.refunded", "payment_intent.succeeded"]):
            before = balances()
            invoice, charge = paid()
            made = refund(charge, 200_00)
            post(simulator, f"_refund/{made}/fail")
            told = told_since(known)
            known += told
            by_kind = {each.type: each for each in told}
            first = [by_kind[each] for each in order]
            deliver([*first, *(each for each in told if each not in first)], times=1)

            assert settled(told) == {EventState.HANDLED: len(told)}
            assert moved(before) == {"1050": 500_00 - FEE, "4000": -500_00, "6110": FEE}, order
            assert outstanding(invoice) == 0
            assert sorted(postings(f"re:{made}")) == [f"re:{made}:failed", f"re:{made}:succeeded"]
        books()

    def test_of_two_refunds_before_their_payment(self, simulator: str) -> None:
        invoice, charge = paid()
        one, two = refund(charge, 100_00), refund(charge, 100_00)
        told = told_since()
        deliver(list(reversed(told)))

        assert settled(told) == {EventState.HANDLED: len(told)}
        assert books() == {"1050": 300_00 - FEE, "1200": 200_00, "4000": -500_00, "6110": FEE}
        assert outstanding(invoice) == 200_00
        assert len(postings("re:")) == 2
        assert {each.provider_id for each in rows(Refund)} == {one, two}


class TestChargeback:
    def test_an_inquiry_moves_no_money(self, simulator: str) -> None:
        invoice, charge = paid()
        dispute = post(simulator, "_dispute", charge=charge, inquiry=True)["id"]
        deliver(told_since())

        assert [each.state for each in rows(Chargeback)] == [ChargebackState.INQUIRY]
        assert outstanding(invoice) == 0
        post(simulator, f"_dispute/{dispute}/close", won=False)
        payments.poll(NEVER)
        assert [each.state for each in rows(Chargeback)] == [ChargebackState.CLOSED]
        assert books() == {"1050": 500_00 - FEE, "4000": -500_00, "6110": FEE}

    def test_open_stands_apart_as_in_the_books_of_the_trade(self, simulator: str) -> None:
        invoice, charge = paid()
        post(simulator, "_dispute", charge=charge)
        deliver(told_since())

        assert books() == {"1050": -20_00 - FEE, "1210": 500_00, "4000": -500_00, "6110": FEE, "6120": 20_00}
        assert outstanding(invoice) == 500_00

    def test_of_a_part_reopens_that_part_alone(self, simulator: str) -> None:
        invoice, charge = paid()
        post(simulator, "_dispute", charge=charge, amount=150_00)
        deliver(told_since())

        assert outstanding(invoice) == 150_00
        assert books()["1210"] == 150_00

    def test_what_the_debtor_paid_meanwhile_leaves_a_won_one_unapplied(self, simulator: str) -> None:
        invoice, charge = paid()
        dispute = post(simulator, "_dispute", charge=charge)["id"]
        deliver(told_since())
        _pay_by_bank(invoice, 500_00)
        assert "1210" not in books()

        post(simulator, f"_dispute/{dispute}/close", won=True)
        payments.poll(NEVER)

        found = books()
        assert found["2100"] == -500_00
        assert "1210" not in found
        assert outstanding(invoice) == 0

    def test_after_a_refund_claims_what_is_gone(self, simulator: str) -> None:
        _, charge = paid()
        refund(charge, 200_00)
        post(simulator, "_dispute", charge=charge)
        told = told_since()
        deliver(told)

        assert settled(told) == {EventState.HANDLED: len(told)}
        problems = db.look(verify)
        assert [each.invariant for each in problems] == ["of a card payment never more goes back than was captured"]


class TestOurRefunds:
    def _approved(self, amount: int) -> tuple[int, int]:
        invoice, _ = paid()
        payments.poll(NEVER)
        made = db.run(card_refunds.propose, receipts()[0].id, eur(amount), reason="asked for it", actor="staff:one")
        db.run(refunds.approve, made, on=clock.today(), actor="staff:two")
        return invoice, made

    def test_reopens_the_invoice_and_goes_back_to_the_card(self, simulator: str) -> None:
        invoice, made = self._approved(200_00)
        assert (outstanding(invoice), books()["2150"]) == (200_00, -200_00)

        at_the_provider.send(made)
        at_the_provider.send(made)

        assert rows(Refund)[0].state is RefundState.SENT
        assert books() == {"1050": 300_00 - FEE, "1200": 200_00, "4000": -500_00, "6110": FEE}
        assert len(provider().v1.refunds.list().data) == 1

    def test_an_answer_that_is_lost_makes_no_second_refund(self, simulator: str) -> None:
        invoice, made = self._approved(200_00)
        fault(simulator, path="/v1/refunds", drop_response_after_commit=2)
        with pytest.raises(ProviderUnreachable):
            at_the_provider.send(made)
        deliver(told_since())

        at_the_provider.send(made)

        assert len(provider().v1.refunds.list().data) == 1
        assert len(postings("re:")) == 1
        assert outstanding(invoice) == 200_00

    def test_an_unknown_outcome_is_settled_by_the_poll(self, simulator: str) -> None:
        _, made = self._approved(200_00)
        fault(simulator, path="/v1/refunds", drop_response_after_commit=2)
        with pytest.raises(ProviderUnreachable):
            at_the_provider.send(made)

        payments.poll(timedelta(0))

        assert rows(Refund)[0].state is RefundState.SENT
        books()

    def test_one_the_provider_never_made_is_put_back_after_a_day(self, simulator: str) -> None:
        invoice, _ = self._approved(200_00)
        clock.move(timedelta(hours=24))

        payments.poll(timedelta(0))

        assert rows(Refund)[0].state is RefundState.FAILED
        assert outstanding(invoice) == 0
        assert books() == {"1050": 500_00 - FEE, "4000": -500_00, "6110": FEE}

    def test_one_the_provider_refuses_puts_the_books_back(self, simulator: str) -> None:
        invoice, made = self._approved(500_00)
        refund(str(provider().v1.charges.list().data[0].id), 500_00)

        at_the_provider.send(made)

        assert rows(Refund)[0].state is RefundState.FAILED
        assert outstanding(invoice) == 0
        payments.poll(NEVER)
        assert outstanding(invoice) == 500_00

    def test_one_that_fails_at_the_bank_puts_the_books_back(self, simulator: str) -> None:
        invoice, made = self._approved(200_00)
        at_the_provider.send(made)
        post(simulator, f"_refund/{rows(Refund)[0].provider_id}/fail")
        deliver(told_since())

        assert rows(Refund)[0].state is RefundState.FAILED
        assert outstanding(invoice) == 0
        assert books() == {"1050": 500_00 - FEE, "4000": -500_00, "6110": FEE}

    def test_never_exceeds_what_was_captured(self, simulator: str) -> None:
        self._approved(200_00)

        with pytest.raises(card_refunds.NotLeftOnCard, match=r"300\.00 EUR of the payment is left"):
            db.run(card_refunds.propose, receipts()[0].id, eur(300_01), reason="too much", actor="staff:one")

    def test_is_not_asked_for_while_the_payment_is_disputed(self, simulator: str) -> None:
        _, charge = paid()
        post(simulator, "_dispute", charge=charge, inquiry=True)
        deliver(told_since())

        with pytest.raises(card_refunds.IsDisputed):
            db.run(card_refunds.propose, receipts()[0].id, eur(1_00), reason="asked for it", actor="staff:one")


class TestPoll:
    def test_a_third_of_all_events_lost_ends_in_the_same_books(self, simulator: str) -> None:
        chance = random.Random(7)
        for number in range(6):
            _, charge = paid()
            if number % 3 == 0:
                refund(charge, 100_00)
            elif number % 3 == 1:
                post(simulator, "_dispute", charge=charge)
        told = [each for each in told_since() if chance.random() > 0.3]
        deliver(told, times=1)

        payments.poll(NEVER)

        found = books()
        assert found["1050"] == 6 * (500_00 - FEE) - 2 * 100_00 - 2 * 520_00
        assert (found["1200"], found["1210"]) == (2 * 100_00, 2 * 500_00)
        assert clearing() == sum(each.net for each in provider().v1.balance_transactions.list({"limit": 100}).data)

    def test_the_lists_alone_are_enough_when_every_event_is_lost(
        self, simulator: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invoice, charge = paid()
        refund(charge, 100_00)
        clock.move(timedelta(days=2))
        db.run(inbox.have_read, clock.now())

        payments.poll(NEVER)

        assert outstanding(invoice) == 100_00
        assert books() == {"1050": 400_00 - FEE, "1200": 100_00, "4000": -500_00, "6110": FEE}


def _pay_by_bank(invoice: int, amount: int) -> None:
    def pay(session: Session) -> None:
        today, owed = clock.today(), session.get_one(Invoice, invoice)
        bank = factories.bank_account(session).id
        taken = MoneyIn(Rail.BANK, "bank:1", eur(amount), today, today, owed.debtor_id, bank_account_id=bank)
        [made] = money.record(session, [taken], actor="test")
        money.allocate(session, [Wanted(made, invoice, eur(amount))], on=today, actor="test")

    db.run(pay)
