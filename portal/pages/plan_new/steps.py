"""What the steps of the wizard share: where in it the debtor is, and what is said where there is nothing to plan."""

import reflex as rx

from portal import routes
from portal.components.frame import plain_answer
from shared.ui.charts import stepper
from shared.ui.links import link_button
from shared.ui.say import say


def steps(current: int) -> rx.Component:
    return stepper([say("Invoices"), say("What you can pay"), say("Terms"), say("Confirm")], current)


def nothing_to_plan() -> rx.Component:
    """In the place of a step whose invoices are paid, unknown or somebody else's."""
    return plain_answer(
        say("There is nothing to plan here"),
        say("These invoices are paid, or they are not yours."),
        link_button(say("See what can be paid in parts"), href=routes.PLAN_NEW),
    )
