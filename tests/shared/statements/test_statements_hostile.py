"""Files made to mislead a reader: refused, set aside or read, as is firm for each of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from shared.money import Money
from shared.statements import Detail, Entry, Statement, StatementRefused, read
from tests.shared.statements.corpus import hostile, hostile_bytes, needs_corpus

pytestmark = needs_corpus

_XML_GROUPS = (
    "control",
    "xml attack",
    "broken file",
    "encoding",
    "namespace",
    "amount",
    "meaning",
    "duplicate",
    "reference",
)
_FIRM = hostile(*_XML_GROUPS, firm=True)
_REFUSED = [case["file"] for case in _FIRM if case["expected"].startswith("refuse")]
_ACCEPTED = [case["file"] for case in _FIRM if case["file"] not in _REFUSED]


def content(name: str) -> bytes:
    data = hostile_bytes(name)
    if not name.endswith(".zip"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(archive.namelist()[0])


def only(name: str) -> Statement:
    (statement,) = read(content(name))
    return statement


def first_entry(name: str) -> Entry:
    return only(name).entries[0]


def first_detail(name: str) -> Detail:
    return first_entry(name).details[0]


@pytest.mark.parametrize("name", _REFUSED)
def test_it_is_refused_whole(name: str) -> None:
    with pytest.raises(StatementRefused):
        read(content(name))


@pytest.mark.parametrize("name", _ACCEPTED)
def test_it_is_read(name: str) -> None:
    assert only(name).entries or only(name).unreadable


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("ok_control.xml", Money(100_00, "EUR")),
        ("ns_prefixed.xml", Money(100_00, "EUR")),
        ("status_v02_text.xml", Money(100_00, "EUR")),
        ("kwd_3_decimals.xml", Money(12_345, "KWD")),
        ("bhd_trailing_zero.xml", Money(1_500, "BHD")),
        ("jpy_0_decimals.xml", Money(5_000, "JPY")),
        ("eur_5_decimals_zeros.xml", Money(10_00, "EUR")),
        ("clf_4_decimals.xml", Money(12_345, "CLF")),
        ("amount_whitespace.xml", Money(100_00, "EUR")),
        ("amount_18_digits.xml", Money(1_234_567_890_123_456_78, "EUR")),
        ("charges_deducted.xml", Money(97_50, "EUR")),
        ("fx_instructed_usd.xml", Money(92_00, "EUR")),
    ],
)
def test_its_one_entry_has_this_amount_and_its_balances_tie(name: str, amount: Money) -> None:
    assert [each.amount for each in only(name).entries] == [amount]
    assert only(name).ties is True


@pytest.mark.parametrize("name", ["jpy_fraction.xml", "eur_3_decimals.xml", "ccy_unknown.xml"])
def test_an_amount_that_cannot_be_held_is_for_a_person(name: str) -> None:
    statement = only(name)

    assert (len(statement.entries), len(statement.unreadable)) == (0, 1)
    assert statement.unreadable[0].reason


@pytest.mark.parametrize("name", ["pending_entry.xml", "info_entry.xml"])
def test_what_is_not_booked_is_shown_and_set_aside(name: str) -> None:
    statement = only(name)

    assert [(each.amount.minor, bool(each.set_aside)) for each in statement.entries] == [(100_00, False), (70_00, True)]
    assert statement.ties is True


def test_payments_that_do_not_add_up_are_set_aside() -> None:
    assert first_entry("batch_sum_differs.xml").set_aside


def test_a_returned_direct_debit_names_its_reason() -> None:
    back = first_entry("return_of_direct_debit.xml")

    assert (back.direction, back.return_reason, back.amount) == ("DBIT", "AC04", Money(53_00, "EUR"))


def test_charges_and_what_was_instructed_are_told_beside_the_receipt() -> None:
    assert first_entry("charges_deducted.xml").charges == Money(2_50, "EUR")
    assert first_detail("charges_deducted.xml").instructed == Money(100_00, "EUR")
    assert first_detail("fx_instructed_usd.xml").instructed == Money(100_00, "USD")


def test_one_payment_for_two_invoices_names_both() -> None:
    documents = first_detail("two_references_one_payment.xml").documents

    assert [(each.number, each.amount) for each in documents] == [
        ("1001", Money(60_00, "EUR")),
        ("1002", Money(40_00, "EUR")),
    ]


@pytest.mark.parametrize("name", ["same_file_a.xml", "dup_ntryref_distinct.xml", "two_equal_payments.xml"])
def test_payments_that_look_alike_are_two(name: str) -> None:
    assert len(only(name).entries) == 2


def test_white_space_and_message_id_make_no_other_entries() -> None:
    assert only("same_file_a.xml").entries == only("same_statement_reformatted.xml").entries


def test_a_batch_and_its_notification_share_the_banks_reference() -> None:
    notified, booked = first_entry("camt054_details_then_053.xml"), first_entry("camt053_after_054.xml")

    assert notified.servicer_reference == booked.servicer_reference == "B1"
    assert (len(notified.details), len(booked.details)) == (2, 1)


@pytest.mark.parametrize(
    ("name", "reference", "scheme"),
    [
        ("rf_good.xml", "RF18539007547034", "RF"),
        ("rf_bad_check.xml", "RF19539007547034", None),
        ("rf_spaced_lower.xml", "RF18539007547034", "RF"),
        ("ref_control_chars.xml", "RF18539007547034", "RF"),
        ("qrr_good.xml", "210000000003139471430009017", "QRR"),
        ("qrr_bad_check.xml", "210000000003139471430009018", None),
        ("kid_mod10.xml", "2345676", "KID"),
        ("kid_bad.xml", "2345670", None),
        ("ref_leading_zeros.xml", "000000000000000000012345678", None),
    ],
)
def test_a_reference_is_what_its_check_digits_say(name: str, reference: str, scheme: str | None) -> None:
    detail = first_detail(name)

    assert (detail.structured_reference, detail.reference_scheme) == (reference, scheme)


@pytest.mark.parametrize(
    ("name", "expected"), [("latin1_declared.xml", "Grüße Ærø"), ("cp1252_declared.xml", "Grüße Ærø €")]
)
def test_a_declared_encoding_is_believed(name: str, expected: str) -> None:
    assert first_detail(name).counterparty_name == expected


def policy(name: str) -> Any:
    try:
        return only(name)
    except StatementRefused as refused:
        return str(refused)


def test_what_was_left_to_us_is_decided_once() -> None:
    assert "DOCTYPE" in policy("doctype_empty.xml")
    assert "UTF-7" in policy("utf7_declared.xml")
    assert policy("leading_newline_before_declaration.xml").ties is True
    assert "99" in policy("ns_version_99.xml").warnings[0]
    assert len(policy("wrapped_envelope.xml").entries) == 1
    assert policy("amount_zero.xml").entries[0].amount == Money(0, "EUR")
    assert policy("no_balances.xml").ties is None
    assert policy("batch_count_differs.xml").warnings
    assert policy("page_1_of_2.xml").ties is None
