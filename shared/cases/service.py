"""Raise a dispute, withdraw it, decide it; while it is open nothing is charged or reminded for its invoice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from shared import audit, clock, documents, messaging, outbox
from shared.cases import rules
from shared.db import locked
from shared.errors import NotFound
from shared.models import Debtor, Dispute, DisputeFile, Invoice
from shared.money import Money
from shared.settings import settings
from shared.words import DisputeReason, DisputeState

CHANGED = "disputes"
"""The topic that pages with disputes on them watch."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it was handed in."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Objection:
    """What a debtor says against an invoice; no amount means all that is left of it."""

    debtor_id: int
    invoice_id: int
    reason: DisputeReason
    text: str
    amount: Money | None = None
    files: Sequence[Evidence] = ()


def dispute(session: Session, said: Objection, *, actor: str) -> Dispute:
    """Take a dispute in, whole or for a part; the undisputed part stays due.

    Raises:
        NotFound: there is no such invoice of this debtor.
        DisputedAlready: one is open.
        Refused: see `rules.disputed`, `rules.check_words` and `documents.attach`; nothing is kept.
    """
    text = rules.check_words(said.text)
    if len(said.files) > rules.MOST_FILES:
        raise rules.TooManyFiles
    invoice = _invoice_of(session, said.debtor_id, said.invoice_id)
    open_one = select(Dispute.id).where(Dispute.invoice_id == invoice.id, Dispute.state == DisputeState.OPEN)
    if session.exec(open_one).first() is not None:
        raise rules.DisputedAlready
    amount = rules.disputed(said.amount, invoice.outstanding)
    made = Dispute(
        debtor_id=said.debtor_id,
        invoice_id=said.invoice_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        reason=said.reason,
        text=text,
        raised_by=actor[:80],
        raised_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _keep_files(session, made, said.files, actor)
    _tell(session, made, invoice, "dispute_received", actor=actor, event="dispute.raised")
    return made


def withdraw(session: Session, dispute_id: int, *, debtor_id: int, actor: str) -> None:
    """The debtor takes it back: the invoice is collected as before.

    Raises:
        NotFound: there is no such dispute of this debtor.
        Closed: it was withdrawn or decided before.
    """
    found = _open(session, dispute_id, debtor_id=debtor_id)
    _close(session, found, DisputeState.WITHDRAWN, "", actor)
    audit.note(session, actor, "dispute.withdrawn", f"dispute:{found.id}")


def decide(session: Session, dispute_id: int, *, is_upheld: bool, answer: str, actor: str) -> None:
    """Staff decide and say why; what an upheld dispute takes off the invoice is a credit note's to say.

    Raises:
        NotFound, Closed.
        NothingSaid: without an answer the debtor would not know why.
    """
    answer = rules.check_words(answer)
    found = _open(session, dispute_id)
    _close(session, found, DisputeState.UPHELD if is_upheld else DisputeState.REJECTED, answer, actor)
    invoice = session.get_one(Invoice, found.invoice_id)
    template = "dispute_upheld" if is_upheld else "dispute_rejected"
    _tell(session, found, invoice, template, actor=actor, event="dispute.decided")


def let_plans_wait(session: Session, dispute_id: int, *, actor: str) -> None:
    """Let the plans of the invoice wait for a dispute that came again (ADR-0034).

    Raises:
        NotFound, Closed.
    """
    found = _open(session, dispute_id)
    found.held_by = actor[:80]
    audit.note(session, actor, "dispute.held", f"dispute:{found.id}", invoice=found.invoice_id)
    _changed(session)


def _invoice_of(session: Session, debtor_id: int, invoice_id: int) -> Invoice:
    invoice = locked(session, Invoice, [invoice_id])[invoice_id]
    if invoice.debtor_id != debtor_id:
        raise NotFound("There is no such invoice.")
    return invoice


def _open(session: Session, dispute_id: int, *, debtor_id: int | None = None) -> Dispute:
    found = locked(session, Dispute, [dispute_id])[dispute_id]
    if debtor_id not in (None, found.debtor_id):
        raise NotFound("There is no such dispute.")
    if found.state is not DisputeState.OPEN:
        raise rules.Closed
    return found


def _close(session: Session, found: Dispute, state: DisputeState, answer: str, actor: str) -> None:
    found.state, found.answer = state, answer
    found.closed_by, found.closed_at = actor[:80], clock.now()
    _changed(session)


def _keep_files(session: Session, made: Dispute, files: Sequence[Evidence], actor: str) -> None:
    for each in files:
        kept = documents.attach(session, made.debtor_id, each.name, each.media_type, each.data, actor=actor)
        session.add(DisputeFile(dispute_id=made.id or 0, attachment_id=kept))


def _tell(session: Session, made: Dispute, invoice: Invoice, template: str, *, actor: str, event: str) -> None:
    audit.note(session, actor, event, f"dispute:{made.id}", invoice=invoice.id, state=made.state.value)
    _changed(session)
    debtor = session.get_one(Debtor, made.debtor_id)
    if not debtor.email:
        return
    facts = {
        "firm": settings().firm_name,
        "name": debtor.name,
        "number": invoice.number,
        "amount": made.amount,
        "answer": made.answer,
        "where": f"{settings().origin}/invoices/{invoice.id}",
    }
    messaging.write(session, debtor.id or 0, template, address=debtor.email, facts=facts)


def _changed(session: Session) -> None:
    outbox.changed(session, CHANGED)
    outbox.changed(session, "invoices")
