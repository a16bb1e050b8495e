"""Every version of camt.052, camt.053 and camt.054 says the same of the same payment."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from shared.money import Money
from shared.statements import Direction, Entry, ReferredDocument, read
from tests.shared.statements import corpus
from tests.shared.statements.camt_versions import OURS, PAYERS, VERSIONS, Version
from tests.shared.statements.own_files import camt, entry, payments

HUNDRED = Money(100_00, "EUR")
_each = pytest.mark.parametrize("version", [Version(*each) for each in VERSIONS], ids=lambda each: each.name)


@_each
def test_a_statement_of_any_version_is_read(version: Version) -> None:
    (statement,) = read(version.written())

    assert (statement.id, statement.account_iban, statement.currency, statement.sequence) == ("S1", OURS, "EUR", 7)
    assert statement.ties is (None if version.family == "camt.054" else True)
    assert statement.warnings == ()
    _assert_is_the_payment(statement.entries[0], has_reference=version.number > 1)


def _assert_is_the_payment(entry: Entry, *, has_reference: bool) -> None:
    assert (entry.amount, entry.direction, entry.status, entry.set_aside) == (HUNDRED, Direction.CREDIT, "BOOK", None)
    assert (entry.booking_date, entry.value_date) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (entry.ntry_ref, entry.servicer_reference) == ("N1" if has_reference else None, "B1")
    (detail,) = entry.details
    assert (detail.amount, detail.end_to_end_id, detail.remittance) == (HUNDRED, "E1", "Invoice 1001")
    assert (detail.structured_reference, detail.reference_scheme) == ("RF18539007547034", "RF")
    assert (detail.counterparty_name, detail.counterparty_iban) == ("Payer AS", PAYERS)
    assert detail.documents == (ReferredDocument("INV-1001", HUNDRED),)


@corpus.needs_corpus
@_each
def test_what_we_read_is_what_the_schema_wants(version: Version) -> None:
    assert corpus.FOLDER is not None
    schema = etree.XMLSchema(etree.parse(corpus.FOLDER / "visible" / "xsd" / f"{version.name}.xsd"))

    schema.assertValid(etree.fromstring(version.written()))


@pytest.mark.parametrize("inside", ["<BBAN>123</BBAN>", "<PrtryAcct><Id>123</Id></PrtryAcct>", "<UPIC>123</UPIC>"])
def test_accounts_of_the_first_version_are_known(inside: str) -> None:
    head = f"<Id>S1</Id><Acct><Id>{inside}</Id></Acct>"

    assert read(camt(entry(), head=head, namespace="camt.053.001.01"))[0].account_other == "123"


def test_a_bank_that_pays_for_itself_has_a_name() -> None:
    agent = "<RltdPties><Dbtr><Agt><FinInstnId><Nm>First Bank</Nm></FinInstnId></Agt></Dbtr></RltdPties>"

    assert read(camt(entry(payments(agent))))[0].entries[0].details[0].counterparty_name == "First Bank"


def test_of_several_amounts_of_a_document_the_one_paid_is_told() -> None:
    def typed(code: str, amount: str) -> str:
        return f'<RmtAmtAndTp><Tp><Cd>{code}</Cd></Tp><Amt Ccy="EUR">{amount}</Amt></RmtAmtAndTp>'

    amounts = typed("DISC", "2.00") + typed("DUPA", "102.00") + typed("REMI", "100.00")
    said = f"<RmtInf><Strd><RfrdDocInf><Nb>1</Nb></RfrdDocInf><RfrdDocAmt>{amounts}</RfrdDocAmt></Strd></RmtInf>"

    (document,) = read(camt(entry(payments(said))))[0].entries[0].details[0].documents
    assert document.amount == HUNDRED
