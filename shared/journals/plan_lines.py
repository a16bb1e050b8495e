"""Payments that name one of our instalment plans by its reference: they need no matching, and go before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from shared.matching import AmountFit, Book, Finding, Instalment, Payment, Proposal, Share, Signal
from shared.models import Plan, PlanInvoice
from shared.plans import allocation, references
from shared.plans.allocation import Standing
from shared.plans.loaded import Loaded
from shared.plans.loading import load_all
from shared.plans.references import Named
from shared.plans.states import RUNNING

_SURE = 1
"""What a valid structured reference is worth (domain.md 1.5); a plan takes any amount, the oldest instalment first."""


@dataclass(slots=True)
class _Account:
    """What is left of a plan while the payments of a journal are set against it one after the other."""

    loaded: Loaded
    stands: tuple[Standing, ...]
    owed: dict[int, int]

    def take(self, amount: int, named: Named) -> list[allocation.Share]:
        """The shares of a payment; what they leave of it is more than the plan asks for."""
        first = next((each.id for each in self.stands if each.number == named.number and each.left), None)
        shares, _ = allocation.spread(amount, self.stands, list(self.owed.items()), first=first, fees=self.loaded.fees)
        paid: dict[int, int] = {}
        for each in shares:
            self.owed[each.invoice_id] -= each.amount
            paid[each.instalment_id] = paid.get(each.instalment_id, 0) + each.amount
        self.stands = tuple(replace(each, paid=each.paid + paid.get(each.id, 0)) for each in self.stands)
        return shares


def plans_in(session: Session) -> tuple[dict[int, int], list[Instalment]]:
    """For the book of matching: which invoice is paid by which running plan, and what its instalments still ask."""
    rows = session.exec(select(PlanInvoice).where(col(PlanInvoice.is_held))).all()
    loaded = load_all(session, {each.plan_id for each in rows})
    asked = [
        Instalment(id_, each.number, each.due_on, each.left, plan.plan.currency, plan.plan.reference or "")
        for id_, plan in loaded.items()
        for each in plan.asked
        if each.left
    ]
    return {each.invoice_id: each.plan_id for each in rows}, asked


def by_reference(session: Session, payments: Iterable[Payment]) -> list[Proposal]:
    """Proposals for the payments that name a running plan, in the order of the bank's days; nothing for others."""
    named = {each: found for each in payments if each.is_credit and (found := named_by(each))}
    accounts = _accounts(session, {each.plan_id for each in named.values()})
    made = []
    for payment in sorted(named, key=lambda each: (each.booked_on, each.id)):
        account = accounts.get(named[payment].plan_id)
        if account is not None and account.loaded.plan.currency == payment.currency:
            made += _proposal(payment, account, named[payment])
    return made


def named_by(payment: Payment) -> Named | None:
    """The plan or instalment whose reference the payment carries."""
    return named_in(payment.reference, payment.end_to_end_id, payment.text)


def named_in(reference: str | None, end_to_end_id: str | None, text: str) -> Named | None:
    """The plan or instalment named in the fields of a payment, the structured ones first."""
    for each in (reference, end_to_end_id):
        if each and (found := references.read(each)):
            return found
    return references.find(text)


def without(book: Book, proposals: Sequence[Proposal]) -> Book:
    """The book with what these proposals take already taken, so that nothing is given away twice."""
    taken: dict[int, int] = {}
    for share in (share for each in proposals for share in each.shares):
        taken[share.invoice_id] = taken.get(share.invoice_id, 0) + share.amount_minor
    left = [
        replace(each, outstanding_minor=each.outstanding_minor - taken[each.id]) if each.id in taken else each
        for each in book.invoices
    ]
    return replace(book, invoices=left)


def _accounts(session: Session, plan_ids: Iterable[int]) -> Mapping[int, _Account]:
    ids = session.exec(select(Plan.id).where(col(Plan.id).in_(sorted(plan_ids)), col(Plan.state).in_(RUNNING))).all()
    loaded = load_all(session, [id_ or 0 for id_ in ids])
    return {id_: _Account(each, each.stands, dict(each.owed)) for id_, each in loaded.items()}


def _proposal(payment: Payment, account: _Account, named: Named) -> list[Proposal]:
    shares = account.take(payment.amount_minor, named)
    if not shares:
        return []
    by_invoice: dict[int, int] = {}
    for each in shares:
        by_invoice[each.invoice_id] = by_invoice.get(each.invoice_id, 0) + each.amount
    covered = sum(by_invoice.values())
    is_over = covered + sum(account.loaded.to_come.values()) < payment.amount_minor  # interest is owed when it is paid
    what = f"instalment {named.number} of plan" if named.number is not None else "plan"
    sentence = f"It carries the reference of {what} {account.loaded.plan.reference}."
    return [
        Proposal(
            payment.id,
            tuple(Share(invoice_id, amount) for invoice_id, amount in by_invoice.items()),
            _SURE,
            AmountFit.OVER if is_over else AmountFit.INSTALMENT,
            account.loaded.plan.debtor_id,
            (Signal("reference", sentence, "strong", "reference" if payment.reference else "text"),),
            finding=Finding.PAYS,
            for_review="It is more than the plan still asks for." if is_over else "",
        )
    ]
