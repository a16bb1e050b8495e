"""Instalment plans: policies, schedules, and a life that adapts instead of ending."""

from shared.plans.charging import (
    DueCharge,
    Outcome,
    charge_result,
    charge_results,
    due_charges,
    plan_charges,
    unsettled_charges,
)
from shared.plans.deciding import Decision, Means, Offer
from shared.plans.following import follow, states_of, to_follow
from shared.plans.paying import More, Preview, for_instalments, pay, preview
from shared.plans.replanning import adapt, consent, move_date, refuse, renegotiate
from shared.plans.schedule import summary
from shared.plans.service import (
    Acceptance,
    PlanRefused,
    Wish,
    accept,
    approve,
    cancel,
    decline,
    pause,
    propose,
    resume,
    use_card,
)

__all__ = [
    "Acceptance",
    "Decision",
    "DueCharge",
    "Means",
    "More",
    "Offer",
    "Outcome",
    "PlanRefused",
    "Preview",
    "Wish",
    "accept",
    "adapt",
    "approve",
    "cancel",
    "charge_result",
    "charge_results",
    "consent",
    "decline",
    "due_charges",
    "follow",
    "for_instalments",
    "move_date",
    "pause",
    "pay",
    "plan_charges",
    "preview",
    "propose",
    "refuse",
    "renegotiate",
    "resume",
    "states_of",
    "summary",
    "to_follow",
    "unsettled_charges",
    "use_card",
]
