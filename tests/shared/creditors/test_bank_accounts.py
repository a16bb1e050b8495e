"""Our bank accounts: real IBANs, known once, one for each currency."""

import pytest
from sqlmodel import Session

from shared import creditors
from shared.creditors.service import NotAnIban
from shared.errors import NotFound
from tests import factories


class TestOpenBankAccount:
    def test_keeps_the_iban_in_its_compact_form(self, session: Session) -> None:
        assert factories.bank_account(session, "de89 3704 0044 0532 0130 00").iban == factories.IBAN

    def test_of_a_known_one_gives_what_there_is(self, session: Session) -> None:
        first = factories.bank_account(session)

        assert factories.bank_account(session, "DE89 3704 0044 0532 0130 00").id == first.id

    def test_may_hold_another_currency_under_the_same_iban(self, session: Session) -> None:
        assert factories.bank_account(session).id != factories.bank_account(session, currency="SEK").id

    @pytest.mark.parametrize("text", ["", "DE89370400440532013001", "DE8937040044053201300", "12345", "<script>"])
    def test_refuses_what_is_no_iban(self, session: Session, text: str) -> None:
        with pytest.raises(NotAnIban, match="is not an IBAN"):
            factories.bank_account(session, text)


class TestAccountByIban:
    def test_finds_it_however_it_is_written(self, session: Session) -> None:
        account = factories.bank_account(session)

        assert creditors.account_by_iban(session, "de89 3704 0044 0532 0130 00").id == account.id

    def test_asks_for_the_currency_when_there_are_several(self, session: Session) -> None:
        factories.bank_account(session)
        crowns = factories.bank_account(session, currency="SEK")

        with pytest.raises(NotFound, match="name its currency"):
            creditors.account_by_iban(session, factories.IBAN)
        assert creditors.account_by_iban(session, factories.IBAN, "SEK").id == crowns.id

    def test_knows_none_that_is_not_ours(self, session: Session) -> None:
        with pytest.raises(NotFound):
            creditors.account_by_iban(session, factories.FOREIGN_IBAN)


def test_a_creditor_registered_twice_is_one(session: Session) -> None:
    assert factories.house(session).id == factories.house(session).id
    assert creditors.house(session).name == factories.HOUSE


def test_a_firm_that_is_not_registered_yet_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="not registered as a creditor yet"):
        creditors.house(session)
