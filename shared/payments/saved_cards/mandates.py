"""The mandate: what a debtor agrees to be charged for, shown before they agree and kept word for word (ADR-0028)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.errors import Refused
from shared.i18n import said
from shared.models import Mandate
from shared.settings import settings

VERSION: Final = "card-1"
"""Of the words below; a change of them is another version."""
NOTICE_DAYS: Final = 3
"""How long before a charge the debtor is told of it, at least (domain.md 3.5)."""
CHANGED: Final = "saved_cards"
"""The topic that pages with saved cards on them watch."""


class NotRead(Refused):
    def __init__(self) -> None:
        super().__init__("The words of this agreement have changed. Please read them again.")


class NotAgreed(Refused):
    def __init__(self) -> None:
        super().__init__("Please agree to the charges before you save a card.")


@dataclass(frozen=True, slots=True)
class Agreed:
    """How a debtor agreed: the version they were shown, in which language, from which address."""

    version: str
    language: str = "en"
    address: str = ""
    notice_days: int = NOTICE_DAYS


def words(language: str = "en", notice_days: int = NOTICE_DAYS) -> str:
    """What a debtor agrees to, as it is shown to them and kept."""
    return said(
        "I allow {firm} to charge this card for the instalments of the plans that I agree to: each by its amount and "
        "on its day, as in the plan’s schedule, and never more than is left to pay. {firm} tells me by e-mail at least "
        "{days} days before each charge. A charge that fails for now may be tried again up to three times. I can end "
        "this at any time by removing the card or by choosing to pay a plan myself; what I owe stays owed.",
        language,
        firm=settings().firm_name,
        days=notice_days,
    )


def give_mandate(session: Session, debtor_id: int, card_id: int, agreed: Agreed) -> Mandate:
    """The debtor allows charges to a card that is saved already: one that was there before the plan, for instance.

    Raises:
        NotRead: they were shown other words.
    """
    made = written(debtor_id, agreed)
    made.card_id = card_id
    session.add(made)
    session.flush()
    audit.note(session, f"debtor:{debtor_id}", "mandate.given", f"mandate:{made.id}", version=made.version)
    outbox.changed(session, CHANGED)
    return made


def written(debtor_id: int, agreed: Agreed) -> Mandate:
    """A mandate as it is kept, for no card yet.

    Raises:
        NotAgreed, NotRead.
    """
    if not agreed.version:
        raise NotAgreed
    if agreed.version != VERSION:
        raise NotRead
    return Mandate(
        debtor_id=debtor_id,
        version=VERSION,
        language=agreed.language[:5],
        text=words(agreed.language, agreed.notice_days),
        notice_days=agreed.notice_days,
        address=agreed.address[:45],
        accepted_at=clock.now(),
    )


def in_force(session: Session, card_ids: Iterable[int]) -> dict[int, Mandate]:
    """The newest mandate of each card that was not taken back, by card."""
    query = (
        select(Mandate)
        .where(col(Mandate.card_id).in_(sorted(card_ids)), col(Mandate.revoked_at).is_(None))
        .order_by(col(Mandate.id))
    )
    return {each.card_id or 0: each for each in session.exec(query)}


def revoke(session: Session, card_id: int, why: str, *, actor: str) -> int:
    """Take back every mandate for a card; returns how many stood."""
    query = select(Mandate).where(Mandate.card_id == card_id, col(Mandate.revoked_at).is_(None))
    standing = session.exec(query.with_for_update()).all()
    for each in standing:
        each.revoked_at, each.revoked_why = clock.now(), why[:200]
        audit.note(session, actor, "mandate.revoked", f"mandate:{each.id}")
    return len(standing)
