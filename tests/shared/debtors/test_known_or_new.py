"""A debtor becomes known with the first invoice, and so does every account they pay from."""

import pytest
from sqlmodel import Session, select

from shared import debtors
from shared.debtors import service
from shared.debtors.queries import address_of
from shared.errors import NotFound
from shared.models import AuditRecord, Debtor, DebtorAccount, DebtorKind
from shared.postal import Address
from tests.factories import FOREIGN_IBAN, SECOND_IBAN, new_invoice


def _accounts(session: Session) -> set[tuple[int, str]]:
    return set(session.exec(select(DebtorAccount.debtor_id, DebtorAccount.iban)).all())


def test_the_same_number_is_the_same_debtor(session: Session) -> None:
    rows = [new_invoice(debtor_number="D-1"), new_invoice(debtor_number="D-2"), new_invoice(debtor_number="D-1")]

    first = debtors.known_or_new(session, rows, source="list")

    assert set(first) == {"D-1", "D-2"}
    assert debtors.known_or_new(session, rows, source="list") == first
    assert len(session.exec(select(Debtor)).all()) == 2


def test_what_a_list_leaves_out_has_a_lawful_default(session: Session) -> None:
    ids = debtors.known_or_new(session, [new_invoice(debtor_kind="", debtor_language="")], source="list")

    made = session.get_one(Debtor, ids["D-1"])
    assert (made.kind, made.language) == (DebtorKind.BUSINESS, "en")


def test_the_first_list_says_where_they_are_and_people_say_it_later(session: Session) -> None:
    row = new_invoice(debtor_street="Strandgata", debtor_postcode="9008", debtor_town="Tromsø", debtor_country="NO")
    debtor_id = debtors.known_or_new(session, [row], source="list")["D-1"]
    assert address_of(session, debtor_id).lines() == ("Strandgata", "9008 Tromsø", "Norway")

    service.move(session, debtor_id, Address(" Kirkegata ", "7", "9008", "Tromsø", "no"), actor="staff:1")

    assert address_of(session, debtor_id) == Address("Kirkegata", "7", "9008", "Tromsø", "NO")
    assert session.exec(select(AuditRecord.actor).where(AuditRecord.action == "debtor.moved")).all() == ["staff:1"]


def test_nobody_moves_who_is_not_known(session: Session) -> None:
    with pytest.raises(NotFound):
        service.move(session, 7, Address(), actor="staff:1")


def test_a_later_list_does_not_rename_who_is_known(session: Session) -> None:
    ids = debtors.known_or_new(session, [new_invoice(debtor_name="Sørlie Marine AS")], source="list")

    debtors.known_or_new(session, [new_invoice(debtor_name="Somebody else")], source="another")

    assert session.get_one(Debtor, ids["D-1"]).name == "Sørlie Marine AS"


def test_accounts_are_learnt_once_for_each_debtor_who_pays_from_them(session: Session) -> None:
    rows = [
        new_invoice(debtor_number="D-1", debtor_iban=FOREIGN_IBAN),
        new_invoice(debtor_number="D-1", debtor_iban=SECOND_IBAN),
        new_invoice(debtor_number="D-2", debtor_iban=FOREIGN_IBAN),
        new_invoice(debtor_number="D-3"),
    ]

    ids = debtors.known_or_new(session, rows, source="list")
    debtors.known_or_new(session, rows, source="list")

    assert _accounts(session) == {
        (ids["D-1"], FOREIGN_IBAN),
        (ids["D-1"], SECOND_IBAN),
        (ids["D-2"], FOREIGN_IBAN),
    }
