from datetime import timedelta

import pytest

from backoffice.jobs import events as jobs
from shared import clock
from shared.payments import checkout
from stripe_simulator.testing import running
from tests.shared.payments import cards
from tests.shared.payments.cards import outstanding, owing, pay_page


@pytest.mark.usefixtures("database")
class TestAskCardProvider:
    def test_a_payment_whose_webhooks_were_lost_is_booked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with running() as simulator:
            cards.pays_at(monkeypatch, simulator)
            debtor, [one] = owing(80_00)
            pay_page(checkout.open_page(checkout.reserve(debtor, {one: None})))
            clock.move(timedelta(minutes=5))

            jobs.ask_card_provider()

        assert outstanding(one) == 0

    def test_a_provider_that_is_down_stops_nothing_else(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        cards.pays_at(monkeypatch, "http://127.0.0.1:9")

        jobs.ask_card_provider()
        jobs.replay_events()

        assert "cannot be reached" in caplog.text
