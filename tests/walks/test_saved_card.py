"""A card from its owner's wish to its last charge: form, provider's page, signed webhooks, worker, books."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from backoffice.jobs import outbox as effects
from backoffice.jobs.charges import Charged, charge_plans, settle_charges
from shared import clock, db, payments
from shared.access.tokens import csrf_token
from shared.models import AttemptState, CardSetup, ChargeState, EventState
from shared.payments import saved_cards
from shared.payments.saved_cards import VERSION, adding
from stripe_simulator.testing import running
from tests.harness import debtor_cookie, new_debtor, person_behind
from tests.shared.payments import cards, saving
from tests.shared.payments.cards import events, fault, log_of, pay_page, receipts, until

FORM = {"agree": VERSION, "language": "de"}
ENDED = "Its bank does not let us charge it any more."


class Place:
    """The portal and the provider, each on a port of its own, and a debtor's browser."""

    def __init__(self, portal: str, simulator: str) -> None:
        self.portal, self.simulator = portal, simulator

    def send(self, debtor_id: int, path: str, **form: Any) -> httpx.Response:
        cookie = debtor_cookie(debtor_id)
        person = person_behind(cookie)
        headers = {"cookie": cookie, "origin": self.portal}
        fields = {"csrf": csrf_token(person.session_id), **form}
        return cards.post(f"{self.portal}{path}", data=fields, headers=headers, timeout=20)

    def page(self, debtor_id: int, **form: Any) -> str:
        """Where the form leads: the provider's page."""
        return str(self.send(debtor_id, "/cards/add", **FORM, **form).headers["location"])

    def settled(self) -> None:
        log_of(self.simulator)
        until(lambda: all(each.state is not EventState.KEPT for each in events()))


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with cards.portal() as portal, running(f"{portal}/webhooks/stripe", cards.SECRET) as simulator:
        cards.pays_at(monkeypatch, simulator, origin=portal)
        yield Place(portal, simulator)
        clock.move(timedelta())


def work() -> None:
    """What the worker's beat does."""
    while effects.send_due():
        pass


def held(debtor_id: int) -> list[str]:
    return [each.last4 for each in db.look(saved_cards.of_debtor, debtor_id)]


def test_a_card_is_saved_with_the_words_its_owner_read_and_agreed_to(place: Place) -> None:
    debtor = new_debtor()
    page = place.page(debtor)
    assert held(debtor) == []

    back = pay_page(page).headers["location"]
    place.settled()

    [card], [mandate] = db.look(saved_cards.of_debtor, debtor), saving.mandates()
    assert (card.brand, card.last4, card.is_usable) == ("visa", "4242", True)
    assert (mandate.language, mandate.address, mandate.card_id) == ("de", "127.0.0.1", card.id)
    assert card.mandate == mandate.text == saved_cards.words("de")
    assert cards.get(back, headers={"cookie": debtor_cookie(debtor)}).headers["location"].startswith("/cards?setup=")
    handled = {each.type for each in events() if each.state is EventState.HANDLED}
    assert handled >= {"checkout.session.completed", "setup_intent.succeeded"}


@pytest.mark.parametrize("agreed", ["", "card-0"])
def test_nobody_saves_a_card_without_agreeing_to_the_words_of_today(place: Place, agreed: str) -> None:
    debtor = new_debtor()

    assert place.send(debtor, "/cards/add", agree=agreed).status_code == 400
    assert saving.everything(CardSetup) == []


def test_a_double_click_and_two_tabs_save_one_card(place: Place) -> None:
    debtor = new_debtor()
    with ThreadPoolExecutor(4) as clicks:
        pages = set(clicks.map(lambda _: place.page(debtor), range(4)))
    [page] = pages
    with ThreadPoolExecutor(2) as tabs:
        list(tabs.map(pay_page, [page, page]))
    place.settled()

    assert held(debtor) == ["4242"]
    assert len(saving.mandates()) == 1


def test_the_same_card_saved_again_stays_one(place: Place) -> None:
    debtor = new_debtor()
    for _ in range(2):
        pay_page(place.page(debtor))
        place.settled()
    [card] = saving.all_cards()
    work()
    place.settled()

    assert held(debtor) == ["4242"]
    assert db.look(saved_cards.of_debtor, debtor)[0].is_usable
    assert card.method_id == saving.all_cards()[0].method_id


def test_every_event_three_times_at_once_saves_one_card_and_books_one_charge(place: Place) -> None:
    fault(place.simulator, webhook={"duplicate": 2, "concurrent": True})
    plan = saving.plan_by_card()
    saving.on_the_day(plan.id or 0)
    assert charge_plans() == Charged(1, 0)
    place.settled()

    assert len(saving.all_cards()) == len(saving.charges()) == len(receipts()) == 1
    assert cards.books()["1050"] + cards.books()["6110"] == 208_33  # all of it, but for the card fee
    assert [each.state for each in events() if each.state is EventState.FAILED] == []


def test_a_charge_whose_answer_was_lost_is_booked_by_its_webhook(place: Place) -> None:
    plan = saving.plan_by_card()
    saving.on_the_day(plan.id or 0)
    fault(place.simulator, path="/v1/payment_intents", drop_response_after_commit=2)
    assert charge_plans() == Charged(1, 1)
    place.settled()
    payments.replay_due()

    assert len(receipts()) == 1
    assert settle_charges(timedelta()) == Charged(0, 0)
    assert saving.plan_charges()[0].receipt_id == receipts()[0].id
    assert saving.table(plan.id or 0)[0] == (208_33, 208_33)


def test_a_card_removed_by_its_owner_is_forgotten_by_the_provider_and_stops_its_plans(place: Place) -> None:
    plan = saving.plan_by_card()
    clock.move(timedelta())
    [card] = saving.all_cards()
    assert place.send(plan.debtor_id, "/cards/remove", card=card.id).headers["location"] == "/cards?removed=yes"
    work()
    place.settled()

    assert held(plan.debtor_id) == []
    assert [each.revoked_why for each in saving.mandates()] == ["You removed the card."]
    assert saving.plan_of(plan.id or 0).card_stopped == "You removed the card."
    assert saving.letters().count("plan_card_stopped") == 1
    assert _at_provider(place, card.method_id)["customer"] is None


def test_nobody_removes_or_replaces_the_card_of_another(place: Place) -> None:
    debtor = saving.plan_by_card().debtor_id
    clock.move(timedelta())
    [card] = saving.all_cards()
    stranger = new_debtor("Piet Noordhoek", "piet@debtor.example")

    assert place.send(stranger, "/cards/remove", card=card.id).status_code == 404
    assert place.send(stranger, "/cards/add", **FORM, replaces=card.id).status_code == 404
    assert held(debtor) == ["4242"]


def test_a_card_detached_at_the_provider_stops_autopay_and_its_debtor_is_told(place: Place) -> None:
    plan = saving.plan_by_card()
    clock.move(timedelta())
    [card] = saving.all_cards()
    headers = {"authorization": "Bearer sk_test_fake_x"}
    cards.post(f"{place.simulator}/v1/payment_methods/{card.method_id}/detach", headers=headers).raise_for_status()
    place.settled()
    work()

    assert held(plan.debtor_id) == []
    assert saving.plan_of(plan.id or 0).card_stopped == "It is not kept by the card provider any more."
    assert "plan_card_stopped" in saving.letters()


def test_a_permission_that_ends_at_the_bank_stops_autopay_until_the_card_is_saved_again(place: Place) -> None:
    fault(place.simulator, webhook={"duplicate": 2, "concurrent": True})
    plan = saving.plan_by_card()
    clock.move(timedelta())
    [card] = saving.all_cards()
    saving.bank_says(place.simulator, card.method_id, mandate="inactive")
    place.settled()
    work()

    assert saving.plan_of(plan.id or 0).card_stopped == ENDED
    assert [each.revoked_why for each in saving.mandates()] == [ENDED]
    assert saving.letters().count("plan_card_stopped") == 1
    [view] = db.look(saved_cards.of_debtor, plan.debtor_id)
    assert (view.problem, view.is_usable) == (ENDED, False)
    saving.on_the_day(plan.id or 0)
    assert charge_plans() == Charged(0, 0)


def test_a_permission_that_comes_back_counts_only_once_its_owner_agrees_again(place: Place) -> None:
    debtor = new_debtor("Piet Noordhoek", "piet@debtor.example")
    before = saving.saved(debtor)
    [card] = saving.all_cards()
    for status in ("inactive", "active"):
        saving.bank_says(place.simulator, card.method_id, mandate=status)
        place.settled()
    assert not db.look(saved_cards.of_debtor, debtor)[0].is_usable

    again = saving.saved(debtor)
    assert (again.id, again.is_usable) == (before.id, True)
    saving.bank_says(place.simulator, card.method_id, mandate="inactive")  # of the card as it was saved before
    place.settled()
    assert db.look(saved_cards.of_debtor, debtor)[0].is_usable


def test_a_permission_that_ended_before_its_card_was_told_of_is_never_charged(place: Place) -> None:
    fault(place.simulator, webhook={"drop": 100})
    debtor = new_debtor("Piet Noordhoek", "piet@debtor.example")
    pay_page(adding.open_page(debtor, saving.AGREED))
    saving.bank_says(place.simulator, _saved_last(place), mandate="inactive")
    payments.poll()

    [card], [mandate] = saving.all_cards(), saving.mandates()
    assert card.stopped == mandate.revoked_why == ENDED
    assert [each.state for each in events() if each.state is EventState.FAILED] == []


def test_a_charge_that_its_mandate_does_not_permit_is_refused_for_good(place: Place) -> None:
    plan = saving.plan_by_card()
    [card] = saving.all_cards()
    fault(place.simulator, webhook={"drop": 100})
    saving.bank_says(place.simulator, card.method_id, mandate="inactive")
    saving.on_the_day(plan.id or 0)

    assert charge_plans() == Charged(1, 0)
    assert [each.state for each in saving.charges()] == [ChargeState.HARD_DECLINE]
    assert receipts() == []
    work()
    assert saving.plan_of(plan.id or 0).card_stopped


def test_a_card_that_its_bank_renews_is_known_by_its_new_number_and_stays_in_use(place: Place) -> None:
    plan = saving.plan_by_card()
    [card] = saving.all_cards()
    saving.bank_says(place.simulator, card.method_id, exp_year=2039, last4="1881")
    place.settled()

    [view] = db.look(saved_cards.of_debtor, plan.debtor_id)
    assert (view.last4, view.expires.year, view.is_usable) == ("1881", 2039, True)
    saving.on_the_day(plan.id or 0)
    assert charge_plans() == Charged(1, 0)


def test_a_replaced_card_gives_its_plans_to_the_new_one(place: Place) -> None:
    plan = saving.plan_by_card()
    clock.move(timedelta())
    [old] = saving.all_cards()
    pay_page(place.page(plan.debtor_id, replaces=old.id), "mastercard")
    place.settled()
    work()

    assert held(plan.debtor_id) == ["4444"]
    [_, new] = saving.all_cards()
    assert saving.plan_of(plan.id or 0).card == new.reference
    saving.on_the_day(plan.id or 0)
    assert charge_plans() == Charged(1, 0)
    assert [each.card_id for each in saving.charges()] == [new.id]


def test_a_refused_card_is_not_saved_and_another_is(place: Place) -> None:
    debtor = new_debtor()
    page = place.page(debtor)
    pay_page(page, "declined")
    place.settled()
    assert (held(debtor), saving.everything(CardSetup)[0].problem) == ([], "Your card was declined.")

    pay_page(page)
    place.settled()
    assert held(debtor) == ["4242"]


def test_a_provider_that_loses_its_answer_opens_the_same_page_at_the_next_click(place: Place) -> None:
    debtor = new_debtor()
    fault(place.simulator, path="/v1/checkout", drop_response_after_commit=2)
    assert place.page(debtor) == "/cards?problem=provider"

    pay_page(place.page(debtor))
    place.settled()
    assert [each.state for each in saving.everything(CardSetup)] == [AttemptState.SUCCEEDED]


def _saved_last(place: Place) -> str:
    """The provider's name of the card that was saved there last."""
    headers = {"authorization": "Bearer sk_test_fake_x"}
    found = cards.get(f"{place.simulator}/v1/setup_intents", params={"limit": 1}, headers=headers).json()
    return str(found["data"][0]["payment_method"])


def _at_provider(place: Place, method_id: str) -> dict[str, Any]:
    headers = {"authorization": "Bearer sk_test_fake_x"}
    return dict(cards.get(f"{place.simulator}/v1/payment_methods/{method_id}", headers=headers).json())
