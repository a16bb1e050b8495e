"""Debtors become known with their first invoice, and so do the accounts they pay from; people correct the rest."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import add_rows, chunks, locked
from shared.debtors import consents
from shared.debtors.rules import telephone
from shared.models import Debtor, DebtorAccount, DebtorKind
from shared.postal import Address


class Named(Protocol):
    """A debtor as an invoice list names one; empty words say nothing."""

    @property
    def debtor_number(self) -> str: ...
    @property
    def debtor_name(self) -> str: ...
    @property
    def debtor_kind(self) -> str: ...
    @property
    def debtor_street(self) -> str: ...
    @property
    def debtor_house_number(self) -> str: ...
    @property
    def debtor_postcode(self) -> str: ...
    @property
    def debtor_town(self) -> str: ...
    @property
    def debtor_country(self) -> str: ...
    @property
    def debtor_language(self) -> str: ...
    @property
    def debtor_email(self) -> str: ...
    @property
    def debtor_iban(self) -> str: ...


def known_or_new(session: Session, rows: Sequence[Named], *, source: str) -> dict[str, int]:
    """The debtors' ids by number; those not known yet are taken in, and so are new IBANs of any of them."""
    ids = _known(session, {each.debtor_number for each in rows})
    new = {each.debtor_number: each for each in rows if each.debtor_number not in ids}
    ids.update(zip(new, add_rows(session, Debtor, [_row(each) for each in new.values()]), strict=True))
    _learn_accounts(session, {(ids[each.debtor_number], each.debtor_iban) for each in rows if each.debtor_iban}, source)
    return ids


def prefer_language(session: Session, debtor_id: int, language: str) -> None:
    """From now on we write to this debtor in that language."""
    session.get_one(Debtor, debtor_id).language = language


def be_called_at(session: Session, debtor_id: int, number: str) -> None:
    """From now on this is the debtor's telephone number; "" takes away the one we have.

    Raises:
        UnfitNumber: it is none with a country code.
    """
    session.get_one(Debtor, debtor_id).phone = telephone(number)
    audit.note(session, f"debtor:{debtor_id}", "debtor.phone_changed", f"debtor:{debtor_id}")
    outbox.changed(session, consents.CHANGED)


def move(session: Session, debtor_id: int, address: Address, *, actor: str) -> None:
    """From now on letters go to this address; an empty one is not known.

    Raises:
        NotFound: there is no such debtor.
        NotAnAddress: see `Address.checked`.
    """
    debtor = locked(session, Debtor, [debtor_id])[debtor_id]
    for name, text in asdict(address.checked()).items():
        setattr(debtor, name, text)
    audit.note(session, actor, "debtor.moved", f"debtor:{debtor_id}")
    outbox.changed(session, consents.CHANGED)


def _row(named: Named) -> dict[str, object]:
    return {
        "number": named.debtor_number,
        "name": named.debtor_name,
        "kind": DebtorKind(named.debtor_kind or DebtorKind.BUSINESS),
        "street": named.debtor_street,
        "house_number": named.debtor_house_number,
        "postcode": named.debtor_postcode,
        "town": named.debtor_town,
        "country": named.debtor_country,
        "language": named.debtor_language or "en",
        "email": named.debtor_email,
        "phone": "",
        "rating": "",
    }


def _known(session: Session, numbers: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(sorted(numbers)):
        query = select(Debtor.number, Debtor.id).where(col(Debtor.number).in_(some))
        found.update({number: id_ or 0 for number, id_ in session.exec(query)})
    return found


def _learn_accounts(session: Session, pairs: set[tuple[int, str]], source: str) -> None:
    known: set[tuple[int, str]] = set()
    for some in chunks(sorted(pairs)):
        query = select(DebtorAccount.debtor_id, DebtorAccount.iban).where(
            col(DebtorAccount.debtor_id).in_([debtor_id for debtor_id, _ in some])
        )
        known.update(session.exec(query).all())
    now = clock.now()
    rows = [
        {"debtor_id": debtor_id, "iban": iban, "source": source[:60], "known_since": now}
        for debtor_id, iban in sorted(pairs - known)
    ]
    add_rows(session, DebtorAccount, rows)
