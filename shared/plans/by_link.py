"""What whoever holds a pay link may see and pay: read from the link's scope, never from what a browser names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from shared import clock
from shared.access import pay_links
from shared.access.pay_links import Scope
from shared.access.rules import Person
from shared.errors import NotFound
from shared.invoices import owed
from shared.invoices.owed import OwedInvoice
from shared.models import Instalment, Invoice, PlanInvoice
from shared.money import Money
from shared.payments import queries
from shared.payments.queries import AttemptView
from shared.plans import allocation, references
from shared.plans.loading import load
from shared.plans.states import RUNNING
from shared.words import LinkScope


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be paid on one invoice; `instalments` says what of it is for which instalment, in minor units."""

    invoice: OwedInvoice
    amount: Money
    instalments: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueInstalment:
    number: int
    due_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Payable:
    """All that a link shows: whose, which invoices, how much; paid ones have nothing left. An instalment is one sum."""

    debtor_id: int
    parts: tuple[Part, ...]
    instalment: DueInstalment | None = None

    def only(self, invoice_ids: Collection[int]) -> tuple[Part, ...]:
        """The parts for these invoices.

        Raises:
            NotFound: the link does not name one of them.
        """
        found = tuple(each for each in self.parts if each.invoice.id in invoice_ids)
        if not found or len(found) != len(set(invoice_ids)):
            raise NotFound("This invoice does not exist, or the link is not for it.")
        return found


def payable(session: Session, payer: Person) -> Payable:
    """What the link pays today.

    Raises:
        NotFound: the link is gone.
    """
    scope = pay_links.scope_of(session, payer)
    if scope.kind is LinkScope.INSTALMENT:
        return _instalment(session, scope)
    if scope.kind is LinkScope.OVERDUE:
        found = owed.open_invoices(session, scope.debtor_id, due_before=clock.today())
    else:
        named = owed.by_ids(session, scope.debtor_id, scope.invoice_ids).values()
        found = sorted(named, key=lambda each: (each.due_on, each.id))
    return Payable(scope.debtor_id, tuple(Part(each, each.outstanding) for each in found))


def attempt(session: Session, payer: Person, key: str) -> AttemptView:
    """A card payment, if all of it is for what the link names.

    Raises:
        NotFound: there is none of that key, or it is for something else.
    """
    scope = pay_links.scope_of(session, payer)
    found = queries.attempt_for(session, scope.debtor_id, key)
    _check_covered(found, _named(session, scope))
    return found


def attempts_under_way(session: Session, payer: Person) -> list[AttemptView]:
    """Card payments for what the link names that may still come to something."""
    scope = pay_links.scope_of(session, payer)
    named = _named(session, scope)
    found = queries.attempts_of(session, scope.debtor_id)
    return [
        each
        for each in found
        if each.state == queries.PROCESSING and {share.invoice_id for share in each.shares} <= named
    ]


def covers_attempt(session: Session, payer: Person, key: str) -> bool:
    """Whether the page about a card payment may be shown to whoever holds the link."""
    try:
        attempt(session, payer, key)
    except NotFound:
        return False
    return True


def _check_covered(found: AttemptView, named: Collection[int]) -> None:
    if not {share.invoice_id for share in found.shares} <= set(named):
        raise NotFound("This payment does not exist, or it is not yours.")


def _named(session: Session, scope: Scope) -> set[int]:
    """The invoices a link is for, paid ones too."""
    if scope.kind is LinkScope.INVOICES:
        return set(scope.invoice_ids)
    if scope.kind is LinkScope.OVERDUE:
        late = select(Invoice.id).where(Invoice.debtor_id == scope.debtor_id, col(Invoice.due_on) < clock.today())
        return {id_ or 0 for id_ in session.exec(late)}
    plan = select(Instalment.plan_id).where(Instalment.id == scope.instalment_id)
    return set(session.exec(select(PlanInvoice.invoice_id).where(col(PlanInvoice.plan_id).in_(plan))))


def _instalment(session: Session, scope: Scope) -> Payable:
    """What is left of the instalment, on the invoices it pays; nothing once its plan has ended."""
    row = session.get_one(Instalment, scope.instalment_id)
    loaded = load(session, row.plan_id)
    standing = [each for each in loaded.stands if each.id == row.id and loaded.plan.state in RUNNING]
    due = DueInstalment(row.number, row.due_on, references.of_instalment(row.plan_id, row.number))
    shares, _ = allocation.spread(sum(each.left for each in standing), standing, loaded.owed, fees=loaded.fees)
    by_invoice: dict[int, int] = defaultdict(int)
    for each in shares:
        by_invoice[each.invoice_id] += each.amount
    invoices = owed.by_ids(session, scope.debtor_id, by_invoice)
    parts = (
        Part(invoices[id_], loaded.money(minor), {row.id or 0: minor})
        for id_, minor in by_invoice.items()
        if id_ in invoices
    )
    return Payable(scope.debtor_id, tuple(parts), due)
