"""A policy tried on today's debtors before it takes effect: who could set up which plan themselves, now and then."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlmodel import Session, col

from shared.models import Debtor, Invoice
from shared.money import Money
from shared.plans import costs, gathering, policies
from shared.plans.deciding import Covered, Facts, Outcome, decide, largest
from shared.plans.nearest import nearest
from shared.plans.policies import Version
from shared.plans.policy import Policy
from shared.plans.schedule import Ask, regular
from shared.words import DebtorKind, Frequency, Level


class How(StrEnum):
    """How a debtor could come to a plan."""

    ALONE = "alone"
    WITH_APPROVAL = "with_approval"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Reach:
    """The longest plan a debtor could come to: so many payments, none above `at_most`.

    `fee` is the most that anybody may ask for setting it up; None where nothing bounds it.
    """

    how: How
    payments: int = 0
    at_most: Money | None = None
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A debtor the policy is for, or was; `instead` names the policy that counts for them, "" where this one does."""

    debtor_id: int
    debtor: str
    owed: Money
    now: Reach
    then: Reach
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """Counts over all debtors the policy is for, or was, who owe something; and those for whom something changes.

    `instead` counts those for whom another policy counts, by its name: a narrower one, or what is left to those let go.
    """

    debtors: int
    now: Mapping[How, int]
    then: Mapping[How, int]
    changed: tuple[Tried, ...]
    instead: Mapping[str, int]


def try_policy(session: Session, draft: Policy, on: date, *, code: str = "") -> Trial:
    """What a policy would do to the debtors it is for and those it would let go. Nothing is written.

    Args:
        session: to read with.
        draft: the policy as it would be.
        on: the day on which it is tried.
        code: of which policy it would be the next version; "" for one of its own.
    """
    now = policies.published(session, on)
    then = [*(each for each in now if each.code != code), Version(0, code, 0, draft, on, "", "")]
    scopes = [draft, *(each.policy for each in now if each.code == code)]
    tried = [_tried(name, facts, draft, now, then) for name, facts in _facts(session, draft, scopes, on)]
    return Trial(
        debtors=len(tried),
        now=Counter(each.now.how for each in tried),
        then=Counter(each.then.how for each in tried),
        changed=tuple(each for each in tried if each.now != each.then),
        instead=Counter(each.instead for each in tried if each.instead),
    )


def _tried(name: str, facts: Facts, draft: Policy, now: Sequence[Version], then: Sequence[Version]) -> Tried:
    before, after = (policies.choose(each, draft.currency, facts.country, facts.kind).policy for each in (now, then))
    owed = Money.total((each.outstanding for each in facts.invoices), draft.currency)
    instead = "" if after is draft else after.name
    return Tried(facts.debtor_id, name, owed, reach(before, facts), reach(after, facts), instead)


def reach(policy: Policy, facts: Facts) -> Reach:
    """The longest monthly plan over all that the debtor owes: set up alone, else with somebody's approval."""
    total = Money.total((each.outstanding for each in facts.invoices), policy.currency)
    band = next((found for level in Level if (found := policy.band(level, total.minor))), None)
    if band is None or total.minor < 2:
        return Reach(How.NOT)
    count = min(band.max_instalments or 36, max(total.minor // band.min_instalment_minor, 1))
    ask = regular(total, facts.on, Frequency.MONTHLY, count)
    decision = decide(policy, ask, facts)
    fee = _fee(policy, facts, total)
    if decision.outcome is Outcome.ACCEPTED:
        return _reached(How.ALONE, ask, fee)
    if nearer := _nearest(policy, ask, facts):
        return _reached(How.ALONE, nearer[0], fee)
    return _reached(How.WITH_APPROVAL, ask, fee) if decision.outcome is Outcome.NEEDS_APPROVAL else Reach(How.NOT)


def _reached(how: How, ask: Ask, fee: Money | None) -> Reach:
    return Reach(how, ask.payments, Money(largest(ask), ask.total.currency), fee)


def _fee(policy: Policy, facts: Facts, total: Money) -> Money | None:
    """The most that any level may ask for setting up the plan, within what the country lets be asked."""
    bands = [band for level in Level if (band := policy.band(level, total.minor))]
    limits = [each.max_fee_minor for each in bands]
    most = None if None in limits else max(each or 0 for each in limits)
    if facts.kind is DebtorKind.CONSUMER:
        cap = costs.most(policy, facts.country, facts.left_out)
        most = cap if most is None else min(cap, most)
    return None if most is None else Money(most, policy.currency)


def _nearest(policy: Policy, ask: Ask, facts: Facts) -> list[Ask]:
    offers = nearest(policy, ask, facts)
    return [each.ask for each in offers if each.decision.outcome is Outcome.ACCEPTED]


def _facts(session: Session, policy: Policy, scopes: Iterable[Policy], on: date) -> Sequence[tuple[str, Facts]]:
    """Every debtor in one of the scopes with what the policy lets be planned of what they owe, the largest first."""
    query = (
        select(Invoice, Debtor)
        .join(Debtor, col(Debtor.id) == col(Invoice.debtor_id))
        .where(col(Invoice.outstanding_minor) > 0, col(Invoice.currency) == policy.currency)
        .where(or_(*map(_is_in, scopes)))
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    rows = list(session.execute(query))
    debtors = {debtor.id or 0: debtor for _, debtor in rows}
    may: dict[int, list[Covered]] = defaultdict(list)
    for each in gathering.covered(session, [invoice for invoice, _ in rows], {}):
        if not each.holds and _is_near(policy, each.due_on, on):
            may[each.debtor_id].append(each)
    past, owed = gathering.history(session, list(may), on), gathering.due(session, list(may), on)
    made = []
    for id_, invoices in may.items():
        broken, active = past.get(id_, (0, 0))
        who, planned = debtors[id_], {each.id for each in invoices}
        left_out = tuple(number for due, number in owed.get(id_, {}).items() if due not in planned)
        facts = Facts(on, id_, who.kind, who.country, tuple(invoices), who.rating, broken, active, left_out=left_out)
        made.append((who.name, facts))
    return sorted(made, key=lambda each: -sum(invoice.outstanding.minor for invoice in each[1].invoices))


def _is_in(policy: Policy) -> ColumnElement[bool]:
    """As `scopes.holds` has it, of debtors in the database."""
    is_there = col(Debtor.country).in_(policy.countries) if policy.countries else true()
    return and_(is_there, col(Debtor.kind).in_(policy.kinds or tuple(DebtorKind)))


def _is_near(policy: Policy, due_on: date, on: date) -> bool:
    return (due_on - on).days <= policy.days_ahead
