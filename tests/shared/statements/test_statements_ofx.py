"""OFX 1 and 2 of bank accounts and cards; QFX is the same."""

from __future__ import annotations

from datetime import date

import pytest

from shared.money import Money
from shared.statements import Statement, StatementRefused, read
from shared.statements.refusals import BadEntry, CutOff, HoldsDoctype, NotAStatement, NotWellFormed
from tests.shared.statements.own_files import own


def account(*transactions: str, currency: str = "EUR") -> bytes:
    return (
        f"OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM><ACCTID>123456"
        f"</BANKACCTFROM><BANKTRANLIST>{''.join(transactions)}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def transaction(*, amount: str = "10.00", day: str = "20260401", fitid: str = "F1", inside: str = "") -> str:
    return f"<STMTTRN><DTPOSTED>{day}<TRNAMT>{amount}<FITID>{fitid}{inside}</STMTTRN>"


def only(data: bytes) -> Statement:
    (statement,) = read(data)
    return statement


def test_an_sgml_file_without_closing_tags() -> None:
    statement = only(own("account.ofx"))

    assert (statement.account_other, statement.currency, statement.ties) == ("000123456789", "USD", None)
    assert [(each.type, each.amount.plain, str(each.date)) for each in statement.balances] == [
        ("CLBD", "1078.75", "2026-04-02"),
        ("CLAV", "1000.75", "2026-04-02"),
    ]
    credit, check = statement.entries
    assert (credit.direction, credit.amount, credit.booking_date) == ("CRDT", Money(119_00, "USD"), date(2026, 4, 1))
    assert (credit.details[0].counterparty_name, credit.details[0].remittance) == ("Larch & Fern LLC", "INV 2026-0117")
    assert (check.direction, check.amount, check.ntry_ref) == ("DBIT", Money(40_25, "USD"), "T2")


def test_an_xml_file_with_a_card_and_an_account() -> None:
    card, bank = read(own("card.ofx"))

    assert [(each.direction, each.amount) for each in card.entries] == [
        ("DBIT", Money(500, "JPY")),
        ("CRDT", Money(500, "JPY")),
    ]
    assert card.entries[0].details[0].counterparty_name == "Tea <&> Co"
    assert "LEDGERBAL" in card.warnings[0]
    assert bank.account_iban == "DE89370400440532013000"


def test_what_has_no_day_or_is_pending_is_set_aside() -> None:
    card, bank = read(own("card.ofx"))

    assert card.entries[1].set_aside
    assert (bank.entries[0].status, bank.entries[0].set_aside) == ("PDNG", "pending")


@pytest.mark.parametrize(
    ("text", "minor"),
    [("10", 10_00), ("+10.5", 10_50), ("-10,50", -10_50), (".5", 50), ("10.", 10_00), ("0010.0000", 10_00)],
)
def test_amounts_with_point_or_comma(text: str, minor: int) -> None:
    (entry,) = only(account(transaction(amount=text))).entries

    assert (entry.amount.minor, entry.direction) == (abs(minor), "DBIT" if minor < 0 else "CRDT")


@pytest.mark.parametrize("text", ["", "-", ".", "$120", "1,000.00", "1,000", "1e3", "NaN", "1 000", "--5", "١"])
def test_an_amount_that_is_none_or_ambiguous_refuses_the_file(text: str) -> None:
    with pytest.raises(BadEntry):
        read(account(transaction(), transaction(amount=text)))


def test_three_decimals_after_a_comma_are_decimals_where_the_currency_has_them() -> None:
    assert only(account(transaction(amount="1,000"), currency="KWD")).entries[0].amount == Money(1_000, "KWD")


@pytest.mark.parametrize("day", ["20260230", "2026-04-01", "201120000000", "040126", "20260401X"])
def test_a_day_that_is_none_refuses_the_file(day: str) -> None:
    with pytest.raises(BadEntry, match="is not a day"):
        read(account(transaction(day=day)))


def test_an_id_said_twice_word_for_word_counts_once() -> None:
    first, second = only(account(transaction(), transaction())).entries

    assert (first.set_aside, bool(second.set_aside)) == (None, True)


def test_an_id_of_two_different_transactions_holds_the_statement() -> None:
    statement = only(account(transaction(), transaction(amount="11.00")))

    assert (statement.ties, [bool(each.set_aside) for each in statement.entries]) == (False, [False, False])


def test_a_correction_is_for_a_person() -> None:
    (entry,) = only(account(transaction(inside="<CORRECTFITID>F0<CORRECTACTION>REPLACE"))).entries

    assert "F0" in (entry.set_aside or "")


def test_a_transaction_in_another_currency_keeps_it() -> None:
    (entry,) = only(account(transaction(inside="<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>"))).entries

    assert entry.amount == Money(10_00, "USD")


@pytest.mark.parametrize(
    ("text", "name"),
    [("A &amp; B", "A & B"), ("A & B", "A & B"), ("AT&T;", "AT&T;"), ("&#65;&lt;", "A<"), ("&copy;&#0;", "&copy;")],
)
def test_only_the_entities_of_ofx_are_replaced(text: str, name: str) -> None:
    found = only(account(transaction(inside=f"<NAME>{text}"))).entries[0].details[0]

    assert found.counterparty_name == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_declared_or_not(encoding: str) -> None:
    data = account(transaction(inside="<NAME>Müller")).decode().encode(encoding)

    assert only(data).entries[0].details[0].counterparty_name == "Müller"


@pytest.mark.parametrize("declaration", ["<!DOCTYPE OFX>", "<!doctype x>", "<!ENTITY a 'b'>", "<!"])
def test_a_declaration_of_any_kind_is_refused(declaration: str) -> None:
    with pytest.raises(HoldsDoctype):
        read(own("card.ofx").replace(b"<OFX>", declaration.encode() + b"<OFX>"))


@pytest.mark.parametrize("length", [60, 150, 250, -3])
def test_a_file_cut_off_is_refused(length: int) -> None:
    with pytest.raises(CutOff):
        read(account(transaction(), transaction(fitid="F2")).rstrip()[:length])


def test_groups_that_close_in_another_order_are_refused() -> None:
    with pytest.raises(NotWellFormed):
        read(account(transaction()).replace(b"</STMTTRN>", b""))


@pytest.mark.parametrize("data", [b"<OFX></OFX>", b"OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>"])
def test_a_file_without_any_account_is_no_statement(data: bytes) -> None:
    with pytest.raises(NotAStatement):
        read(data)


def test_an_unclosed_instruction_is_refused_at_once() -> None:
    with pytest.raises(StatementRefused):
        read(b"<OFX>" + b"<?" * 500_000)
