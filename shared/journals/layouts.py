"""How an account's CSV is read: asked of staff once, kept for the account, and used by itself from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, col, select

from shared import audit, clock
from shared.creditors.queries import AccountChoice
from shared.errors import NotFound, Refused
from shared.journals.queries import name_of
from shared.models import BankAccount, Journal, KeptLayout, WaitingFile
from shared.statements import bank_csv
from shared.statements.bank_csv import KnownLayout

WAITS_FOR: Final = timedelta(days=1)
MOST_WAITING: Final = 5
"""A person's files; the oldest goes when one more comes."""
LARGEST_MEGABYTES: Final = 8


class TooLargeToAsk(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"This CSV is of no bank we know, and larger than {LARGEST_MEGABYTES} MB. Import a shorter period first "
            "and say there what its columns mean; then this file is read the same way."
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file whose columns nobody has explained yet, and the journal it was brought for."""

    id: int
    journal_id: int
    journal_number: str
    account: AccountChoice
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Remembered:
    """A layout that is kept; `kept_by` is a name where the person is known."""

    id: int
    account: AccountChoice
    headings: tuple[str, ...]
    file_name: str
    kept_by: str
    kept_at: datetime


def kept(session: Session, journal_id: int) -> list[KnownLayout]:
    """The layouts kept for this journal's account, the newest first; they count before those of banks we know."""
    query = select(KeptLayout.settings).join(Journal, col(Journal.bank_account_id) == col(KeptLayout.bank_account_id))
    found = session.exec(query.where(Journal.id == journal_id).order_by(col(KeptLayout.id).desc()))
    return [bank_csv.known_layout(each) for each in found]


def remember(session: Session, journal_id: int, known: KnownLayout, *, file_name: str, actor: str) -> None:
    """Keep a layout for the journal's account, in place of one known by the same headings.

    Raises:
        NotFound: no such journal.
    """
    account_id = _journal(session, journal_id).bank_account_id
    mark = bank_csv.fingerprint(known)
    query = select(KeptLayout).where(KeptLayout.bank_account_id == account_id, KeptLayout.fingerprint == mark)
    for replaced in session.exec(query):
        session.delete(replaced)
    session.flush()
    row = KeptLayout(
        bank_account_id=account_id,
        fingerprint=mark,
        settings=bank_csv.settings_of_known(known),
        file_name=file_name[:140],
        kept_by=actor,
        kept_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.note(session, actor, "layout.kept", f"bank_account:{account_id}", layout=row.id)


def forget(session: Session, layout_id: int, *, actor: str) -> None:
    """Ask again for files of this layout.

    Raises:
        NotFound: it was forgotten already.
    """
    row = session.get(KeptLayout, layout_id)
    if row is None:
        raise NotFound("This layout was forgotten already.")
    session.delete(row)
    audit.note(session, actor, "layout.forgotten", f"bank_account:{row.bank_account_id}", layout=layout_id)


def remembered(session: Session) -> list[Remembered]:
    """Every layout that is kept, by account, the newest first."""
    query = select(KeptLayout, BankAccount).join(BankAccount, col(BankAccount.id) == col(KeptLayout.bank_account_id))
    rows = session.exec(query.order_by(col(BankAccount.name), col(KeptLayout.id).desc())).all()
    names = name_of(session, [row.kept_by for row, _ in rows])
    return [
        Remembered(
            id=row.id or 0,
            account=_choice(account),
            headings=tuple(row.settings.get("header", ())),
            file_name=row.file_name,
            kept_by=names[row.kept_by],
            kept_at=row.kept_at,
        )
        for row, account in rows
    ]


def let_wait(session: Session, journal_id: int, *, file_name: str, content: bytes, actor: str) -> int:
    """Put a file aside until its columns are explained; returns what it is asked for by.

    Raises:
        NotFound: no such journal.
        TooLargeToAsk: more than `LARGEST_MEGABYTES`.
    """
    _journal(session, journal_id)
    if len(content) > LARGEST_MEGABYTES * 1_000_000:
        raise TooLargeToAsk
    _make_room(session, actor)
    row = WaitingFile(
        journal_id=journal_id,
        file_name=file_name[:140],
        content=content,
        brought_by=actor,
        brought_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def waiting(session: Session, file_id: int, *, actor: str) -> Waiting:
    """The file, for who brought it.

    Raises:
        NotFound: it is somebody else's, was dealt with, or waited too long.
    """
    query = (
        select(WaitingFile, Journal, BankAccount)
        .join(Journal, col(Journal.id) == col(WaitingFile.journal_id))
        .join(BankAccount, col(BankAccount.id) == col(Journal.bank_account_id))
        .where(WaitingFile.id == file_id, WaitingFile.brought_by == actor)
    )
    found = session.exec(query).first()
    if found is None or found[0].brought_at < clock.now() - WAITS_FOR:
        raise NotFound("This file does not wait any more: it was imported, or left for a day. Upload it again.")
    row, journal, account = found
    return Waiting(row.id or 0, journal.id or 0, journal.number, _choice(account), row.file_name, row.content)


def drop(session: Session, file_id: int, *, actor: str) -> None:
    """The file is dealt with, one way or the other."""
    for each in session.exec(select(WaitingFile).where(WaitingFile.id == file_id, WaitingFile.brought_by == actor)):
        session.delete(each)


def drop_old(session: Session) -> None:
    """Files that waited too long."""
    session.exec(delete(WaitingFile).where(col(WaitingFile.brought_at) < clock.now() - WAITS_FOR))


def _make_room(session: Session, actor: str) -> None:
    mine = select(WaitingFile.id).where(WaitingFile.brought_by == actor).order_by(col(WaitingFile.id).desc())
    oldest = session.exec(mine).all()[MOST_WAITING - 1 :]
    session.exec(delete(WaitingFile).where(col(WaitingFile.id).in_(oldest)))


def _journal(session: Session, journal_id: int) -> Journal:
    journal = session.get(Journal, journal_id)
    if journal is None:
        raise NotFound("This journal does not exist.")
    return journal


def _choice(account: BankAccount) -> AccountChoice:
    return AccountChoice(account.id or 0, account.name, account.iban, account.currency)
