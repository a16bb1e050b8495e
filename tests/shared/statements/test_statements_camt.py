"""What a camt file says is read as it says it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from shared.money import Money
from shared.statements import Direction, Entry, ReferredDocument, Statement, read, stream
from tests.shared.statements.own_files import FILES, camt, entry, own, payments


@pytest.fixture(scope="module")
def everyday() -> Statement:
    return read(own("everyday.camt053.xml"))[0]


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def test_the_account_and_balances_are_the_banks_own_words(everyday: Statement) -> None:
    assert (everyday.id, everyday.sequence, everyday.currency) == ("2026-04-01", 64, "EUR")
    assert everyday.account_iban == "DE94500105170000004711"
    assert [(each.type, each.amount, each.date) for each in everyday.balances] == [
        ("OPBD", euros(-100_000), date(2026, 4, 1)),
        ("CLBD", euros(-38_950), date(2026, 4, 1)),
    ]


def test_for_whom_the_payer_paid_is_told(everyday: Statement) -> None:
    told = [detail.ultimate_payer for entry in everyday.entries for detail in entry.details]
    assert [each for each in told if each] == ["Someone behind"]


def test_opening_and_booked_entries_make_the_closing_without_the_pending(everyday: Statement) -> None:
    assert everyday.ties is True
    assert [each.set_aside for each in everyday.entries] == [None, None, None, None, "pending", "information only"]


def test_a_closing_balance_wrong_by_a_cent_does_not_tie() -> None:
    wrong = own("everyday.camt053.xml").replace(b">389.50<", b">389.51<")

    assert read(wrong)[0].ties is False


def test_without_a_pair_of_balances_nothing_is_said_about_them() -> None:
    assert read(camt(entry()))[0].ties is None


def test_comments_and_instructions_inside_an_amount_do_not_cut_it(everyday: Statement) -> None:
    assert everyday.entries[0].amount == euros(40_000)


def test_the_day_of_a_date_and_time_is_the_one_written(everyday: Statement) -> None:
    assert everyday.entries[0].booking_date == date(2026, 4, 1)


def test_a_single_payment_has_the_entrys_amount_whatever_it_says_itself(everyday: Statement) -> None:
    (detail,) = everyday.entries[0].details

    assert detail.amount == euros(40_000)
    assert detail.instructed == Money(43_120, "USD")


def test_a_payer_is_the_debtor_and_not_his_contact_nor_who_stands_behind(everyday: Statement) -> None:
    (detail,) = everyday.entries[0].details

    assert (detail.counterparty_name, detail.counterparty_iban) == ("Keller & Söhne", "DE10370400440000099887")


def test_references_come_in_their_normal_form_with_their_scheme(everyday: Statement) -> None:
    (detail,) = everyday.entries[0].details

    assert (detail.structured_reference, detail.reference_scheme) == ("RF30KV20260117", "RF")
    assert detail.end_to_end_id == "NOTPROVIDED"
    assert (everyday.entries[0].servicer_reference, detail.servicer_reference) == ("BANK-1", "BANK-1-A")


def test_a_batch_is_one_entry_of_several_payments(everyday: Statement) -> None:
    batch = everyday.entries[1]

    assert batch.amount == euros(30_000)
    assert [(each.amount, each.counterparty_name) for each in batch.details] == [
        (euros(18_000), "Anna Berg"),
        (euros(12_000), "Jan Novak"),
    ]


def test_invoices_named_in_a_structured_way_are_kept_with_their_amounts(everyday: Statement) -> None:
    assert everyday.entries[1].details[0].documents == (
        ReferredDocument("KV-2026-0117", euros(15_000)),
        ReferredDocument("KV-2026-0118", None),
    )


def test_a_reversal_keeps_the_direction_the_bank_gives_it(everyday: Statement) -> None:
    back = everyday.entries[2]

    assert (back.direction, back.reversal, back.return_reason) == (Direction.DEBIT, True, "AM04")


def test_in_a_reversal_the_counterparty_is_the_one_that_is_not_us(everyday: Statement) -> None:
    assert everyday.entries[2].details[0].counterparty_name == "Mia Rossi"


def test_a_reversal_with_swapped_roles_names_the_same_counterparty() -> None:
    swapped = camt(
        entry(
            "<RvslInd>true</RvslInd>" + payments("<RltdPties><Cdtr><Nm>Mia</Nm></Cdtr></RltdPties>"), direction="DBIT"
        )
    )

    assert read(swapped)[0].entries[0].details[0].counterparty_name == "Mia"


def test_an_entry_without_payments_is_one_payment_with_the_banks_words(everyday: Statement) -> None:
    (detail,) = everyday.entries[3].details

    assert (detail.amount, detail.remittance) == (euros(250), "Account fee March")


def test_charges_are_added_up_and_refunds_taken_off(everyday: Statement) -> None:
    assert everyday.entries[3].charges == euros(250)


def test_an_entry_without_dates_has_none(everyday: Statement) -> None:
    assert (everyday.entries[4].booking_date, everyday.entries[4].value_date) == (None, None)


def test_the_first_version_with_prefixes_latin_letters_and_misplaced_balances_is_read() -> None:
    (statement,) = read(own("old.camt053.xml"))

    assert (statement.account_iban, statement.account_other) == (None, "8601.11.17947")
    assert statement.ties is True
    assert statement.entries[0].status == "BOOK"
    assert statement.entries[0].details[0].counterparty_name == "Lars Sørensen"


def test_payments_of_both_directions_are_netted() -> None:
    details = read(own("old.camt053.xml"))[0].entries[0].details

    assert [each.amount for each in details] == [Money(10_000, "NOK"), Money(-200, "NOK")]
    assert details[1].counterparty_name == "The bank"


def test_a_notification_has_no_balances_and_its_payments_charges_are_the_entrys() -> None:
    (statement,) = read(own("notification.camt054.xml"))

    assert (statement.balances, statement.ties) == ((), None)
    assert statement.entries[0].charges == Money(200, "CHF")
    assert statement.entries[0].details[0].reference_scheme == "QRR"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.345", "KWD", 12_345), ("1.500", "BHD", 1_500), ("5000", "JPY", 5_000), ("10.00000", "EUR", 1_000)],
)
def test_every_currency_has_its_own_decimals(amount: str, currency: str, minor: int) -> None:
    assert read(camt(entry(amount=amount, currency=currency)))[0].entries[0].amount == Money(minor, currency)


@pytest.mark.parametrize(("amount", "currency"), [("10.005", "EUR"), ("0.5", "JPY"), ("1.00", "QQQ")])
def test_an_amount_no_money_can_hold_is_left_for_a_person(amount: str, currency: str) -> None:
    (statement,) = read(camt(entry(), entry(amount=amount, currency=currency)))

    assert len(statement.entries) == 1
    assert [(each.number, each.amount, each.currency) for each in statement.unreadable] == [(2, amount, currency)]


def test_payments_that_do_not_add_up_set_their_entry_aside() -> None:
    short = camt(entry(payments('<Amt Ccy="EUR">60.00</Amt>', '<Amt Ccy="EUR">30.00</Amt>')))

    assert read(short)[0].entries[0].set_aside == "its 2 payments add up to 90.00 EUR, not to 100.00 EUR"


def test_payments_in_another_currency_set_their_entry_aside_without_amounts() -> None:
    foreign = camt(entry(payments('<Amt Ccy="USD">60.00</Amt>', '<Amt Ccy="EUR">40.00</Amt>')))

    (read_entry,) = read(foreign)[0].entries
    assert read_entry.set_aside
    assert [each.amount_unstated for each in read_entry.details] == [True, True]


def test_payments_that_all_keep_the_direction_of_what_is_reversed_add_up() -> None:
    detail = '<Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    back = camt(entry("<RvslInd>1</RvslInd>" + payments(detail, detail), direction="DBIT"))

    assert read(back)[0].entries[0].set_aside is None


def test_several_blocks_of_payments_are_one_list() -> None:
    half = payments('<Amt Ccy="EUR">50.00</Amt>')

    assert len(read(camt(entry(half + half)))[0].entries[0].details) == 2


def test_a_text_goes_on_in_the_next_piece_only_after_140_characters() -> None:
    long = "INV-" + "x" * 136
    pieces = payments(f"<RmtInf><Ustrd>{long}</Ustrd><Ustrd>2026</Ustrd><Ustrd> thank you </Ustrd></RmtInf>")

    assert read(camt(entry(pieces)))[0].entries[0].details[0].remittance == f"{long}2026 thank you"


def test_counts_that_differ_are_told() -> None:
    head = "<Id>S1</Id><TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"
    batch = "<NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch><TxDtls/></NtryDtls>"

    (statement,) = read(camt(entry(batch), head=head))
    assert statement.warnings == (
        "Entry 1 says it stands for 3 payments; it lists 1.",
        "The bank counts 2 entries in this statement; it holds 1.",
    )


@pytest.mark.parametrize("number", ["", "A-7", "9" * 5_000, "٧"])
def test_a_sequence_number_that_is_none_is_left_out(number: str) -> None:
    assert read(camt(entry(), head=f"<Id>S1</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"))[0].sequence is None


def test_one_page_of_several_is_not_said_not_to_tie() -> None:
    paged = own("everyday.camt053.xml").replace(b">389.50<", b">100.00<")
    paged = paged.replace(
        b"<ElctrncSeqNb>", b"<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn><ElctrncSeqNb>"
    )

    assert read(paged)[0].ties is None


def test_a_file_in_utf_16_or_with_empty_lines_before_it_is_read() -> None:
    plain = own("everyday.camt053.xml")
    wide = plain.replace(b'encoding="UTF-8"', b'encoding="UTF-16"').decode().encode("utf-16")

    assert read(wide) == read(b"\r\n\n" + plain) == read(plain)


def test_a_document_inside_an_envelope_is_read() -> None:
    inner = camt(entry()).partition(b"?>")[2]

    assert len(read(b'<Envelope xmlns="urn:x">' + inner + b"</Envelope>")[0].entries) == 1


def test_several_statements_keep_their_entries_apart() -> None:
    one = camt(entry(amount="1.00"), entry(amount="2.00"))
    two = one.replace(b"</Stmt>", b"</Stmt><Stmt><Id>S2</Id>" + entry(amount="3.00").encode() + b"</Stmt>")

    assert [[each.amount.minor for each in statement.entries] for statement in read(two)] == [[100, 200], [300]]


def test_a_stream_gives_entries_and_then_their_statement() -> None:
    parts = list(stream(FILES / "everyday.camt053.xml"))

    assert [type(part) for part in parts] == [Entry] * 6 + [Statement]
    assert read(own("everyday.camt053.xml"))[0].entries == tuple(parts[:6])


def test_a_stream_can_come_from_an_open_file(tmp_path: Path) -> None:
    assert len(list(stream(io.BytesIO(camt(entry()))))) == 2
