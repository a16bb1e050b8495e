"""Mail a debtor the code that proves who sits at a browser in which they are signed in."""

from typing import Final

from sqlmodel import Session, col, select

from shared import clock
from shared.access.rules import MAILED_CODE_LIFETIME, Person
from shared.access.step_up import new_code
from shared.messaging.rules import Code
from shared.messaging.service import write
from shared.models import Debtor, Message
from shared.settings import settings

_TEMPLATE: Final = "code"


def send_code(session: Session, person: Person) -> None:
    """Send a code; nothing if one was sent just now.

    Raises:
        TooManyTries: too many were sent to this debtor.
    """
    if not (code := new_code(session, person)):
        return
    debtor = session.get_one(Debtor, person.id)
    minutes = int(MAILED_CODE_LIFETIME.total_seconds() // 60)
    facts = {"firm": settings().firm_name, "name": debtor.name, "code": Code(code), "minutes": minutes}
    until = clock.now() + MAILED_CODE_LIFETIME
    write(session, person.id, _TEMPLATE, address=debtor.email, facts=facts, secrets_until=until)


def waiting_code(session: Session, debtor_id: int) -> str:
    """The code that was sent last and still works, for whoever stands before the server; "" if there is none."""
    mine = (Message.debtor_id == debtor_id, Message.template == _TEMPLATE, col(Message.secrets_until) > clock.now())
    mail = session.exec(select(Message).where(*mine).order_by(col(Message.id).desc())).first()
    return next(iter(mail.secrets.values()), "") if mail else ""
