"""What a debtor allows: by which channel, at which address, we may write to them about what they owe (ADR-0036).

Rows are added and never changed, and hold the words the debtor was shown, or was read on the telephone (ADR-0039);
of a channel and an address the newest counts. It lives with the debtors because whoever writes, `messaging` and
everything above it, has to ask here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from shared import audit, clock, outbox
from shared.db import locked
from shared.debtors.rules import Standing, standing
from shared.errors import Refused
from shared.i18n import phrase, said
from shared.models import Consent, Debtor
from shared.settings import settings
from shared.words import Channel, ConsentWay

VERSION: Final = "contact-1"
"""Of the words below; a change of them is another version."""
SPOKEN: Final = "telephone-1"
"""Of the words that are read to a debtor on the telephone."""
CHANGED: Final = "debtors"
"""The topic that pages about how to reach somebody watch."""

_GIVING: Final = {
    Channel.EMAIL: phrase(
        "{firm} may write to me by e-mail to {address} about what I owe: invoices that are due, reminders, and ways to "
        "pay. I can withdraw this at any time, here or by a message."
    ),
    Channel.TEXT: phrase(
        "{firm} may send text messages to {address} when something about what I owe waits for me. They never name an "
        "amount or an invoice. I can withdraw this at any time, here or by a message."
    ),
    Channel.LETTER: phrase(
        "{firm} may write to me by post to {address} about what I owe: invoices that are due, reminders, and ways to "
        "pay. I can withdraw this at any time, here or by a message."
    ),
}
_AGREEING_ALOUD: Final = {
    Channel.EMAIL: phrase(
        "{firm} may write to me by e-mail to {address} about what I owe: invoices that are due, reminders, and ways to "
        "pay. I can withdraw this at any time, in the portal, by a message or on the telephone."
    ),
    Channel.TEXT: phrase(
        "{firm} may send text messages to {address} when something about what I owe waits for me. They never name an "
        "amount or an invoice. I can withdraw this at any time, in the portal, by a message or on the telephone."
    ),
    Channel.LETTER: phrase(
        "{firm} may write to me by post to {address} about what I owe: invoices that are due, reminders, and ways to "
        "pay. I can withdraw this at any time, in the portal, by a message or on the telephone."
    ),
}
_WITHDRAWING: Final = {
    Channel.EMAIL: phrase(
        "{firm} may not write to me by e-mail to {address} about what I owe. What I ask for myself still comes there: "
        "links to sign in, receipts, answers. What I owe stays owed."
    ),
    Channel.TEXT: phrase("{firm} may not send text messages to {address}. What I owe stays owed."),
    Channel.LETTER: phrase(
        "{firm} may not write to me by post to {address} about what I owe, except where the law asks for a letter. "
        "What I owe stays owed."
    ),
}


class NotRead(Refused):
    def __init__(self) -> None:
        super().__init__("These words or your address have changed meanwhile. Please read them again.")


class NoAddress(Refused):
    def __init__(self) -> None:
        super().__init__("Please tell us first where that would reach you.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the debtor had before their eyes, or was read: the version of the words, their language, their address."""

    version: str
    language: str
    address: str
    way: ConsentWay = ConsentWay.PORTAL


@dataclass(frozen=True, slots=True)
class Record:
    """One giving or withdrawing, as it is kept."""

    id: int
    channel: Channel
    address: str
    is_given: bool
    version: str
    language: str
    text: str
    way: ConsentWay
    given_by: str
    at: datetime


def words(channel: Channel, address: str, language: str, *, is_given: bool, way: ConsentWay = ConsentWay.PORTAL) -> str:
    """What a debtor says by giving or withdrawing, as it is shown or read to them and kept."""
    giving = _AGREEING_ALOUD if way is ConsentWay.TELEPHONE else _GIVING
    text = (giving if is_given else _WITHDRAWING)[channel]
    return said(text, language, firm=settings().firm_name, address=address)


def version_of(way: ConsentWay) -> str:
    """The version of the words that are said in this way."""
    return SPOKEN if way is ConsentWay.TELEPHONE else VERSION


def address_of(debtor: Debtor, channel: Channel) -> str:
    """Where the channel reaches them, as consents compare it, or ""."""
    match channel:
        case Channel.EMAIL:
            return debtor.email.strip().casefold()
        case Channel.TEXT:
            return debtor.phone
        case Channel.LETTER:
            return ", ".join((*debtor.address.lines(sent_from=debtor.country), debtor.country)) if debtor.town else ""


def give(session: Session, debtor_id: int, channel: Channel, shown: Shown, *, actor: str) -> Record | None:
    """The debtor allows it; nothing is added, and None returned, where they do already.

    Raises:
        NotRead: other words or another address count by now.
        NoAddress: we know none for this channel.
    """
    return _add(session, debtor_id, channel, shown, is_given=True, actor=actor)


def withdraw(session: Session, debtor_id: int, channel: Channel, shown: Shown, *, actor: str) -> Record | None:
    """The debtor allows it no longer, or says so before they were ever asked; otherwise as `give`."""
    return _add(session, debtor_id, channel, shown, is_given=False, actor=actor)


def newest(session: Session, debtor_id: int, channel: Channel, address: str) -> Record | None:
    """What they last said of a channel and an address."""
    query = (
        _of_debtor(debtor_id)
        .where(Consent.channel == channel, Consent.address == address)
        .order_by(col(Consent.id).desc())
    )
    found = session.exec(query.limit(1)).first()
    return _record(found) if found else None


def channels(session: Session, debtor_id: int) -> list[tuple[Channel, str, Record | None]]:
    """Every channel that reaches the debtor at present, its address, and what they last said of the two."""
    debtor = session.get_one(Debtor, debtor_id)
    reached = ((each, address_of(debtor, each)) for each in Channel)
    return [(channel, address, newest(session, debtor_id, channel, address)) for channel, address in reached if address]


def may_be_reached(session: Session, debtor_id: int, channel: Channel, address: str) -> bool:
    """Whether a consent for exactly this channel and address is in force; where nobody asked, it is not."""
    last = newest(session, debtor_id, channel, address)
    return standing(last.is_given if last else None) is Standing.GIVEN


def history(session: Session, debtor_id: int) -> list[Record]:
    """Everything they ever gave and withdrew, the newest first."""
    return [_record(each) for each in session.exec(_of_debtor(debtor_id).order_by(col(Consent.id).desc()))]


def _add(
    session: Session, debtor_id: int, channel: Channel, shown: Shown, *, is_given: bool, actor: str
) -> Record | None:
    debtor = locked(session, Debtor, [debtor_id])[debtor_id]
    address = address_of(debtor, channel)
    if not address:
        raise NoAddress
    if (shown.version, shown.address) != (version_of(shown.way), address):
        raise NotRead
    last = newest(session, debtor_id, channel, address)
    if last and last.is_given is is_given:
        return None
    made = Consent(
        debtor_id=debtor_id,
        channel=channel,
        address=address,
        is_given=is_given,
        version=shown.version,
        language=shown.language[:5],
        text=words(channel, address, shown.language, is_given=is_given, way=shown.way),
        way=shown.way,
        given_by=actor[:80],
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.note(session, actor, "consent.given" if is_given else "consent.withdrawn", f"consent:{made.id}")
    outbox.changed(session, CHANGED)
    return _record(made)


def _of_debtor(debtor_id: int) -> SelectOfScalar[Consent]:
    return select(Consent).where(Consent.debtor_id == debtor_id)


def _record(row: Consent) -> Record:
    return Record(
        id=row.id or 0,
        channel=row.channel,
        address=row.address,
        is_given=row.is_given,
        version=row.version,
        language=row.language,
        text=row.text,
        way=row.way,
        given_by=row.given_by,
        at=row.at,
    )
