"""Payment intents, charges, customers and refunds without the hosted page, as for saved cards."""

from typing import Any

import pytest
import stripe

from tests.stripe_simulator.driving import BROWSER, Receiver, paid_session, pay, session_params, settled

CARD: dict[str, Any] = {"payment_method": "pm_card_visa", "confirm": True}


def intent_params(amount: int = 50_00, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": "eur", **more}


def saving(**more: Any) -> dict[str, Any]:
    return intent_params(setup_future_usage="off_session", **CARD, **more)


class TestPaymentIntent:
    def test_confirming_with_a_good_card_takes_the_money(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params())
        assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)

        paid = client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})

        assert (paid.status, paid.amount_received) == ("succeeded", 50_00)
        assert client.v1.charges.retrieve(str(paid.latest_charge)).paid is True

    def test_a_declined_card_raises_and_leaves_the_failed_charge(self, client: Any) -> None:
        with pytest.raises(stripe.CardError, match="Your card was declined") as refusal:
            client.v1.payment_intents.create(intent_params(payment_method="pm_card_chargeDeclined", confirm=True))

        assert (refusal.value.http_status, refusal.value.code) == (402, "card_declined")
        [intent] = client.v1.payment_intents.list().data
        assert refusal.value.error is not None
        assert refusal.value.error.payment_intent == intent
        assert intent.status == "requires_payment_method"
        assert [charge.status for charge in client.v1.charges.list({"payment_intent": intent.id})] == ["failed"]

    def test_a_saved_card_that_must_authenticate_is_declined_while_the_debtor_is_away(self, client: Any) -> None:
        with pytest.raises(stripe.CardError) as refusal:
            client.v1.payment_intents.create(
                intent_params(payment_method="pm_card_authenticationRequired", confirm=True, off_session=True)
            )

        assert refusal.value.code == "authentication_required"

    def test_a_card_whose_mandate_has_ended_is_charged_only_while_the_debtor_is_there(
        self, client: Any, simulator: str
    ) -> None:
        customer = client.v1.customers.create()
        setup = client.v1.setup_intents.create(
            {"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True}
        )
        held = {"customer": customer.id, "payment_method": setup.payment_method, "confirm": True}
        BROWSER.post(f"{simulator}/_card/{setup.payment_method}", json={"mandate": "inactive"}).raise_for_status()

        assert client.v1.mandates.retrieve(setup.mandate).status == "inactive"
        [event] = client.v1.events.list({"type": "mandate.updated"}).data
        assert event.data.object.id == setup.mandate
        assert event.data.previous_attributes.to_dict() == {"status": "active"}
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.payment_intents.create(intent_params(off_session=True, **held))
        assert refusal.value.code == "payment_intent_mandate_invalid"
        assert client.v1.payment_intents.create(intent_params(**held)).status == "succeeded"

    def test_the_same_card_asks_when_the_debtor_is_there(self, client: Any) -> None:
        back = "http://127.0.0.1:9/back"
        params = intent_params(payment_method="pm_card_authenticationRequired", confirm=True, return_url=back)
        intent = client.v1.payment_intents.create(params)
        assert intent.status == "requires_action"

        answer = BROWSER.post(intent.next_action.redirect_to_url.url, data={"outcome": "complete"})

        assert answer.headers["location"] == back
        assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"

    def test_a_card_saved_while_paying_can_be_charged_again_for_its_customer(self, client: Any) -> None:
        customer = client.v1.customers.create({"email": "jo@posteo.example"})
        first = client.v1.payment_intents.create(saving(customer=customer.id))

        again = client.v1.payment_intents.create(
            intent_params(customer=customer.id, payment_method=first.payment_method, confirm=True, off_session=True)
        )

        assert again.status == "succeeded"
        assert again.payment_method == first.payment_method

    def test_somebody_elses_saved_card_is_refused(self, client: Any) -> None:
        owner, other = (client.v1.customers.create({"name": name}) for name in ("Owner", "Other"))
        first = client.v1.payment_intents.create(saving(customer=owner.id))

        with pytest.raises(stripe.InvalidRequestError, match="does not belong to"):
            client.v1.payment_intents.create(
                intent_params(customer=other.id, payment_method=first.payment_method, confirm=True)
            )

    def test_the_amount_of_a_paid_intent_is_fixed(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params())
        assert client.v1.payment_intents.update(intent.id, {"amount": 60_00}).amount == 60_00
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})

        with pytest.raises(stripe.InvalidRequestError, match="amount could not be updated") as refusal:
            client.v1.payment_intents.update(intent.id, {"amount": 1})

        assert refusal.value.code == "payment_intent_unexpected_state"
        assert client.v1.payment_intents.update(intent.id, {"metadata": {"note": "x"}}).amount == 60_00

    def test_a_paid_intent_is_neither_confirmed_again_nor_cancelled(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params(**CARD))

        with pytest.raises(stripe.InvalidRequestError, match="cannot confirm"):
            client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
        with pytest.raises(stripe.InvalidRequestError, match="cannot cancel"):
            client.v1.payment_intents.cancel(intent.id)

        assert len(client.v1.charges.list().data) == 1

    def test_a_cancelled_intent_cannot_be_paid(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params())
        cancelled = client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
        assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")

        with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
            client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})

    def test_lists_are_by_customer(self, client: Any) -> None:
        customer = client.v1.customers.create({"name": "Jo"})
        client.v1.payment_intents.create(intent_params())
        mine = client.v1.payment_intents.create(intent_params(customer=customer.id))

        assert [each.id for each in client.v1.payment_intents.list({"customer": customer.id})] == [mine.id]
        assert client.v1.customers.retrieve(customer.id).name == "Jo"


class TestSavedCard:
    def test_a_card_that_was_not_saved_cannot_be_used_again(self, client: Any) -> None:
        customer = client.v1.customers.create({})
        first = client.v1.payment_intents.create(intent_params(customer=customer.id, **CARD))

        with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
            client.v1.payment_intents.create(
                intent_params(customer=customer.id, payment_method=first.payment_method, confirm=True)
            )

    def test_a_detached_card_is_never_charged_again(self, client: Any, receiver: Receiver, simulator: str) -> None:
        customer = client.v1.customers.create({})
        saved = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        assert [card.id for card in client.v1.payment_methods.list({"customer": customer.id})] == [saved.id]

        client.v1.payment_methods.detach(saved.id)

        assert client.v1.payment_methods.list({"customer": customer.id}).data == []
        with pytest.raises(stripe.InvalidRequestError, match="not attached"):
            client.v1.payment_intents.create(
                intent_params(customer=customer.id, payment_method=saved.id, confirm=True, off_session=True)
            )
        settled(simulator)
        assert receiver.types == ["customer.created", "payment_method.attached", "payment_method.detached"]

    def test_checkout_saves_the_card_when_asked_to(self, client: Any) -> None:
        session = client.v1.checkout.sessions.create(
            session_params(customer_creation="always", payment_intent_data={"setup_future_usage": "off_session"})
        )
        pay(session.url, "succeeds")
        customer = client.v1.checkout.sessions.retrieve(session.id).customer

        [card] = client.v1.payment_methods.list({"customer": customer, "type": "card"}).data

        assert card.card.last4 == "4242"
        again = intent_params(customer=customer, payment_method=card.id, confirm=True, off_session=True)
        assert client.v1.payment_intents.create(again).status == "succeeded"


class TestDispute:
    def test_a_dispute_takes_the_money_and_a_fee_and_a_won_one_brings_the_money_back(
        self, client: Any, receiver: Receiver, simulator: str
    ) -> None:
        intent = client.v1.payment_intents.create(intent_params(100_00, **CARD))
        wish = {"charge": intent.latest_charge, "reason": "product_not_received"}

        opened = BROWSER.post(f"{simulator}/_dispute", json=wish).json()
        BROWSER.post(f"{simulator}/_dispute/{opened['id']}/close", json={"won": True})

        dispute = client.v1.disputes.retrieve(opened["id"])
        assert (dispute.status, dispute.amount, dispute.reason) == ("won", 100_00, "product_not_received")
        assert [each.net for each in dispute.balance_transactions] == [-120_00, 100_00]
        assert client.v1.charges.retrieve(str(intent.latest_charge)).disputed is True
        settled(simulator)
        assert receiver.types[-4:] == [
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.closed",
            "charge.dispute.funds_reinstated",
        ]

    def test_a_lost_dispute_brings_nothing_back(self, client: Any, simulator: str) -> None:
        intent = client.v1.payment_intents.create(intent_params(100_00, **CARD))
        opened = BROWSER.post(f"{simulator}/_dispute", json={"charge": intent.latest_charge, "amount": 40_00}).json()

        closed = BROWSER.post(f"{simulator}/_dispute/{opened['id']}/close", json={"won": False}).json()

        assert closed["status"] == "lost"
        assert [each["net"] for each in closed["balance_transactions"]] == [-60_00]
        assert BROWSER.post(f"{simulator}/_dispute/{opened['id']}/close", json={"won": True}).status_code == 400

    def test_an_inquiry_moves_no_money(self, client: Any, simulator: str) -> None:
        intent = client.v1.payment_intents.create(intent_params(100_00, **CARD))

        opened = BROWSER.post(f"{simulator}/_dispute", json={"charge": intent.latest_charge, "inquiry": True}).json()

        assert (opened["status"], opened["balance_transactions"]) == ("warning_needs_response", [])
        assert len(client.v1.balance_transactions.list().data) == 1

    @pytest.mark.parametrize("wish", [{}, {"charge": "ch_nobody"}, {"charge": 7}, {"colour": "red"}])
    def test_a_dispute_of_nothing_is_refused(self, simulator: str, wish: dict[str, Any]) -> None:
        assert BROWSER.post(f"{simulator}/_dispute", json=wish).status_code in (400, 404)


class TestRefund:
    def test_parts_add_up_to_the_charge_and_no_further(self, client: Any) -> None:
        intent = paid_session(client, 100_00).payment_intent
        client.v1.refunds.create({"payment_intent": intent, "amount": 60_00})

        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
            client.v1.refunds.create({"payment_intent": intent, "amount": 40_01})
        rest = client.v1.refunds.create({"payment_intent": intent})

        assert rest.amount == 40_00
        [charge] = client.v1.charges.list({"payment_intent": intent}).data
        assert (charge.amount_refunded, charge.refunded) == (100_00, True)
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            client.v1.refunds.create({"charge": charge.id, "amount": 1})
        assert refusal.value.code == "charge_already_refunded"

    def test_a_refund_tells_of_itself_and_of_its_charge(self, client: Any, receiver: Receiver, simulator: str) -> None:
        intent = paid_session(client, 100_00).payment_intent
        made = client.v1.refunds.create({"payment_intent": intent, "amount": 30_00, "metadata": {"refund": "1"}})
        settled(simulator)

        created, charged = receiver.events[-2:]

        assert (created.type, charged.type) == ("refund.created", "charge.refunded")
        assert (created.data.object.id, created.data.object.metadata.refund) == (made.id, "1")
        assert (charged.data.object.amount_refunded, charged.data.previous_attributes.amount_refunded) == (30_00, 0)
        assert client.v1.refunds.retrieve(made.id).status == "succeeded"

    def test_what_was_not_paid_cannot_be_refunded(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params())

        with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
            client.v1.refunds.create({"payment_intent": intent.id})


class TestBalance:
    @pytest.mark.parametrize(
        ("amount", "fee"), [(100_00, 1_75), (1, 25), (33, 25), (34, 26), (99_967, 15_25), (1_00, 27)]
    )
    def test_the_fee_is_one_and_a_half_per_cent_rounded_half_up_and_25(
        self, client: Any, amount: int, fee: int
    ) -> None:
        intent = client.v1.payment_intents.create(intent_params(amount, **CARD))

        [transaction] = client.v1.balance_transactions.list({"source": intent.latest_charge}).data

        assert (transaction.amount, transaction.fee, transaction.net) == (amount, fee, amount - fee)

    def test_charges_less_refunds_and_fees_are_what_is_left(self, client: Any) -> None:
        intent = client.v1.payment_intents.create(intent_params(100_00, **CARD))
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 40_00})

        transactions = client.v1.balance_transactions.list().data

        assert [(each.type, each.amount, each.net) for each in transactions] == [
            ("refund", -40_00, -40_00),
            ("charge", 100_00, 98_25),
        ]
