"""Mails that ask for instalments: each with a link that pays exactly what it stands beside, without signing in."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from shared import clock, plans
from shared.access import pay_links
from shared.access.queries import person_of
from shared.access.rules import PAY_LINK_PATH, Kind
from shared.debtors import consents
from shared.models import Debtor, Message, PayLink, Plan
from shared.plans import by_link
from shared.plans.by_link import Payable
from shared.plans.schedule import Ask
from shared.words import Channel, PlanState
from tests.factories import eur
from tests.shared.plans import agreed
from tests.shared.plans.agreed import BY_DEBTOR
from tests.shared.plans.test_charging import deliver
from tests.shared.plans.test_plans_that_cost import FIRST, begun

INSTALMENT = 208_33


def mails(session: Session, template: str) -> list[Message]:
    return list(session.exec(select(Message).where(Message.template == template).order_by("id")))


def follow_on(session: Session, plan: Plan, day: date) -> PlanState:
    agreed.at(day)
    return plans.follow(session, plan.id or 0)


def opened(session: Session, mail: Message) -> list[Payable]:
    """What each link of a mail leads to, in their order."""
    found = []
    for address in mail.secrets.values():
        cookie = pay_links.open_link(session, address.partition(PAY_LINK_PATH)[2], ip="192.0.2.7")
        payer = person_of(session, Kind.PAYER, cookie or "")
        assert payer is not None
        found.append(by_link.payable(session, payer))
    return found


def asks(payable: Payable) -> tuple[int, int]:
    """The number of the instalment, and how much of it is left to pay."""
    assert payable.instalment is not None
    return payable.instalment.number, sum(each.amount.minor for each in payable.parts)


class TestMissing:
    def test_each_missing_instalment_has_a_link_that_pays_it_and_no_other(self, session: Session) -> None:
        plan = agreed.begun(session)
        agreed.pay(session, plan, 100_00)
        follow_on(session, plan, agreed.month(1) + timedelta(days=6))
        [missed] = mails(session, "plan_missed")
        assert [asks(each) for each in opened(session, missed)] == [(1, 108_33)]

        follow_on(session, plan, agreed.month(2) + timedelta(days=6))
        [breached] = mails(session, "plan_breached")
        assert [asks(each) for each in opened(session, breached)] == [(1, 108_33), (2, INSTALMENT)]
        agreed.pay(session, plan, 108_33)
        assert [asks(each) for each in opened(session, breached)] == [(1, 0), (2, INSTALMENT)]

    def test_neither_the_history_nor_the_debtors_pages_hold_the_links(self, session: Session) -> None:
        plan = agreed.begun(session)
        follow_on(session, plan, agreed.month(1) + timedelta(days=6))
        [missed] = mails(session, "plan_missed")

        assert "[link 1]" in missed.body
        assert PAY_LINK_PATH not in missed.body
        assert missed.secrets_until == session.exec(select(PayLink.expires_at).order_by(PayLink.id.desc())).first()

    def test_a_plan_that_has_ended_leaves_links_that_pay_nothing(self, session: Session) -> None:
        plan = agreed.begun(session)
        follow_on(session, plan, agreed.month(1) + timedelta(days=6))
        plans.cancel(session, plan.id or 0, reason="Debtor asked", actor=agreed.BY_STAFF)

        assert [asks(each) for each in opened(session, mails(session, "plan_missed")[0])] == [(1, 0)]

    def test_without_an_address_no_link_is_made(self, session: Session) -> None:
        plan = agreed.begun(session)
        session.get_one(Debtor, plan.debtor_id).email = ""
        assert follow_on(session, plan, agreed.month(1) + timedelta(days=6)) is PlanState.AT_RISK

        assert session.exec(select(PayLink)).all() == []


class TestDue:
    def test_is_told_once_some_days_before_to_who_pays_by_hand(self, session: Session) -> None:
        plan = agreed.begun(session)
        for before in (4, 3, 3, 2, 0):
            follow_on(session, plan, agreed.month(1) - timedelta(days=before))

        [mail] = mails(session, "plan_due")
        assert mail.subject.replace("\xa0", " ") == "208.33 EUR of your instalment plan is due on 1 December 2026"
        assert clock.day_of(mail.created_at) == agreed.month(1) - timedelta(days=3)
        assert plan.reference in mail.body
        assert [asks(each) for each in opened(session, mail)] == [(1, INSTALMENT)]
        follow_on(session, plan, agreed.month(2) - timedelta(days=1))
        assert len(mails(session, "plan_due")) == 2

    def test_is_not_told_of_what_is_paid_or_taken_from_a_card(self, session: Session) -> None:
        plan = agreed.by_card(session)
        follow_on(session, plan, agreed.month(1) - timedelta(days=3))
        deliver(session)
        assert mails(session, "plan_due") == []

        plans.use_card(session, plan.id or 0, "", actor=BY_DEBTOR)
        agreed.pay(session, plan, INSTALMENT)
        follow_on(session, plan, agreed.month(1) - timedelta(days=1))
        assert mails(session, "plan_due") == []

    def test_is_told_where_the_card_was_stopped(self, session: Session) -> None:
        plan = agreed.by_card(session)
        plan.card_stopped = "Your card was declined."
        follow_on(session, plan, agreed.month(1) - timedelta(days=3))

        assert len(mails(session, "plan_due")) == 1

    def test_is_not_told_to_whoever_does_not_want_to_be_written_to(self, session: Session) -> None:
        plan = agreed.begun(session)
        address = session.get_one(Debtor, plan.debtor_id).email
        shown = consents.Shown(consents.VERSION, "en", address)
        consents.withdraw(session, plan.debtor_id, Channel.EMAIL, shown, actor=BY_DEBTOR)
        follow_on(session, plan, agreed.month(1) - timedelta(days=3))

        assert mails(session, "plan_due") == []

    @pytest.mark.parametrize(("first_in", "told"), [(2, 0), (3, 0), (4, 1)])
    def test_is_not_told_of_what_was_near_when_the_plan_began(self, session: Session, first_in: int, told: int) -> None:
        days = (agreed.AGREED + timedelta(days=first_in), *agreed.monthly().dates[1:])
        plan = agreed.begun(session, Ask(eur(sum(agreed.AMOUNTS)), days))
        follow_on(session, plan, days[0] - timedelta(days=1))

        assert len(mails(session, "plan_due")) == told

    def test_with_interest_still_to_come_leads_to_the_plan_which_asks_for_both(self, session: Session) -> None:
        plan = begun(session)
        session.get_one(Debtor, plan.debtor_id).email = "d1@example.com"
        follow_on(session, plan, FIRST - timedelta(days=2))

        [mail] = mails(session, "plan_due")
        assert "207.06" in mail.subject
        assert mail.secrets == {}
        assert f"/plans/{plan.id}" in mail.body
