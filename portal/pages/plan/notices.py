"""What stands above a plan: what it waits for, what it asks of the debtor, and which of its invoices is disputed."""

from shared.i18n import phrase, said
from shared.plans.disputes import DisputedPart
from shared.plans.shown import PlanView
from shared.ui.format import long_date, money
from shared.words import PlanState


def notice_of(plan: PlanView, language: str) -> str:
    """What the plan as it stands asks of the debtor, "" for nothing."""
    match plan.state:
        case PlanState.PENDING_APPROVAL:
            return said(
                "You asked for this plan, and a person has to agree to it. We write to you as soon as they have. "
                "Until then it has not begun, and what you owe stays due.",
                language,
            )
        case PlanState.OFFERED:
            day = long_date(plan.offered_until, language)
            return said("We offer you this plan. You can take it until {day}.", language, day=day)
        case PlanState.BREACHED if plan.cure_until and not plan.is_disputed:
            day = long_date(plan.cure_until, language)
            return said("Please pay what is missing by {day}. Otherwise the plan ends.", language, day=day)
        case PlanState.DEFAULTED:
            return said("This plan has ended, and all that is left is due now.", language)
        case _ if plan.asks_consent and plan.is_running:
            amount = money(plan.asks_consent, language)
            return said(
                "Your bank asks for your consent to {amount}. Nothing was taken: please pay it here yourself.",
                language,
                amount=amount,
            )
        case _ if plan.card_stopped:
            return said("Your card is not charged any more. Please pay the instalments yourself.", language)
    return ""


def disputed(part: DisputedPart, language: str) -> str:
    """Which invoice is disputed, since when, and what that does to the plan."""
    text = phrase(
        "You dispute invoice {number} since {day}. Until we answer, nothing of this plan is charged or counts as "
        "missed. Then it goes on, and the days of what fell due meanwhile count anew."
    )
    if part.id is None:
        text = phrase(
            "At your bank you dispute a card payment for invoice {number}, since {day}. Until the bank has decided, "
            "your card is not charged for this plan."
        )
    elif not part.holds:
        text = phrase(
            "You dispute invoice {number} again, since {day}. We answer you, and this plan goes on meanwhile: "
            "please keep paying."
        )
    return said(text, language, number=part.number, day=long_date(part.since, language))
