"""Telephone numbers, as people write them and as they are kept."""

import pytest
from sqlmodel import Session

from shared.debtors import queries, service
from shared.debtors.rules import UnfitNumber, telephone
from tests import factories


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+49 151 234-56 78", "+491512345678"),
        ("+49 (0) 151 2345678", "+491512345678"),
        ("0046 8 123 456 78", "+46812345678"),
        (" ", ""),
    ],
)
def test_a_number_is_kept_with_its_country_and_digits_alone(written: str, kept: str) -> None:
    assert telephone(written) == kept


@pytest.mark.parametrize(
    "written", ["0151 2345678", "+49 151", "+0 151 2345678", "call me", "+49151234567890123", "+49１５１２３４５"]
)
def test_what_cannot_be_dialled_from_anywhere_is_refused(written: str) -> None:
    with pytest.raises(UnfitNumber):
        telephone(written)


def test_a_debtor_gives_a_number_and_takes_it_back(session: Session) -> None:
    debtor = factories.debtor(session)

    service.be_called_at(session, debtor, "+49 151 2345678")
    assert queries.profile(session, debtor).phone == "+491512345678"
    service.be_called_at(session, debtor, "")
    assert queries.profile(session, debtor).phone == ""
