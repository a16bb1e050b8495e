"""What the plan's card draws, as texts; “” leaves a part out."""

from dataclasses import dataclass, field


@dataclass
class Head:
    """The card's figures and facts, ready to be drawn; "" leaves one out."""

    id: int = 0
    name: str = ""
    href: str = ""
    kind: str = ""
    label: str = ""
    debtor: str = ""
    debtor_href: str = ""
    reference: str = ""
    asked_for: str = ""
    total: str = ""
    paid: str = ""
    left: str = ""
    missed: str = ""
    unplanned: str = ""
    currency: str = ""
    upcoming: str = ""
    upcoming_tone: str = "plain"
    policy: str = ""
    policy_href: str = ""
    proposed: str = ""
    approved: str = ""
    accepted: str = ""
    how_paid: str = ""
    version: str = ""
    cost: str = ""
    payoff: str = ""
    before: str = ""
    before_href: str = ""
    after: str = ""
    after_href: str = ""
    replan_href: str = ""
    is_running: bool = False
    is_waiting: bool = False
    is_paused: bool = False


@dataclass
class DisputeLine:
    """An invoice of the plan that is disputed; `id` where staff may let the plan wait for it, else 0."""

    id: int = 0
    number: str = ""
    href: str = ""
    told: str = ""


@dataclass
class Paid:
    """What of a receipt an instalment has."""

    receipt: str = ""
    href: str = ""
    amount: str = ""


@dataclass
class Part:
    """An instalment, ready to be drawn."""

    number: str = ""
    due: str = ""
    amount: str = ""
    left_after: str = ""
    kind: str = ""
    label: str = ""
    note: str = ""
    paid: list[Paid] = field(default_factory=list)


@dataclass
class CoveredLine:
    """An invoice of the plan, or a fee of it; `fee_id` while something of the fee can be waived."""

    number: str = ""
    href: str = ""
    due: str = ""
    planned: str = ""
    left: str = ""
    fee_id: int = 0


@dataclass
class ChargeLine:
    """A try at the card."""

    number: str = ""
    when: str = ""
    kind: str = ""
    label: str = ""
    problem: str = ""
    amount: str = ""
