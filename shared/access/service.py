"""Sign in, stay signed in, sign out: links for debtors, password and code for staff, sessions for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from shared import audit, clock, models, outbox
from shared.access import passwords, rations
from shared.access.rules import (
    CODE_LIFETIME,
    LIFETIMES,
    LINK_LIFETIME,
    LONGEST_SPAN,
    SEEN_EVERY,
    Kind,
    Person,
    check_password,
    normal_email,
)
from shared.access.tokens import digest, new_token
from shared.db import locked
from shared.errors import Conflict, NotFound

LINK_WANTED = "access.link_wanted"
"""The outbox topic of a wish for a sign-in link: `{"email", "request_digest"}`."""

ANY_BROWSER = ""
"""In place of a browser's digest: a link printed on the server itself, for whoever stands before it."""

_STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A link that was just made; its token exists here and in the mail, nowhere else."""

    debtor_id: int
    debtor_name: str
    token: str


def request_sign_in_link(session: Session, email: str, *, request_token: str, ip: str) -> None:
    """Note that this browser wants a link. Who the address belongs to is looked up later, by the worker.

    Known and unknown addresses therefore take the same path, the same time and the same answer.

    Raises:
        TooManyTries: for this address, this network address, or everybody together.
    """
    address = normal_email(email)
    rations.spend(session, link_address=address, link_ip=ip, link_all="")
    wish = {"email": address, "request_digest": digest(request_token)}
    outbox.promise(session, LINK_WANTED, f"{LINK_WANTED}:{new_token()}", wish)


def make_links(session: Session, email: str, request_digest: str) -> list[FreshLink]:
    """One fresh link for each debtor with this address; none for an unknown address. Older links stop working."""
    known = func.lower(models.Debtor.email) == normal_email(email)
    debtors = session.exec(select(models.Debtor).where(known).order_by(col(models.Debtor.id)).limit(20)).all()
    made = [FreshLink(each.id or 0, each.name, new_token()) for each in debtors if email]
    now = clock.now()
    for link in made:
        use_up_links(session, link.debtor_id)
        session.add(
            models.SignInLink(
                digest=digest(link.token),
                debtor_id=link.debtor_id,
                request_digest=request_digest,
                created_at=now,
                expires_at=now + LINK_LIFETIME,
            )
        )
    return made


def consume_link(session: Session, token: str, request_token: str) -> str | None:
    """Trade a link for a session and return its cookie; None if it was used, is too old or is another browser's.

    One statement takes the link, so of two who come at once only one gets in.
    """
    links = models.SignInLink
    now = clock.now()
    taken = session.execute(
        update(links)
        .where(
            col(links.digest) == digest(token),
            col(links.request_digest).in_([digest(request_token), ANY_BROWSER]),
            col(links.used_at).is_(None),
            col(links.expires_at) > now,
        )
        .values(used_at=now)
        .returning(col(links.debtor_id))
    ).scalar_one_or_none()
    if taken is None:
        return None
    use_up_links(session, taken)
    return _open_session(session, Kind.DEBTOR, taken)


def use_up_links(session: Session, debtor_id: int) -> None:
    """Links to sign in that are still out stop working."""
    links = models.SignInLink
    session.execute(
        update(links).where(col(links.debtor_id) == debtor_id, col(links.used_at).is_(None)).values(used_at=clock.now())
    )


def begin_staff_session(session: Session, staff_id: int, *, new_hash: str | None = None) -> str:
    """The password was right: a cookie that is good for giving the code and nothing else, for ten minutes."""
    if new_hash:
        session.get_one(models.Staff, staff_id).password_hash = new_hash
    return _open_session(session, Kind.STAFF, staff_id, awaits_code=True)


def accept_code(session: Session, person: Person, code: str) -> str | None:
    """Trade a right code for a full session and return its new cookie; None when the code is wrong or was used.

    A code counts within one step of half a minute either way, and once: the step used last is kept.

    Raises:
        TooManyTries: four codes within a quarter of an hour.
    """
    rations.spend(session, code_staff=str(person.id))
    staff = locked(session, models.Staff, [person.id])[person.id]
    step = _step_of(staff.totp_secret, code)
    if step is None or step <= staff.totp_last_step:
        return None
    staff.totp_last_step = step
    _revoke(session, person.session_id)
    return _open_session(session, Kind.STAFF, person.id)


def touch(session: Session, person: Person) -> None:
    """Note that the person is at work; the guard calls this at most once a minute for a session."""
    now = clock.now()
    rows = models.Session
    session.execute(
        update(rows).where(col(rows.id) == person.session_id, col(rows.seen_at) < now - SEEN_EVERY).values(seen_at=now)
    )


def sign_out(session: Session, cookie: str) -> None:
    """End the session behind a cookie, whoever's it is; an unknown cookie changes nothing."""
    row = session.exec(select(models.Session).where(models.Session.digest == digest(cookie))).first()
    if row is not None and row.revoked_at is None:
        _revoke(session, row.id or 0)


def revoke(session: Session, person: Person, session_id: int) -> None:
    """End one of the person's own sessions.

    Raises:
        NotFound: there is none of theirs with this number.
    """
    row = session.get(models.Session, session_id)
    owners = {Kind.STAFF: row.staff_id, Kind.DEBTOR: row.debtor_id, Kind.PAYER: row.pay_link_id} if row else {}
    if owners.get(person.kind) != person.id:
        raise NotFound("That session does not exist any more.")
    _revoke(session, session_id)


def deactivate_staff(session: Session, staff_id: int, *, by: Person) -> None:
    """Lock somebody out, at once and everywhere."""
    locked(session, models.Staff, [staff_id])[staff_id].is_active = False
    held = select(models.Session.id).where(
        models.Session.staff_id == staff_id, col(models.Session.revoked_at).is_(None)
    )
    for each in session.exec(held).all():
        _revoke(session, each or 0)
    audit.note(session, by.actor, "staff.deactivated", f"staff:{staff_id}")


def add_staff(session: Session, email: str, name: str, role: models.Role, password: str) -> str:
    """Add somebody to the staff and return the secret for their authenticator app (base32).

    Raises:
        UnfitPassword: too short, too long or too common.
        Conflict: the address belongs to somebody already.
    """
    address = normal_email(email)
    check_password(password, email=address)
    if session.exec(select(models.Staff.id).where(models.Staff.email == address)).first():
        raise Conflict(f"{address} already belongs to a member of staff.")
    secret = pyotp.random_base32()
    person = models.Staff(
        email=address, name=name, role=role, password_hash=passwords.hash_of(password), totp_secret=secret
    )
    session.add(person)
    session.flush()
    audit.note(session, "system", "staff.added", f"staff:{person.id}", role=role)
    return secret


def open_debtor_session(session: Session, debtor_id: int) -> str:
    """A signed-in session without a link, for the demo and the tests; returns its cookie."""
    return _open_session(session, Kind.DEBTOR, debtor_id)


def open_payer_session(session: Session, pay_link_id: int) -> str:
    """A session that may pay what the link may pay; `pay_links.open_link` decides whether. Returns its cookie."""
    return _open_session(session, Kind.PAYER, pay_link_id)


def open_staff_session(session: Session, staff_id: int) -> str:
    """A signed-in session without password and code, for the demo and the tests; returns its cookie."""
    return _open_session(session, Kind.STAFF, staff_id)


def forget_old(session: Session) -> None:
    """Drop links and tries that no rule looks at any more."""
    links = models.SignInLink
    long_ago = clock.now() - LONGEST_SPAN
    for link in session.exec(select(links).where(col(links.expires_at) < long_ago)).all():
        session.delete(link)
    rations.forget_old_tries(session)


def _open_session(session: Session, kind: Kind, person_id: int, *, awaits_code: bool = False) -> str:
    cookie = new_token()
    now = clock.now()
    lasts: timedelta = CODE_LIFETIME if awaits_code else LIFETIMES[kind].absolute
    row = models.Session(
        digest=digest(cookie),
        staff_id=person_id if kind is Kind.STAFF else None,
        debtor_id=person_id if kind is Kind.DEBTOR else None,
        pay_link_id=person_id if kind is Kind.PAYER else None,
        awaits_code=awaits_code,
        created_at=now,
        seen_at=now,
        expires_at=now + lasts,
    )
    session.add(row)
    session.flush()
    if not awaits_code:
        audit.note(session, f"{kind}:{person_id}", "session.opened", f"session:{row.id}")
    return cookie


def _revoke(session: Session, session_id: int) -> None:
    session.get_one(models.Session, session_id).revoked_at = clock.now()


def _step_of(secret: str, code: str) -> int | None:
    """The time step the code belongs to: this one or a neighbour."""
    digits = "".join(code.split())
    now = int(clock.now().timestamp())
    for seconds in (now, now - _STEP_SECONDS, now + _STEP_SECONDS):
        step = seconds // _STEP_SECONDS
        if pyotp.utils.strings_equal(digits, pyotp.TOTP(secret).generate_otp(step)):
            return step
    return None
