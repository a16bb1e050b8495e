"""What there is to download, and whose it is: a debtor's own id finds nothing of anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from shared.documents import store
from shared.errors import NotFound
from shared.models import Attachment, Document, DocumentState


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that was asked for, and how far it is; `size` in bytes once it is ready."""

    id: int
    name: str
    state: DocumentState
    size: int


@dataclass(frozen=True, slots=True)
class Given:
    """A file somebody gave us."""

    id: int
    name: str
    media_type: str
    size: int
    given_by: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A file to hand out: where it lies, what it is called and what it is."""

    path: Path
    name: str
    media_type: str


def offer(session: Session, document_id: int, *, debtor_id: int | None = None) -> Offer:
    """How far a document is; for a debtor only their own.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    found = _document(session, document_id, debtor_id)
    return Offer(found.id or 0, found.name, found.state, found.size)


def document(session: Session, document_id: int, *, debtor_id: int | None = None) -> Kept:
    """A document to hand out; for a debtor only their own.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or it is not there any more.
    """
    found = _document(session, document_id, debtor_id)
    if found.state is not DocumentState.READY or not store.holds(found.stored):
        raise NotFound("This document is not here any more. Please ask for it again on its page.")
    return Kept(store.path_of(found.stored), found.name, "application/pdf")


def attachment(session: Session, attachment_id: int, *, debtor_id: int | None = None) -> Kept:
    """A file that was given to us; for a debtor only one about themselves.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or its bytes are lost.
    """
    found = session.get(Attachment, attachment_id)
    if found is None or debtor_id not in (None, found.debtor_id) or not store.holds(found.stored):
        raise NotFound("This file is not here.")
    return Kept(store.path_of(found.stored), found.name, found.media_type)


def attachments(session: Session, ids: Sequence[int]) -> list[Given]:
    """Those of the ids that there are, in the order they were given; whose they are is the caller's to have asked."""
    found = session.exec(select(Attachment).where(col(Attachment.id).in_(ids)).order_by(col(Attachment.id)))
    return [Given(each.id or 0, each.name, each.media_type, each.size, each.given_by, each.given_at) for each in found]


def kept_names(session: Session) -> set[str]:
    """Every file that a row knows; the others are swept."""
    made = session.exec(select(Document.stored).where(Document.stored != ""))
    return {*made, *session.exec(select(Attachment.stored))}


def _document(session: Session, document_id: int, debtor_id: int | None) -> Document:
    found = session.get(Document, document_id)
    if found is None or debtor_id not in (None, found.debtor_id):
        raise NotFound("This document is not here.")
    return found
