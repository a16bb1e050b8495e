"""Ask for a letter's PDF, make it once, offer it; keep the files people give us."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.access import genuine
from shared.documents import store
from shared.documents.letter import Letter
from shared.documents.rendering import digest_of
from shared.documents.rules import MOST_FILES, NoRoom, check_file
from shared.i18n import said
from shared.models import Attachment, Document, DocumentState
from shared.money import Money
from shared.settings import settings

TOPIC: Final = "documents"
"""What pages that wait for a document watch."""

_LEASE: Final = timedelta(minutes=2)
_MOST_TRIES: Final = 2
_AT_ONCE: Final = 10
_KEEP: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Order:
    """A document to make now."""

    id: int
    facts: dict[str, Any]


def want(session: Session, letter: Letter) -> int:
    """The id of the letter's document. It is made once; one that failed or was lost is made again."""
    digest, now = digest_of(letter.facts_of_it()), clock.now()
    found = session.exec(select(Document).where(Document.digest == digest).with_for_update()).one_or_none()
    if found is None:
        found = Document(
            debtor_id=letter.debtor_id,
            kind=letter.kind,
            number=letter.number,
            name=f"{letter.name}.pdf",
            digest=digest,
            facts=_printed(session, letter),
            asked_at=now,
        )
    elif found.state is DocumentState.FAILED or (found.state is DocumentState.READY and not store.holds(found.stored)):
        found.state, found.tries, found.problem, found.stored = DocumentState.WAITING, 0, "", ""
        found.facts = _printed(session, letter)
    found.asked_at = now
    session.add(found)
    session.flush()
    return found.id or 0


def _printed(session: Session, letter: Letter) -> dict[str, Any]:
    """The letter's facts with a code of its own, by which its reader finds out that it is genuine."""
    amount = Money(letter.asks, letter.currency) if letter.asks else None
    code = genuine.issue(session, letter.debtor_id, letter.kind, creditor=letter.creditor or None, amount=amount)
    address = f"{settings().origin}{genuine.GENUINE_PATH}"
    check = said(
        "Is this genuine? Type {address} into your browser and give this code: {code}",
        letter.language,
        address=address,
        code=code,
    )
    return letter.facts_of_it() | {"check": check}


def take(session: Session) -> Order | None:
    """The next document to make, for two minutes: a worker that dies gives it back by the lapse of its lease."""
    now = clock.now()
    lapsed = and_(col(Document.state) == DocumentState.MAKING, col(Document.taken_at) < now - _LEASE)
    due = select(Document).where(or_(col(Document.state) == DocumentState.WAITING, lapsed)).order_by(col(Document.id))
    for found in session.exec(due.limit(_AT_ONCE).with_for_update(skip_locked=True)):
        if found.tries < _MOST_TRIES:
            found.state, found.taken_at, found.tries = DocumentState.MAKING, now, found.tries + 1
            return Order(found.id or 0, found.facts)
        fail(session, found.id or 0, "Whoever made it ended before it was done.")
    return None


def finish(session: Session, document_id: int, *, stored: str, size: int) -> None:
    """It is made: it is offered, and its facts are forgotten, because they are in it."""
    found = session.get_one(Document, document_id, with_for_update=True)
    found.state, found.stored, found.size, found.facts, found.problem = DocumentState.READY, stored, size, {}, ""
    outbox.changed(session, TOPIC)


def fail(session: Session, document_id: int, problem: str) -> None:
    """It is not made: tried once more, then whoever asked is told."""
    found = session.get_one(Document, document_id, with_for_update=True)
    found.problem = problem[:300]
    if found.tries < _MOST_TRIES:
        found.state = DocumentState.WAITING
    else:
        found.state, found.facts = DocumentState.FAILED, {}
    outbox.changed(session, TOPIC)


def forget_old(session: Session) -> None:
    """Documents nobody asked for in a month: they can be made again. Their files go with the next sweep."""
    old = select(Document).where(col(Document.asked_at) < clock.now() - _KEEP)
    for each in session.exec(old.where(col(Document.state).in_((DocumentState.READY, DocumentState.FAILED)))):
        session.delete(each)


def attach(session: Session, debtor_id: int, name: str, media_type: str, data: bytes, *, actor: str) -> int:
    """Keep a file that somebody gave about a debtor; the attachment's id.

    Raises:
        NotTaken: not a file we take (`rules.check_file`), or the debtor has given as many as we keep.
    """
    kept_name, kind = check_file(name, media_type, data)
    mine = select(func.count(col(Attachment.id))).where(Attachment.debtor_id == debtor_id)
    if session.exec(mine).one() >= MOST_FILES:
        raise NoRoom
    made = Attachment(
        debtor_id=debtor_id,
        name=kept_name,
        media_type=kind,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        stored=store.keep(data),
        given_by=actor,
        given_at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.note(session, actor, "attachment.given", f"attachment:{made.id}", size=made.size, media_type=kind)
    return made.id or 0
