"""What tests of saved cards stand on: a card saved on the real simulator's page, and plans that are paid with it."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from shared import clock, db, payments, plans
from shared.messaging import service as messages
from shared.models import (
    CardCharge,
    CardSetup,
    EventState,
    Invoice,
    Mandate,
    Message,
    MessageState,
    Plan,
    PlanCharge,
    SavedCard,
)
from shared.payments import saved_cards
from shared.payments.saved_cards import VERSION, Agreed, CardView, adding
from shared.settings import settings
from tests.shared.payments import cards
from tests.shared.plans import agreed

AGREED = Agreed(VERSION, "en", "192.0.2.7")


def saved(debtor_id: int, card: str = "succeeds", *, replaces: int | None = None) -> CardView:
    """A card that the debtor entered on the provider's page, and that we have heard of; in the provider's own time."""
    moved = clock._shift
    clock.move(timedelta())
    page = adding.open_page(debtor_id, AGREED, replaces)
    cards.pay_page(page, card)
    if card in ("asks_once", "always_authenticates"):
        cards.post(f"{page}/authenticate", data={"outcome": "complete"})
    adding.ask(debtor_id, setup_key(debtor_id))
    cards.log_of(settings().stripe_base)
    cards.until(lambda: all(each.state is not EventState.KEPT for each in cards.events()))
    clock.move(moved)
    return db.look(saved_cards.of_debtor, debtor_id)[0]


def setup_key(debtor_id: int) -> str:
    """The key of the debtor's latest wish to save a card."""

    def find(session: Session) -> str:
        query = select(CardSetup.key).where(CardSetup.debtor_id == debtor_id).order_by(CardSetup.id.desc())
        return session.exec(query).first() or ""

    return db.look(find)


def plan_by_card(card: str = "succeeds") -> Plan:
    """A plan of six instalments of 208.33, the last 208.35, paid with a card saved for it."""
    debtor_id = db.run(lambda session: agreed.invoices(session)[0].debtor_id)
    agreed.at(agreed.AGREED)
    view = saved(debtor_id, card)

    def begin(session: Session) -> Plan:
        of = list(session.exec(select(Invoice).order_by("id")))
        return agreed.begun(session, None, of, card=view.reference)

    return db.run(begin)


def on_the_day(plan_id: int, number: int = 1) -> None:
    """The charge of an instalment was announced; then its day comes."""
    agreed.at(agreed.month(number) - timedelta(days=3))
    db.run(plans.follow, plan_id)
    deliver()
    agreed.at(agreed.month(number))


def deliver() -> None:
    def keep(session: Session) -> None:
        for each in session.exec(select(Message).where(Message.state == MessageState.WAITING)):
            messages.keep(session, each.id or 0)

    db.run(keep)


def everything(model: type[Any]) -> list[Any]:
    return db.look(lambda session: list(session.exec(select(model).order_by("id"))))


def charges() -> list[CardCharge]:
    return everything(CardCharge)


def plan_charges() -> list[PlanCharge]:
    return everything(PlanCharge)


def all_cards() -> list[SavedCard]:
    return everything(SavedCard)


def mandates() -> list[Mandate]:
    return everything(Mandate)


def plan_of(plan_id: int) -> Plan:
    return db.look(lambda session: session.get_one(Plan, plan_id))


def table(plan_id: int) -> list[tuple[int, int]]:
    return db.look(lambda session: agreed.table(session, session.get_one(Plan, plan_id)))


def letters() -> list[str]:
    return [each.template for each in everything(Message)]


def paid_at(simulator: str) -> list[dict[str, Any]]:
    """The payments that succeeded at the provider."""
    headers = {"authorization": "Bearer sk_test_fake_x"}
    found = cards.get(f"{simulator}/v1/payment_intents", params={"limit": 100}, headers=headers).json()
    return [each for each in found["data"] if each["status"] == "succeeded"]


def bank_says(simulator: str, method_id: str, **decided: Any) -> None:
    cards.post(f"{simulator}/_card/{method_id}", json=decided).raise_for_status()


def begin_to_pay(session: Session, debtor_id: int) -> None:
    """The debtor opens the provider's page for their oldest invoice."""
    oldest = session.exec(select(Invoice.id).where(Invoice.debtor_id == debtor_id).order_by("id")).first()
    payments.begin(session, debtor_id, {oldest or 0: None})
