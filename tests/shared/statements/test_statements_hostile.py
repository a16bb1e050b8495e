"""Files made to mislead a reader: refused, set aside or read, as is firm for each of them."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from shared.money import Money
from shared.statements import Detail, Entry, Statement, StatementRefused, read, refusals
from tests.shared.statements.corpus import hostile, hostile_bytes, needs_corpus

pytestmark = needs_corpus

_GROUPS = (
    "control",
    "xml attack",
    "broken file",
    "encoding",
    "namespace",
    "amount",
    "meaning",
    "duplicate",
    "reference",
    "zip",
)
_REFUSED: dict[str, type[StatementRefused]] = {
    "xxe_http.xml": refusals.HoldsDoctype,
    "xxe_parameter.xml": refusals.HoldsDoctype,
    "doctype_empty.xml": refusals.HoldsDoctype,
    "billion_laughs.xml": refusals.HoldsDoctype,
    "attribute_flood.xml": refusals.BadEntry,
    "huge_text_12mb.zip": refusals.MemberRefused,
    "truncated_in_utf8_char.xml": refusals.CutOff,
    "truncated_last_byte.xml": refusals.CutOff,
    "empty.xml": refusals.EmptyFile,
    "blank.xml": refusals.EmptyFile,
    "control_char.xml": refusals.NotWellFormed,
    "latin1_bytes_declared_utf8.xml": refusals.NotWellFormed,
    "utf7_declared.xml": refusals.UnknownEncoding,
    "ns_053_body_054.xml": refusals.NotAStatement,
    "not_a_statement_pain002.xml": refusals.NotAStatement,
    "amount_comma.xml": refusals.BadEntry,
    "amount_nan.xml": refusals.BadEntry,
    "amount_arabic_digits.xml": refusals.BadEntry,
    "amount_empty.xml": refusals.BadEntry,
    "ccy_missing.xml": refusals.BadEntry,
    "zip_nested.zip": refusals.HoldsArchive,
    "zip_many_members.zip": refusals.ArchiveRefused,
    "zip_dup_names.zip": refusals.ArchiveRefused,
    "zip_symlink.zip": refusals.ArchiveRefused,
    "zip_truncated.zip": refusals.ArchiveRefused,
}
# What is booked (signed, in minor units) and whether opening and booked make the closing balance.
_BOOKED: dict[str, tuple[list[int], bool | None]] = {
    "ok_control.xml": ([100_00], True),
    "latin1_declared.xml": ([100_00], True),
    "cp1252_declared.xml": ([100_00], True),
    "leading_newline_before_declaration.xml": ([100_00], True),
    "ns_prefixed.xml": ([100_00], True),
    "ns_version_99.xml": ([100_00], True),
    "wrapped_envelope.xml": ([100_00], True),
    "kwd_3_decimals.xml": ([12_345], True),
    "bhd_trailing_zero.xml": ([1_500], True),
    "jpy_0_decimals.xml": ([5_000], True),
    "jpy_fraction.xml": ([], None),
    "eur_3_decimals.xml": ([], None),
    "eur_5_decimals_zeros.xml": ([10_00], True),
    "clf_4_decimals.xml": ([12_345], True),
    "amount_whitespace.xml": ([100_00], True),
    "amount_18_digits.xml": ([1_234_567_890_123_456_78], True),
    "amount_zero.xml": ([0], True),
    "ccy_unknown.xml": ([], None),
    "return_of_direct_debit.xml": ([-53_00], True),
    "pending_entry.xml": ([100_00], True),
    "info_entry.xml": ([100_00], True),
    "status_v02_text.xml": ([100_00], True),
    "no_balances.xml": ([100_00], None),
    "batch_sum_differs.xml": ([], True),
    "batch_count_differs.xml": ([100_00], True),
    "charges_deducted.xml": ([97_50], True),
    "fx_instructed_usd.xml": ([92_00], True),
    "same_file_a.xml": ([60_00, 40_00], True),
    "same_statement_reformatted.xml": ([60_00, 40_00], True),
    "dup_ntryref_distinct.xml": ([60_00, 40_00], True),
    "two_equal_payments.xml": ([50_00, 50_00], True),
    "camt054_details_then_053.xml": ([100_00], None),
    "camt053_after_054.xml": ([100_00], True),
    "sequence_gap.xml": ([10_00], True),
    "page_1_of_2.xml": ([60_00], None),
    "rf_good.xml": ([100_00], True),
    "rf_bad_check.xml": ([100_00], True),
    "rf_spaced_lower.xml": ([100_00], True),
    "qrr_good.xml": ([100_00], True),
    "qrr_bad_check.xml": ([100_00], True),
    "kid_mod10.xml": ([100_00], True),
    "kid_bad.xml": ([100_00], True),
    "ref_leading_zeros.xml": ([100_00], True),
    "ref_control_chars.xml": ([100_00], True),
    "two_references_one_payment.xml": ([100_00], True),
    "rtl_override_name.xml": ([100_00], True),
    "zip_macosx.zip": ([100_00], True),
    "gzip_camt.xml.gz": ([100_00], True),
}


def only(name: str) -> Statement:
    (statement,) = read(hostile_bytes(name))
    return statement


def first_entry(name: str) -> Entry:
    return only(name).entries[0]


def first_detail(name: str) -> Detail:
    return first_entry(name).details[0]


def test_every_file_has_an_outcome_of_ours_and_refused_are_those_that_must_be() -> None:
    firm = hostile(*_GROUPS, firm=True)
    all_files = [case["file"] for case in firm + hostile(*_GROUPS, firm=False)]

    assert sorted(all_files) == sorted([*_REFUSED, *_BOOKED])
    assert {case["file"] for case in firm if case["expected"].startswith("refuse the whole")} <= _REFUSED.keys()
    assert {case["file"] for case in firm if case["expected"].startswith(("accept", "set"))} <= _BOOKED.keys()


@pytest.mark.parametrize(("name", "why"), _REFUSED.items())
def test_it_is_refused_whole_with_a_sentence(name: str, why: type[StatementRefused]) -> None:
    with pytest.raises(StatementRefused) as refused:
        read(hostile_bytes(name))

    assert type(refused.value) is why
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("name", "booked"), _BOOKED.items())
def test_what_is_booked_is_exactly_this(name: str, booked: tuple[list[int], bool | None]) -> None:
    statement = only(name)
    signs = {"CRDT": 1, "DBIT": -1}
    amounts = [signs[each.direction] * each.amount.minor for each in statement.entries if not each.set_aside]

    assert (amounts, statement.ties) == booked


def test_nothing_is_fetched_for_a_file_that_asks_for_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        seen: list[Any] = []
        waiting = threading.Thread(target=_wait_for, args=(listening, seen))
        waiting.start()
        port = str(listening.getsockname()[1]).encode()
        for name in ("xxe_http.xml", "xxe_parameter.xml", "ofx_xxe.ofx"):
            data = hostile_bytes(name)
            asked = data.replace(b"http://", b"http://127.0.0.1:" + port + b"/")
            for each in (data, asked, asked.replace(b"file://", b"http://127.0.0.1:" + port)):
                with pytest.raises(StatementRefused):
                    read(each)
        waiting.join()
    assert seen == []


def _wait_for(listening: socket.socket, seen: list[Any]) -> None:
    try:
        seen.append(listening.accept())
    except TimeoutError:
        return


def test_characters_that_turn_a_name_around_are_seen() -> None:
    assert first_detail("rtl_override_name.xml").counterparty_name == "Evil [U+202E] gnp.exe"


def test_a_text_of_12_megabytes_is_said_to_be_too_long() -> None:
    with pytest.raises(StatementRefused, match="longer than 10 MB"):
        only("huge_text_12mb.zip")


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
