"""Who may do what, how long a session lives, how often something may be tried: all of it data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shared.errors import Refused
from shared.words import Role


class TooManyTries(Refused):
    def __init__(self) -> None:
        super().__init__("That was tried too often. Please wait a quarter of an hour, then try again.")


class UnfitPassword(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"Please choose another password: {why}.")


class Kind(StrEnum):
    """The sorts of people, each with a cookie and rules of its own.

    A payer is whoever opened a pay link: nobody has signed in, and only what the link names can be paid.
    """

    DEBTOR = "debtor"
    STAFF = "staff"
    PAYER = "payer"


class Permission(StrEnum):
    """What a role may be given."""

    DEBTORS_READ = "debtors.read"
    DEBTORS_CORRECT = "debtors.correct"
    CREDITORS_MANAGE = "creditors.manage"
    INVOICES_READ = "invoices.read"
    INVOICES_REGISTER = "invoices.register"
    JOURNALS_READ = "journals.read"
    JOURNALS_WORK = "journals.work"
    JOURNALS_POST = "journals.post"
    JOURNALS_RELEASE = "journals.release"
    RECEIPTS_READ = "receipts.read"
    RECEIPTS_APPLY = "receipts.apply"
    RECEIPTS_REVERSE = "receipts.reverse"
    REFUNDS_PROPOSE = "refunds.propose"
    REFUNDS_APPROVE = "refunds.approve"
    DISPUTES_DECIDE = "disputes.decide"
    PLANS_READ = "plans.read"
    PLANS_WORK = "plans.work"
    PLANS_APPROVE = "plans.approve"
    FEES_WAIVE = "fees.waive"
    PLAN_POLICIES_WRITE = "plans.policies.write"
    PLAN_POLICIES_PUBLISH = "plans.policies.publish"
    PAY_LINKS_MAKE = "pay-links.make"
    PAYERS_MANAGE = "payers.manage"
    TEXT_RULES_MANAGE = "text-rules.manage"
    LAYOUTS_MANAGE = "layouts.manage"
    MESSAGES_READ = "messages.read"
    MESSAGES_WRITE = "messages.write"
    EVENTS_READ = "events.read"
    EVENTS_RETRY = "events.retry"
    STAFF_MANAGE = "staff.manage"
    AUDIT_READ = "audit.read"


_READ = frozenset(
    {
        Permission.DEBTORS_READ,
        Permission.INVOICES_READ,
        Permission.JOURNALS_READ,
        Permission.RECEIPTS_READ,
        Permission.PLANS_READ,
        Permission.MESSAGES_READ,
        Permission.EVENTS_READ,
    }
)
_WORK = _READ | {
    Permission.DEBTORS_CORRECT,
    Permission.INVOICES_REGISTER,
    Permission.JOURNALS_WORK,
    Permission.DISPUTES_DECIDE,
    Permission.MESSAGES_WRITE,
    Permission.PLANS_WORK,
    Permission.PAYERS_MANAGE,
    Permission.PAY_LINKS_MAKE,
}

# Nobody both proposes a refund, a large plan or a policy and approves it; the services ask again who it was
# (security.md 3.4).
# An administrator runs the installation and never posts (security.md 3.4).
ROLES: Final[dict[Role, frozenset[Permission]]] = {
    Role.VIEWER: _READ,
    Role.AGENT: _WORK,
    Role.ACCOUNTANT: _WORK
    | {
        Permission.JOURNALS_POST,
        Permission.RECEIPTS_APPLY,
        Permission.RECEIPTS_REVERSE,
        Permission.REFUNDS_PROPOSE,
        Permission.PLAN_POLICIES_WRITE,
        Permission.TEXT_RULES_MANAGE,
        Permission.LAYOUTS_MANAGE,
        Permission.CREDITORS_MANAGE,
        Permission.EVENTS_RETRY,
    },
    Role.APPROVER: _READ
    | {
        Permission.JOURNALS_POST,
        Permission.JOURNALS_RELEASE,
        Permission.RECEIPTS_REVERSE,
        Permission.REFUNDS_APPROVE,
        Permission.PLANS_APPROVE,
        Permission.FEES_WAIVE,
        Permission.PLAN_POLICIES_PUBLISH,
        Permission.EVENTS_RETRY,
        Permission.AUDIT_READ,
    },
    Role.ADMIN: _READ
    | {Permission.STAFF_MANAGE, Permission.CREDITORS_MANAGE, Permission.EVENTS_RETRY, Permission.AUDIT_READ},
    Role.AUDITOR: _READ | {Permission.AUDIT_READ},
}

PUBLIC = "public"
WORDS: Final = frozenset({PUBLIC, *Kind, *Permission})
"""Every word a handler or a route may be marked with."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, as of this moment."""

    kind: Kind
    id: int
    name: str
    session_id: int
    role: Role | None = None
    seen_at: datetime | None = field(default=None, compare=False)

    @property
    def permissions(self) -> frozenset[str]:
        """Their kind, and for staff what their role gives."""
        return frozenset({self.kind, *(ROLES[self.role] if self.role else ())})

    @property
    def actor(self) -> str:
        """How the audit names them: by record, never by personal data."""
        return f"{self.kind}:{self.id}"

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def may(self, word: str) -> bool:
        return word in self.permissions


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A session ends after `idle` without work, and after `absolute` in any case."""

    idle: timedelta
    absolute: timedelta


LIFETIMES: Final = {
    Kind.DEBTOR: Lifetime(idle=timedelta(minutes=15), absolute=timedelta(hours=8)),
    Kind.STAFF: Lifetime(idle=timedelta(minutes=30), absolute=timedelta(hours=10)),
    Kind.PAYER: Lifetime(idle=timedelta(minutes=15), absolute=timedelta(hours=2)),
}
LINK_PATH: Final = "/link/"
"""Where a mailed link leads, followed by its token."""
PAY_LINK_PATH: Final = "/pay/link/"
"""Where a pay link leads, followed by its token. Logs leave out what follows `/link/`."""
PAY_LINK_LIFETIME: Final = timedelta(days=30)
"""Until the next letter is due, and no longer."""
PROFILE_PATH: Final = "/profile"
"""Where a debtor says how they may be reached."""
NEW_ADDRESS_PATH: Final = f"{PROFILE_PATH}/link/"
"""Where the link leads that proves a new e-mail address, followed by its token."""
NEW_ADDRESS_LIFETIME: Final = timedelta(hours=24)
LINK_LIFETIME: Final = timedelta(minutes=10)
CODE_LIFETIME: Final = timedelta(minutes=10)
"""How long a right password waits for its code."""
MAILED_CODE_LIFETIME: Final = timedelta(minutes=10)
MAILED_CODE_TRIES: Final = 5
MAILED_CODE_PAUSE: Final = timedelta(minutes=1)
"""Whoever asks again sooner is shown that the code is on its way, and sent no second one."""
FRESH_FOR: Final = timedelta(minutes=5)
"""How long signing in, or a mailed code, answers for who sits there (security.md 3.3)."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly we know when somebody was last seen: one write a minute is enough."""


@dataclass(frozen=True, slots=True)
class Ration:
    """At most `most` tries within `span`."""

    most: int
    span: timedelta


_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

RATIONS: Final[dict[str, tuple[Ration, ...]]] = {
    "link.address": (Ration(3, _QUARTER), Ration(10, _DAY)),
    "link.ip": (Ration(30, _HOUR),),
    "link.all": (Ration(600, _HOUR),),
    "address.debtor": (Ration(3, _QUARTER), Ration(10, _DAY)),
    "address.wanted": (Ration(3, _DAY),),
    "password.address": (Ration(10, _QUARTER),),
    "password.ip": (Ration(60, _HOUR),),
    "code.staff": (Ration(4, _QUARTER),),
    "code.debtor": (Ration(3, _QUARTER), Ration(10, _DAY)),
    "pay.debtor": (Ration(30, _QUARTER),),
    "pay.link": (Ration(30, _QUARTER),),
    "paylink.ip": (Ration(20, _QUARTER), Ration(100, _DAY)),
    "paylink.link": (Ration(30, _HOUR),),
    "genuine.ip": (Ration(10, _QUARTER), Ration(40, _DAY)),
    "genuine.all": (Ration(1000, _HOUR),),
}
LONGEST_SPAN: Final = _DAY

PASSWORD_SHORTEST, PASSWORD_LONGEST = 12, 128
_TOO_COMMON = frozenset(
    "passwordpassword password1234 123456789012 1234567890123 qwertyuiop123 qwertyuiopas letmeinletmein "
    "administrator adminadminadmin iloveyouiloveyou welcomewelcome changemechangeme".split()
)


def check_password(password: str, *, email: str) -> None:
    """NIST 800-63B 5.1.1.2: length and a list of common ones, no rules of composition.

    Raises:
        UnfitPassword: with what is wrong.
    """
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        raise UnfitPassword(f"it needs {PASSWORD_SHORTEST} to {PASSWORD_LONGEST} characters")
    low = password.casefold()
    if low in _TOO_COMMON or len(set(low)) < 4 or low == email.casefold():
        raise UnfitPassword("everybody would guess this one")


def normal_email(text: str) -> str:
    """An address as we compare it."""
    return text.strip().casefold()[:254]


def cookie_name(kind: Kind, *, secure: bool) -> str:
    """Each face its own cookie. `__Host-` makes the browser insist on Secure, this host and path `/`."""
    names = {Kind.DEBTOR: "duebook", Kind.STAFF: "duebook-office", Kind.PAYER: "duebook-payer"}
    return ("__Host-" if secure else "") + names[kind]


def request_cookie_name(*, secure: bool) -> str:
    """Binds a sign-in link to the browser that asked for it."""
    return ("__Host-" if secure else "") + "duebook-request"


def is_over(kind: Kind, *, seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by lapse of time."""
    return now >= expires_at or now - seen_at >= LIFETIMES[kind].idle
