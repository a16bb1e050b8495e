"""Where in the wizard the debtor is."""

import reflex as rx

from shared.ui.charts import stepper
from shared.ui.say import say


def steps(current: int) -> rx.Component:
    return stepper([say("Invoices"), say("What you can pay"), say("Terms"), say("Confirm")], current)
