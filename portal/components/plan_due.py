"""What plans and settlement offers ask for: as lines of "You owe", and as the first thing to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import reflex as rx
from sqlmodel import Session

from portal import routes
from shared import clock
from shared.i18n import phrase, said
from shared.plans import offers, queries
from shared.plans.offers import OfferView
from shared.plans.shown import DueNow, PlanView
from shared.plans.states import RUNNING, WAITING
from shared.ui.figures import amount
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.ui.icons import icon
from shared.ui.links import link, link_button
from shared.ui.say import say
from shared.ui.status import status
from shared.ui.theme import Text
from shared.words import PlanState


@dataclass
class PlanLine:
    """A plan or an offer as a line of "You owe"."""

    key: str = ""
    href: str = ""
    title: str = ""
    note: str = ""
    kind: str = ""
    amount: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PlansOf:
    """A debtor's plans that run or wait, the invoices they hold, what they ask for now, and offers that stand."""

    running: list[PlanView]
    waiting: list[PlanView]
    offers: list[OfferView]
    held: Mapping[int, int]

    @classmethod
    def read(cls, session: Session, debtor_id: int) -> Self:
        today = clock.today()
        found = queries.of_debtor(session, debtor_id, today)
        return cls(
            [each for each in found if each.state in RUNNING],
            [each for each in found if each.state in WAITING],
            [each for each in offers.of_debtor(session, debtor_id, today) if each.stands],
            queries.held_of(session, debtor_id),
        )

    def due(self, currency: str) -> list[DueNow]:
        """What running plans in this currency ask for, the earliest first."""
        found = [each.due for each in self.running if each.due and each.due.amount.currency == currency]
        return sorted(found, key=lambda each: each.due_on)

    def lines(self, language: str) -> list[PlanLine]:
        plans = [_plan_line(each, language) for each in (*self.running, *self.waiting)]
        return [*plans, *(_offer_line(each, language) for each in self.offers)]


def plan_line(one: PlanLine) -> rx.Component:
    """A line of "You owe"."""
    note = rx.cond(one.kind, status(one.kind, one.note), rx.el.span(one.note))
    return rx.el.li(
        rx.el.div(link(one.title, href=one.href), rx.el.span(note, class_name="sub")),
        amount(one.amount, one.currency),
        key=one.key,
    )


def on_a_plan(href: Text) -> rx.Component:
    """The way to pay an invoice of a plan is its instalments."""
    return rx.el.section(
        rx.el.h2(icon("calendar-check-2", 20), say("On your payment plan"), id="on-a-plan"),
        rx.el.p(say("It is paid by the instalments of the plan. There you can also pay more, or all at once.")),
        rx.el.div(
            link_button(say("See the plan and pay"), href=href, variant="primary", size="large"),
            class_name="in",
        ),
        aria_labelledby="on-a-plan",
        class_name="way",
    )


def in_parts(invoice_id: Text) -> rx.Component:
    """The way to the plan wizard."""
    return rx.el.section(
        rx.el.h2(icon("calendar-range", 20), say("Pay in parts"), id="in-parts"),
        rx.el.p(say("Without fees or interest. You decide how much a month.")),
        rx.el.div(
            link_button(say("See what a plan looks like"), href=f"{routes.PLAN_AMOUNT}?invoice={invoice_id}"),
            class_name="in",
        ),
        aria_labelledby="in-parts",
        class_name="way",
    )


def _plan_line(plan: PlanView, language: str) -> PlanLine:
    title, kind = said("Your payment plan", language), ""
    if plan.state in WAITING:
        text = phrase("Offered to you") if plan.state is PlanState.OFFERED else phrase("Waits for our agreement")
        note, kind = said(text, language), "open" if plan.state is PlanState.OFFERED else "processing"
    elif plan.due is None:
        note = said("Nothing is due now", language)
    else:
        text = phrase("Due since {day}: {amount}") if plan.due.is_due else phrase("Next: {amount} on {day}")
        facts = {"day": long_date(plan.due.due_on, language), "amount": money(plan.due.amount, language)}
        late = plan.due.is_due and plan.due.due_on < clock.today()
        note, kind = said(text, language, **facts), "overdue" if late else ""
    return PlanLine(
        f"plan-{plan.id}", routes.plan(plan.id), title, note, kind, digits(plan.left, language), plan.left.currency
    )


def _offer_line(offer: OfferView, language: str) -> PlanLine:
    note = said(
        "Instead of {owed}, if it reaches us by {day}",
        language,
        owed=money(offer.owed, language),
        day=long_date(offer.until, language),
    )
    return PlanLine(
        f"offer-{offer.id}",
        routes.offer(offer.id),
        said("We offer to settle for less", language),
        note,
        "",
        digits(offer.left, language),
        offer.left.currency,
    )
