"""The plan wizard: invoices, what can be paid, the terms, agreeing. Each step stands wholly in its address."""

import reflex as rx

from portal import routes
from portal.components.asking import WhoAsksState
from portal.pages.plan_new.amount import TITLE as AMOUNT_TITLE
from portal.pages.plan_new.amount import amount_step
from portal.pages.plan_new.amount_state import PlanAmountState
from portal.pages.plan_new.pick import TITLE as PICK_TITLE
from portal.pages.plan_new.pick import PlanPickState, pick_step
from portal.pages.plan_new.terms import CONFIRM_TITLE, TERMS_TITLE, confirm_step, terms_step
from portal.pages.plan_new.terms_state import PlanTermsState


def register(app: rx.App) -> None:
    who = WhoAsksState.load
    app.add_page(pick_step, route=routes.PLAN_NEW, title=PICK_TITLE, on_load=[who, PlanPickState.load])
    app.add_page(amount_step, route=routes.PLAN_AMOUNT, title=AMOUNT_TITLE, on_load=[who, PlanAmountState.load])
    app.add_page(terms_step, route=routes.PLAN_TERMS, title=TERMS_TITLE, on_load=[who, PlanTermsState.load])
    app.add_page(confirm_step, route=routes.PLAN_CONFIRM, title=CONFIRM_TITLE, on_load=[who, PlanTermsState.load])
