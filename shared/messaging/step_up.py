"""Mail a debtor the code that proves who sits at a browser in which they are signed in."""

from sqlmodel import Session

from shared import clock
from shared.access.rules import MAILED_CODE_LIFETIME, Person
from shared.access.step_up import new_code
from shared.messaging.rules import Secret
from shared.messaging.service import write
from shared.models import Debtor
from shared.settings import settings


def send_code(session: Session, person: Person) -> None:
    """Send a code; nothing if one was sent just now.

    Raises:
        TooManyTries: too many were sent to this debtor.
    """
    if not (code := new_code(session, person)):
        return
    debtor = session.get_one(Debtor, person.id)
    minutes = int(MAILED_CODE_LIFETIME.total_seconds() // 60)
    facts = {"firm": settings().firm_name, "name": debtor.name, "code": Secret(code), "minutes": minutes}
    until = clock.now() + MAILED_CODE_LIFETIME
    write(session, person.id, "code", address=debtor.email, facts=facts, secrets_until=until)
