"""Policies in versions: written as drafts, tried on today's debtors, published by somebody else, then never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.models import Invoice, PlanPolicy
from shared.plans import policy as rules
from shared.plans import scopes
from shared.plans.policy import Policy
from shared.words import DebtorKind

AUTHOR = "duebook"
"""Who wrote the policy that an installation begins with."""


class NotPublishable(Refused):
    """The version cannot be published; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a policy as staff see it."""

    id: int
    code: str
    number: int
    policy: Policy
    effective_from: date | None
    written_by: str
    published_by: str


def write(session: Session, code: str, data: Mapping[str, Any], *, actor: str) -> PlanPolicy:
    """Keep a draft as the next version of a policy.

    Raises:
        PolicyRefused: it does not hold together.
    """
    checked = rules.written(data).model_dump(mode="json")
    last = session.exec(select(func.max(PlanPolicy.version)).where(PlanPolicy.code == code)).one() or 0
    draft = PlanPolicy(code=code, version=last + 1, data=checked, written_by=actor, written_at=clock.now())
    session.add(draft)
    session.flush()
    audit.note(session, actor, "plan_policy.written", f"plan_policy:{draft.id}", code=code, version=draft.version)
    return draft


def begin(session: Session, data: Mapping[str, Any], *, actor: str) -> PlanPolicy:
    """Keep a draft as the first version of a policy of its own, beside the others.

    Raises:
        PolicyRefused: it does not hold together.
        SameDebtors, Crossing: see `scopes.check_apart`.
    """
    check_scope(session, rules.written(data))
    known = session.exec(select(func.count(func.distinct(PlanPolicy.code)))).one()
    return write(session, f"policy-{known + 1}", data, actor=actor)


def check_scope(session: Session, policy: Policy, *, code: str = "") -> None:
    """Refuse a draft where chance would decide between it and the latest version of another policy.

    Args:
        session: to read with.
        policy: the draft.
        code: of which policy it is to be the next version; "" for one of its own.

    Raises:
        SameDebtors, Crossing: see `scopes.check_apart`.
    """
    latest: dict[str, Policy] = {}
    for each in (*versions(session), version(session, 0, currency=policy.currency)):
        latest.setdefault(each.code, each.policy)
    latest.pop(code, None)
    scopes.check_apart(policy, latest.values())


def publish(session: Session, policy_id: int, effective_from: date, *, actor: str) -> None:
    """Let a draft take effect on a day, today or later. Plans keep the version they were agreed under.

    Raises:
        NotFound: no such version.
        NotPublishable: it was published before, by its own author, or for a day that has passed.
        SameDebtors, Crossing: beside what counts from that day on; see `scopes.check_apart`.
    """
    version = locked(session, PlanPolicy, [policy_id])[policy_id]
    if version.effective_from is not None:
        raise NotPublishable("This version was published before; write a new one to change it.")
    if version.written_by == actor:
        raise NotPublishable("Somebody other than its author publishes a policy.")
    if effective_from < clock.today():
        raise NotPublishable("A policy takes effect today or later.")
    others = [each.policy for each in _published_from(session, effective_from) if each.code != version.code]
    scopes.check_apart(rules.read(version.data), others)
    version.effective_from, version.published_by, version.published_at = effective_from, actor, clock.now()
    audit.note(session, actor, "plan_policy.published", f"plan_policy:{policy_id}", effective_from=str(effective_from))
    outbox.changed(session, "plan_policies")


def in_force(session: Session, currency: str, country: str, kind: DebtorKind, on: date) -> Version:
    """The policy for a debtor on a day: of those they are in, the narrowest (`scopes.narrowness`).

    Of each policy its latest published version counts; where there is none at all, the usual one.
    """
    return choose(published(session, on), currency, country, kind)


def choose(versions: Sequence[Version], currency: str, country: str, kind: DebtorKind) -> Version:
    """See `in_force`; for many debtors at once."""
    fits = [each for each in versions if scopes.holds(each.policy, currency, country, kind)]
    if not fits:
        return Version(0, f"usual-{currency}", 1, rules.usual(currency), None, AUTHOR, AUTHOR)
    return max(fits, key=_narrowness)


def _narrowness(version: Version) -> tuple[tuple[int, int], date, int]:
    """Policies that were in each other's way before that was refused: the newer one counts."""
    return scopes.narrowness(version.policy), version.effective_from or date.min, version.id


def kept(session: Session, version: Version) -> int:
    """The id of the version's row; the usual policy gets one when the first plan is made under it."""
    if version.id:
        return version.id
    data = version.policy.model_dump(mode="json")
    row = PlanPolicy(
        code=version.code,
        version=1,
        data=data,
        written_by=AUTHOR,
        written_at=clock.now(),
        effective_from=clock.today(),
        published_by=AUTHOR,
        published_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def currencies(session: Session, base: str) -> list[str]:
    """The currencies that policies may be needed in: that of the books first, then those of open invoices."""
    owed = session.exec(select(Invoice.currency).where(Invoice.outstanding_minor > 0).distinct())
    return [base, *sorted(set(owed) - {base})]


def versions(session: Session) -> list[Version]:
    """Every version of every policy, the newest first."""
    query = select(PlanPolicy).order_by(PlanPolicy.code, col(PlanPolicy.version).desc())
    return [_version(each) for each in session.exec(query)]


def version(session: Session, policy_id: int, *, currency: str) -> Version:
    """One version; 0 is the usual policy of a currency, before anybody has changed it.

    Raises:
        NotFound: there is none of that id.
    """
    if not policy_id:
        return Version(0, f"usual-{currency}", 0, rules.usual(currency), None, AUTHOR, AUTHOR)
    row = session.get(PlanPolicy, policy_id)
    if row is None:
        raise NotFound("This version of a policy does not exist.")
    return _version(row)


def published(session: Session, on: date) -> list[Version]:
    """Of every policy the version in force on a day."""
    query = select(PlanPolicy).where(col(PlanPolicy.effective_from) <= on)
    latest: dict[str, PlanPolicy] = {}
    for each in session.exec(query.order_by(col(PlanPolicy.effective_from), col(PlanPolicy.version))):
        latest[each.code] = each
    return [_version(each) for each in latest.values()]


def _published_from(session: Session, on: date) -> list[Version]:
    """Of every policy the version in force on a day, and those that follow it."""
    later = session.exec(select(PlanPolicy).where(col(PlanPolicy.effective_from) > on))
    return [*published(session, on), *map(_version, later)]


def _version(row: PlanPolicy) -> Version:
    return Version(
        row.id or 0, row.code, row.version, rules.read(row.data), row.effective_from, row.written_by, row.published_by
    )
