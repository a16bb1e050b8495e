"""MT940 and MT942 as banks write them: pages, dates, marks, and what field :86: says in its dialects."""

from __future__ import annotations

from datetime import date

import pytest

from shared.money import Money
from shared.statements import Detail, Entry, Statement, StatementRefused, read
from tests.shared.statements.own_files import own

_HEAD = ":20:S1\n:25:DE89370400440532013000\n:28C:7/1\n:60F:C260331EUR100,00\n"
_FOOT = ":62F:C260401EUR200,00\n-\n"


def statement(*lines: str, head: str = _HEAD, foot: str = _FOOT) -> Statement:
    (found,) = read((head + "".join(f"{line}\n" for line in lines) + foot).encode())
    return found


def entry(movement: str = "2604010401C100,00NTRFNONREF", purpose: str = "Invoice 7") -> Entry:
    (found,) = statement(f":61:{movement}", f":86:{purpose}").entries
    return found


def detail(purpose: str) -> Detail:
    return entry(purpose=purpose).details[0]


class TestPages:
    def test_two_pages_are_one_statement_from_the_first_opening_to_the_last_closing(self) -> None:
        (found,) = read(own("pages.mt940.sta"))

        assert [(each.type, each.amount.plain) for each in found.balances] == [
            ("OPBD", "1000.00"),
            ("CLBD", "1059.75"),
            ("CLAV", "1059.75"),
        ]
        assert (found.sequence, len(found.entries), found.ties, found.warnings) == (17, 3, True, ())

    def test_a_page_that_opens_with_another_amount_does_not_tie(self) -> None:
        (found,) = read(own("pages.mt940.sta").replace(b":60M:C260401EUR1078,75", b":60M:C260401EUR1078,76"))

        assert found.ties is False
        assert "Page 2 opens with 1,078.76 EUR" in found.warnings[0]

    def test_a_missing_last_page_is_told(self) -> None:
        first_page, _, _ = own("pages.mt940.sta").partition(b"-\n:20:")
        (found,) = read(first_page + b"-\n")

        assert found.ties is True
        assert "goes on" in found.warnings[0]

    def test_a_missing_first_page_is_told(self) -> None:
        _, _, last_page = own("pages.mt940.sta").partition(b"-\n")
        (found,) = read(last_page)

        assert (found.ties, len(found.warnings)) == (True, 1)

    def test_pages_of_two_accounts_stay_apart(self) -> None:
        data = own("pages.mt940.sta").replace(b":25:37040044/0532013000\n:28C:00017/002", b":25:1/2\n:28C:00017/002")

        assert len(read(data)) == 2


class TestMovements:
    @pytest.mark.parametrize(
        ("mark", "direction", "reversal"),
        [
            ("C", "CRDT", False),
            ("D", "DBIT", False),
            ("RC", "DBIT", True),
            ("RD", "CRDT", True),
            ("CR", "CRDT", False),
            ("DR", "DBIT", False),
            ("RCR", "DBIT", True),
            ("RDR", "CRDT", True),
        ],
    )
    def test_the_mark_says_the_effect_and_a_letter_after_it_is_the_currencys(
        self, mark: str, direction: str, reversal: bool
    ) -> None:
        found = entry(f"2604010401{mark}100,00NTRFNONREF")

        assert (found.direction, found.reversal) == (direction, reversal)

    @pytest.mark.parametrize(
        ("days", "valued", "booked"),
        [
            ("2604010402", date(2026, 4, 1), date(2026, 4, 2)),
            ("2512310102", date(2025, 12, 31), date(2026, 1, 2)),
            ("2601021230", date(2026, 1, 2), date(2025, 12, 30)),
            ("260401", date(2026, 4, 1), None),
            ("260401    ", date(2026, 4, 1), None),
            ("2402290229", date(2024, 2, 29), date(2024, 2, 29)),
            ("2602300302", date(2026, 2, 28), date(2026, 3, 2)),
            ("991231", date(1999, 12, 31), None),
        ],
    )
    def test_the_entry_date_lies_in_the_year_that_brings_it_near(
        self, days: str, valued: date, booked: date | None
    ) -> None:
        found = entry(f"{days}C100,00NTRFNONREF")

        assert (found.value_date, found.booking_date) == (valued, booked)

    @pytest.mark.parametrize(
        "movement",
        [
            "2604010401C100.00NTRFNONREF",
            "2604010401C100NTRFNONREF",
            "2604010401C1.000,00NTRFNONREF",
            "2604010401C-100,00NTRFNONREF",
            "2604010401C١٠٠,00NTRFNONREF",
            "2604010401X100,00NTRFNONREF",
            "2604010401C100,00",
            "2604310401C100,00NTRFNONREF",
            "2602310401C100,00NTRFNONREF",
            "2613010401C100,00NTRFNONREF",
            "2604010401C1234567890123456789,00NTRFNONREF",
            "",
        ],
    )
    def test_a_movement_of_another_form_refuses_the_file_with_its_line(self, movement: str) -> None:
        with pytest.raises(StatementRefused, match=r"^Line 5, entry 1 of statement “S1”: .*\.$"):
            statement(f":61:{movement}")

    def test_a_bare_comma_has_no_decimals(self) -> None:
        assert entry("2604010401C100,NTRFNONREF").amount == Money(100_00, "EUR")

    @pytest.mark.parametrize(("currency", "minor"), [("JPY", 100), ("KWD", 100_000)])
    def test_decimals_are_those_of_the_currency(self, currency: str, minor: int) -> None:
        found = statement(
            ":61:2604010401C100,NTRFX",
            head=_HEAD.replace("EUR100,00", f"{currency}0,"),
            foot=f":62F:C260401{currency}100,\n",
        )

        assert (found.entries[0].amount.minor, found.ties) == (minor, True)

    def test_half_a_yen_is_for_a_person(self) -> None:
        found = statement(":61:2604010401C100,5NTRFX", head=_HEAD.replace("EUR", "JPY"), foot=":62F:C260401JPY0,\n")

        assert (len(found.entries), [each.amount for each in found.unreadable]) == (0, ["100,5"])

    def test_references_are_told_apart_by_two_slashes(self) -> None:
        found = entry("2604010401C100,00NTRFCUST-1//BANK-1")

        assert (found.ntry_ref, found.servicer_reference) == ("CUST-1", "BANK-1")

    def test_an_iban_where_a_reference_belongs_is_the_payers_account(self) -> None:
        found = statement(":61:2604010401C100,00NOVBNL47INGB9999999999", "a b paulissen", ":86:Thanks").entries[0]

        assert (found.details[0].counterparty_iban, found.ntry_ref) == ("NL47INGB9999999999", None)
        assert found.details[0].counterparty_name == "a b paulissen"

    def test_an_iban_in_the_supplement_is_the_payers_account(self) -> None:
        found = statement(
            ":61:260401C100,00N653EREF", "NL44RABO0123456789", ":86:/NAME/J. Janssen/REMI/Factuur 7"
        ).entries[0]

        assert found.details[0].counterparty_iban == "NL44RABO0123456789"
        assert (found.details[0].counterparty_name, found.details[0].remittance) == ("J. Janssen", "Factuur 7")

    def test_the_supplement_is_the_text_where_there_is_no_other(self) -> None:
        assert statement(":61:2604010401C100,00NMSCX", "Card transaction").entries[0].details[0].remittance == (
            "Card transaction"
        )

    def test_a_returned_debit_tells_what_was_asked_the_banks_charge_and_the_reason(self) -> None:
        back = read(own("pages.mt940.sta"))[0].entries[2]

        assert (back.direction, back.charges, back.return_reason) == ("DBIT", Money(3_00, "EUR"), "MD06")
        assert back.details[0].instructed == Money(16_00, "EUR")


class TestPurpose:
    def test_german_fields_give_name_account_and_the_text_alone(self) -> None:
        first = read(own("pages.mt940.sta"))[0].entries[0]

        assert first.details == (
            Detail(
                Money(119_00, "EUR"),
                end_to_end_id="AUFTRAG-7001",
                remittance="Rechnung 2026-0114 vom 02.03.2026",
                counterparty_name="Bäckerei Ährenfeld GmbH",
                counterparty_iban="DE75512108001245126199",
            ),
        )
        assert first.ntry_ref == "K-1"

    def test_a_question_mark_of_the_payer_is_text(self) -> None:
        found = detail("166?20SVWZ+paid?32MALLORY?21 in full?31DE75512108001245126199?32Anna")

        assert (found.counterparty_name, found.remittance) == ("Anna", "paid?32MALLORY in full")

    def test_a_keyword_of_the_payer_does_not_replace_the_banks(self) -> None:
        found = detail("166?20EREF+REAL SVWZ+see EREF+FAKE?32Anna")

        assert (found.end_to_end_id, found.remittance) == ("REAL", "see EREF+FAKE")

    def test_a_text_without_its_keyword_is_told_whole(self) -> None:
        assert detail("166?20EREF+E-1?21MREF+M-1").remittance == "EREF+E-1MREF+M-1"

    @pytest.mark.parametrize("mark", ["?", "~", "<", "^"])
    def test_other_field_marks_do_as_well(self, mark: str) -> None:
        assert detail(f"020{mark}20Faktura 7{mark}32Jan{mark}33 Nowak").counterparty_name == "Jan Nowak"

    def test_dutch_codes(self) -> None:
        first, second = (each.details[0] for each in read(own("dutch.mt940.sta"))[0].entries)

        assert (first.counterparty_name, first.counterparty_iban) == ("Molen & Zoon", "NL20INGB0001234567")
        assert (first.remittance, first.end_to_end_id) == ("Factuur 2026-0115 /NAME/ staat erop", "NOTPROVIDED")
        assert (second.counterparty_name, second.counterparty_iban) == ("Molen en Zoon", "NL20INGB0001234567")
        assert (second.structured_reference, second.reference_scheme) == ("RF18539007547034", "RF")

    def test_the_codes_with_a_counterparty_in_one(self) -> None:
        found = detail("/EREF/E1//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK NV INZAKE WEB///REMI/USTD//EV10001REP/")

        assert (found.counterparty_name, found.remittance) == ("ING BANK NV INZAKE WEB", "EV10001REP")

    def test_a_dutch_return_names_its_reason(self) -> None:
        assert entry(purpose="/RTRN/AC04/NAME/Anna/REMI/back").return_reason == "AC04"

    def test_free_text_is_kept_and_wrapped_words_are_mended(self) -> None:
        full = "x" * 64 + "I"

        assert detail(f"{full}\nnvoice 7\nThank you").remittance == f"{'x' * 64}Invoice 7 Thank you"

    def test_a_time_that_looks_like_a_tag_is_text(self) -> None:
        assert detail("paid 2026-04-01T13\n:12:11").remittance == "paid 2026-04-01T13 :12:11"

    def test_a_number_and_a_sign_do_not_make_fields(self) -> None:
        assert detail("100+49 171 0000 called").remittance == "100+49 171 0000 called"

    def test_a_dash_alone_in_a_text_is_text(self) -> None:
        assert detail("Invoice 7\n-\nsecond part").remittance == "Invoice 7 - second part"

    def test_words_after_the_closing_balance_are_not_the_last_payments(self) -> None:
        found = statement(":61:2604010401C100,00NTRFX", foot=":62F:C260401EUR200,00\n:86:Dear customer\n-\n")

        assert found.entries[0].details[0].remittance == ""


class TestFrame:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\n\r", "\r\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_line_ends_and_encodings(self, end: str, encoding: str) -> None:
        data = own("pages.mt940.sta").decode().replace("\n", end).encode(encoding)

        assert read(data) == read(own("pages.mt940.sta"))

    @pytest.mark.parametrize(
        "before", ["ABNANL2A\n940\nABNANL2A\n", ":940:\n", "\x01\n", "{1:F01X}{2:I940XN}{4:\n", "\n"]
    )
    def test_the_banks_own_wrapping_is_left_aside(self, before: str) -> None:
        both = f"{before}{own('pages.mt940.sta').decode()}{before}{own('dutch.mt940.sta').decode()}"

        assert [each.sequence for each in read(both.encode())] == [17, 92]

    def test_a_wrapped_statement_number_is_one(self) -> None:
        assert statement(head=_HEAD.replace("7/1", "0021\n5/1"), foot=":62F:C260331EUR100,00\n").sequence == 215

    @pytest.mark.parametrize(
        ("written", "iban", "other"),
        [
            ("NL91ABNA0417164300EUR", "NL91ABNA0417164300", None),
            ("NL91 ABNA 0417 1643 00 EUR", "NL91ABNA0417164300", None),
            ("POFICHBEXXX/CH0209000000100013997", "CH0209000000100013997", None),
            ("0129199999 EUR", None, "0129199999"),
            ("37040044/0532013000", None, "37040044/0532013000"),
        ],
    )
    def test_the_account_in_the_ways_banks_write_it(self, written: str, iban: str | None, other: str | None) -> None:
        found = statement(head=_HEAD.replace("DE89370400440532013000", written), foot=":62F:C260331EUR100,00\n")

        assert (found.account_iban, found.account_other) == (iban, other)

    def test_what_cannot_be_a_further_balance_is_told_and_left_out(self) -> None:
        found = statement(":61:2604010401C100,00NTRFX", foot=":65:Dnullnull7414,3\n")

        assert (found.ties, len(found.warnings)) == (None, 1)

    @pytest.mark.parametrize(
        "foot",
        ["", ":62F:C260401EUR200\n", ":62F:C260401EUR\n", f"{_FOOT[:-2]}{_FOOT}", ":62f:C260401EUR200,00\n"],
        ids=["none", "without comma", "without amount", "two", "lower case"],
    )
    def test_a_closing_balance_that_is_none_refuses_the_file(self, foot: str) -> None:
        with pytest.raises(StatementRefused):
            statement(":61:2604010401C100,00NTRFX", foot=foot)

    def test_balances_in_two_currencies_refuse_the_file(self) -> None:
        with pytest.raises(StatementRefused, match="it is in USD, the statement in EUR"):
            statement(":61:2604010401C100,00NTRFX", foot=":62F:C260401USD200,00\n")

    def test_balances_in_the_text_of_an_interim_report_hold_it(self) -> None:
        forged = b"Invoice\n:60F:C260401EUR0,\n:62F:C260401EUR12,50\n"

        assert read(own("interim.mt942.sta").replace(b"Invoice 2026-0116\r\n", forged))[0].ties is False

    def test_an_invented_pair_of_entries_in_a_text_holds_the_statement(self) -> None:
        forged = "Invoice\n:61:2604010401C900,00NTRFX\n:86:Invoice 8\n:61:2604010401D900,00NTRFX?32Anna"
        found = statement(":61:2604010401C100,00NTRFX", f":86:166?20SVWZ+{forged}")

        assert found.ties is False


class TestInterimReport:
    def test_its_entries_are_shown_and_not_booked(self) -> None:
        (found,) = read(own("interim.mt942.sta"))

        assert [(each.status, each.amount, bool(each.set_aside)) for each in found.entries] == [
            ("PDNG", Money(12_50, "EUR"), True)
        ]
        assert (found.ties, found.warnings, found.currency) == (None, (), "EUR")

    def test_totals_that_are_not_those_of_the_entries_are_told(self) -> None:
        (found,) = read(own("interim.mt942.sta").replace(b":90C:1EUR12,50", b":90C:2EUR12,50"))

        assert ":90C:" in found.warnings[0]

    def test_without_totals_it_may_be_incomplete(self) -> None:
        data = own("interim.mt942.sta")

        assert "incomplete" in read(data[: data.index(b":90D:")])[0].warnings[0]
