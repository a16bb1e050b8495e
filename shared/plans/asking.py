"""Mails that ask for instalments, each with a link that pays exactly that one without signing in (ADR-0031)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from shared import clock, messaging
from shared.access import pay_links
from shared.access.pay_links import FreshPayLink
from shared.debtors import consents
from shared.messaging import Due
from shared.messaging.queries import was_told
from shared.models import Debtor, Plan
from shared.plans import telling
from shared.plans.allocation import Standing
from shared.plans.loaded import Loaded
from shared.plans.states import RUNNING
from shared.words import Channel


def ask_for(session: Session, loaded: Loaded, template: str, missed: Sequence[Standing], **facts: Any) -> None:
    """Write that these instalments are missing; nothing where we have no address to write to."""
    if not telling.can_write(session, loaded.plan):
        return
    made = [_link(session, each.id) for each in missed]
    due = [
        Due(each.due_on, loaded.money(each.left), messaging.Secret(link.address))
        for each, link in zip(missed, made, strict=True)
    ]
    _write(session, loaded.plan, template, made, missed=due, **facts)


def ask_to_confirm(session: Session, plan: Plan, instalment_id: int, **facts: Any) -> None:
    """Write that the bank wants the debtor to pay this instalment themselves, on the provider's page."""
    if telling.can_write(session, plan):
        link = _link(session, instalment_id)
        _write(session, plan, "plan_consent", [link], link=messaging.Secret(link.address), **facts)


def announce_due(session: Session, loaded: Loaded, on: date) -> None:
    """Write once, some days before its day, that an instalment is due which no card pays.

    Not where the debtor withdrew the consent to be written to, nor of what was near when the plan began: they were
    just told of it.
    """
    plan = loaded.plan
    if plan.state not in RUNNING or plan.began_on is None or loaded.is_paused or _pays_by_card(plan):
        return
    notice = timedelta(days=loaded.policy.conduct.notice_days)
    near = [each for each in loaded.asked if each.left and on <= each.due_on <= on + notice]
    for each in near:
        if each.due_on > plan.began_on + notice and _may_announce(session, plan, each):
            _announce(session, loaded, each)


def _announce(session: Session, loaded: Loaded, asked: Standing) -> None:
    """A link pays what is owed already; where interest is still to come, the plan's page asks for both."""
    is_owed = asked in loaded.stands
    made = [_link(session, asked.id)] if is_owed else []
    facts = {"link": messaging.Secret(made[0].address) if made else "", "amount": loaded.money(asked.left)}
    _write(session, loaded.plan, "plan_due", made, cause=_cause(asked), day=asked.due_on, **facts)


def _may_announce(session: Session, plan: Plan, stand: Standing) -> bool:
    debtor = session.get_one(Debtor, plan.debtor_id)
    said = consents.newest(session, plan.debtor_id, Channel.EMAIL, consents.address_of(debtor, Channel.EMAIL))
    allowed = said is None or said.is_given
    return allowed and telling.can_write(session, plan) and not was_told(session, _cause(stand))


def _cause(stand: Standing) -> str:
    return f"instalment_due:{stand.id}"


def _pays_by_card(plan: Plan) -> bool:
    return bool(plan.card) and not plan.card_stopped


def _link(session: Session, instalment_id: int) -> FreshPayLink:
    return pay_links.make_for_instalment(session, instalment_id, actor=telling.AUTOMATIC)


def _write(
    session: Session, plan: Plan, template: str, links: Sequence[FreshPayLink], *, cause: str = "", **facts: Any
) -> None:
    until = min((each.expires_at for each in links), default=None)
    known = {"links_until": clock.day_of(until) if until else None, **facts}
    telling.write(session, plan, template, cause=cause, secrets_until=until, **known)
