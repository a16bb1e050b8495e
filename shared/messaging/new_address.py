"""Another e-mail address for a debtor, once they have shown that they read what is sent there.

The address is what they sign in with. So the link works only for the debtor who asked and is signed in, whoever else
it reaches by a slip of the pen; and the old address is told.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.access import rations
from shared.access.rules import NEW_ADDRESS_LIFETIME, NEW_ADDRESS_PATH, normal_email
from shared.access.service import use_up_links
from shared.access.tokens import digest, new_token
from shared.debtors import consents
from shared.errors import Refused
from shared.messaging.rules import Secret, check_address
from shared.messaging.service import write
from shared.models import AddressChange, Debtor
from shared.settings import settings


class SameAddress(Refused):
    def __init__(self) -> None:
        super().__init__("That is the address we have already.")


def ask(session: Session, debtor_id: int, address: str) -> None:
    """Send a link to the address; links asked for before stop working.

    Raises:
        UnfitAddress, SameAddress.
        TooManyTries: by this debtor, or to this address.
    """
    wanted = check_address(normal_email(address))
    debtor = session.get_one(Debtor, debtor_id)
    if wanted == normal_email(debtor.email):
        raise SameAddress
    rations.spend(session, address_debtor=str(debtor_id), address_wanted=wanted)
    _use_up(session, debtor_id)
    token, until = new_token(), clock.now() + NEW_ADDRESS_LIFETIME
    session.add(
        AddressChange(
            digest=digest(token), debtor_id=debtor_id, address=wanted, created_at=clock.now(), expires_at=until
        )
    )
    link = Secret(f"{settings().origin}{NEW_ADDRESS_PATH}{token}")
    facts = {"firm": settings().firm_name, "name": debtor.name, "link": link, "hours": _hours()}
    write(session, debtor_id, "new_address", address=wanted, facts=facts, secrets_until=until)
    outbox.changed(session, consents.CHANGED)


def confirm(session: Session, debtor_id: int, token: str) -> bool:
    """Take the address that the token proves; False if it was used, is too old or is another debtor's.

    Links to sign in that went to the old address stop working.
    """
    rows = AddressChange
    taken = session.execute(
        update(rows)
        .where(
            col(rows.digest) == digest(token),
            col(rows.debtor_id) == debtor_id,
            col(rows.used_at).is_(None),
            col(rows.expires_at) > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(col(rows.address))
    ).scalar_one_or_none()
    if taken is None:
        return False
    debtor = session.get_one(Debtor, debtor_id)
    old, debtor.email = debtor.email, taken
    use_up_links(session, debtor_id)
    audit.note(session, f"debtor:{debtor_id}", "debtor.email_changed", f"debtor:{debtor_id}")
    outbox.changed(session, consents.CHANGED)
    if old:
        write(session, debtor_id, "address_changed", address=old, facts=_told(debtor))
    return True


def waiting(session: Session, debtor_id: int) -> str:
    """The address that a link went to and that is not proved yet, or ""."""
    open_ones = select(AddressChange.address).where(
        AddressChange.debtor_id == debtor_id,
        col(AddressChange.used_at).is_(None),
        AddressChange.expires_at > clock.now(),
    )
    return session.exec(open_ones.order_by(col(AddressChange.id).desc()).limit(1)).first() or ""


def _told(debtor: Debtor) -> dict[str, str]:
    return {"firm": settings().firm_name, "name": debtor.name}


def _hours() -> int:
    return int(NEW_ADDRESS_LIFETIME.total_seconds()) // 3600


def _use_up(session: Session, debtor_id: int) -> None:
    rows = AddressChange
    session.execute(
        update(rows).where(col(rows.debtor_id) == debtor_id, col(rows.used_at).is_(None)).values(used_at=clock.now())
    )
