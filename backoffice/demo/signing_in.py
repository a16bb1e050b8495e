"""How to get in without mail: a fresh one-time link for a debtor, the code of the moment for staff."""

import pyotp
from sqlmodel import Session, col, select

from backoffice.demo.story import DEMO_DEBTOR_EMAIL, STAFF, STAFF_PASSWORD
from shared import clock, db
from shared.access import service as access
from shared.access.rules import LINK_PATH
from shared.errors import NotFound
from shared.messaging import step_up
from shared.models import Staff
from shared.settings import settings


def sign_ins(email: str) -> list[str]:
    """Sentences that let a person in: for one address, or for the story's debtor and member of staff.

    Raises:
        NotFound: nobody has that address.
    """
    if not email:
        return [*sign_ins(DEMO_DEBTOR_EMAIL), *sign_ins(STAFF[0][0])]
    return db.run(_for_staff, email) or db.run(_for_debtor, email)


def _for_staff(session: Session, email: str) -> list[str]:
    found = session.exec(select(Staff).where(col(Staff.email) == email.lower())).one_or_none()
    if found is None:
        return []
    code = pyotp.TOTP(found.totp_secret).at(clock.now())
    known = f", password {STAFF_PASSWORD}" if email in {each[0] for each in STAFF} else ""
    return [
        f"Staff:  {settings().origin}/staff/sign-in",
        f"        {email}{known}, code of this half minute {code} (`duebook sign-in {email}` prints the next)",
    ]


def _for_debtor(session: Session, email: str) -> list[str]:
    links = access.make_links(session, email, access.ANY_BROWSER)
    if not links:
        raise NotFound(f"Nobody signs in as {email}.")
    way_in = settings().origin + LINK_PATH
    codes = [code for each in links if (code := step_up.waiting_code(session, each.debtor_id))]
    return [
        *(f"Debtor: {way_in}{each.token}  ({each.debtor_name}, once, 10 minutes)" for each in links),
        *(f"        the code that a page asks for: {code}" for code in codes),
    ]
