"""What a debtor says on the telephone about being written to: recorded by staff, confirmed to them (ADR-0039)."""

from typing import Final

from sqlmodel import Session

from shared import clock
from shared.access.rules import PROFILE_PATH
from shared.debtors import consents
from shared.debtors.consents import Record, Shown
from shared.debtors.queries import language_of
from shared.debtors.rules import check_spoken
from shared.messaging.service import write
from shared.models import Debtor
from shared.settings import settings
from shared.words import Channel, ConsentWay

_TEMPLATES: Final = {True: "consent_given", False: "consent_withdrawn"}


def record(
    session: Session, debtor_id: int, channel: Channel, *, version: str, address: str, is_given: bool, actor: str
) -> None:
    """Keep what the debtor said when the words of this version, with this address, were read to them.

    They are told by mail where we know an address; nothing is kept or told where they had said the same before.

    Raises:
        NotBySpeaking: see `rules.check_spoken`.
        NotRead, NoAddress: see `consents.give`.
    """
    debtor = session.get_one(Debtor, debtor_id)
    check_spoken(is_given=is_given, country=debtor.country, email=debtor.email)
    shown = Shown(version, language_of(session, debtor_id), address, ConsentWay.TELEPHONE)
    say = consents.give if is_given else consents.withdraw
    kept = say(session, debtor_id, channel, shown, actor=actor)
    if kept and debtor.email:
        write(session, debtor_id, _TEMPLATES[is_given], address=debtor.email, facts=_facts(debtor, kept))


def _facts(debtor: Debtor, kept: Record) -> dict[str, object]:
    return {
        "firm": settings().firm_name,
        "name": debtor.name,
        "day": kept.at.astimezone(clock.ZONE).date(),
        "words": kept.text,
        "where": f"{settings().origin}{PROFILE_PATH}",
    }
