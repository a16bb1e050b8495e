"""Is this genuine? A code on every letter and mail, and what we tell whoever asks about it.

Ten characters in two groups: nine by chance (44 bits) and one that tells a slip of the pen from an unknown code.
What looks like something else is not among them: neither 0 nor O, and I and L are read as 1.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from shared import clock
from shared.access import rations
from shared.errors import Refused
from shared.models import Creditor, GenuineCode, Invoice
from shared.money import Money

GENUINE_PATH: Final = "/genuine"
"""Where anybody may ask about a code."""

_SIGNS: Final = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE: Final = str.maketrans("ILU", "11V", "- \u00a0")
_RANDOM: Final = 9
_LENGTH: Final = 10
_STEPS: Final = (0, 50, 200, 1_000, 5_000, 20_000, 100_000)
"""Where the bands of amounts begin, in whole units of the currency."""


class MistypedCode(Refused):
    def __init__(self) -> None:
        super().__init__("This is not one of our codes. It has ten letters and digits; please compare it once more.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What we tell of a letter or mail: `band` are the least and the most it may have asked for, None nothing."""

    kind: str
    creditors: str
    band: tuple[Money, Money | None] | None
    sent_at: datetime


def issue(
    session: Session, debtor_id: int, kind: str, *, creditor: str | None = None, amount: Money | None = None
) -> str:
    """A fresh code for a letter or mail of this kind, as it is printed: "K7QM2-9XR4T".

    Args:
        session: the caller's transaction; the code counts once it commits.
        debtor_id: whom it is sent to; never told.
        kind: the name of the template, or what the document is.
        creditor: for whom it asks; None: everybody whom the debtor owes now.
        amount: what it asks for; None: all that the debtor owes now, in the currency they owe most invoices in.
    """
    owing, owed = _owed(session, debtor_id)
    asked = amount or owed
    code = _new_code()
    session.add(
        GenuineCode(
            code=code,
            debtor_id=debtor_id,
            kind=kind[:40],
            creditors=(creditor or owing)[:300],
            amount_minor=max(asked.minor, 0) if asked else 0,
            currency=asked.currency if asked else "",
            sent_at=clock.now(),
        )
    )
    return printed(code)


def check(session: Session, code: str, *, ip: str) -> Sent | None:
    """What a code was sent with, amounts in bands; None if we never sent it. Anybody may ask, so it is rationed.

    Raises:
        TooManyTries: from this network address, or of everybody together.
        MistypedCode: the check character does not fit.
    """
    compact = normal(code)
    if len(compact) != _LENGTH or compact[-1] != _check_character(compact[:-1]):
        raise MistypedCode
    rations.spend(session, genuine_ip=ip, genuine_all="")
    found = session.exec(select(GenuineCode).where(GenuineCode.code == compact)).one_or_none()
    if found is None:
        return None  # not raised: the try must count
    amount = Money(found.amount_minor, found.currency) if found.amount_minor else None
    return Sent(found.kind, found.creditors, band(amount) if amount else None, found.sent_at)


def normal(code: str) -> str:
    """A code as it is kept: capitals, no hyphen, look-alikes read as what they look like."""
    compact = code.upper().translate(_LOOKS_LIKE)[: _LENGTH + 1]
    return compact if all(each in _SIGNS for each in compact) else ""


def printed(code: str) -> str:
    half = _LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def band(amount: Money) -> tuple[Money, Money | None]:
    """Between which amounts this one lies; no upper end above the highest."""
    unit: int = 10**amount.decimals
    at = bisect_right([each * unit for each in _STEPS], amount.minor) - 1
    most = Money(_STEPS[at + 1] * unit, amount.currency) if at + 1 < len(_STEPS) else None
    return Money(_STEPS[at] * unit, amount.currency), most


def _new_code() -> str:
    body = "".join(secrets.choice(_SIGNS) for _ in range(_RANDOM))
    return body + _check_character(body)


def _check_character(body: str) -> str:
    """As ISO 7064 does it, with modulus 31 and radix 3: every single slip and every two that changed places show."""
    total = 0
    for sign in body:
        total = (total + _SIGNS.index(sign)) * 3 % len(_SIGNS)
    return _SIGNS[-total % len(_SIGNS)]


def _owed(session: Session, debtor_id: int) -> tuple[str, Money | None]:
    """Who is owed by the debtor now, and how much in the currency of most open invoices."""
    query = (
        select(Invoice, Creditor.name)
        .join(Creditor, col(Creditor.id) == col(Invoice.creditor_id))
        .where(Invoice.debtor_id == debtor_id, col(Invoice.outstanding_minor) > 0)
        .order_by(col(Invoice.due_on), col(Invoice.id))
    )
    rows = session.exec(query).all()
    if not rows:
        return "", None
    currencies = [each.currency for each, _ in rows]
    usual = max(dict.fromkeys(currencies), key=currencies.count)
    owed = Money.total((each.outstanding for each, _ in rows if each.currency == usual), usual)
    return ", ".join(dict.fromkeys(name for _, name in rows)), owed
