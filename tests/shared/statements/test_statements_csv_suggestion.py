"""An unknown CSV: what is found out by itself, what is asked, and what a layout would make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.money import Money
from shared.statements import bank_csv
from shared.statements.bank_csv import Suggestion, check, suggest
from shared.statements.refusals import BadCsv
from tests.shared.statements.corpus import hostile_bytes, needs_corpus

HEAD = "Day;Whom;What for;Sum;Left"
PLAIN = f"{HEAD}\n24.11.2026;Anna Berg;Invoice 17;1.450,40;2.450,40\n25.11.2026;Water Works;Bill 8;-19,90;2.430,50\n"


def meanings(found: Suggestion) -> list[str]:
    return [each.meaning for each in found.columns]


def table(*rows: str, head: str = "Date;Name;Text;Amount") -> bytes:
    return "\n".join((head, *rows, "")).encode()


def test_a_plain_file_leaves_no_doubt() -> None:
    found = suggest(table("24.11.2026;Anna Berg;Invoice 17;1.450,40", "25.11.2026;Water Works;Bill 8;-19,90"))

    assert meanings(found) == ["booking_date", "name", "text", "amount"]
    assert (found.delimiter, found.encoding, found.date_format, found.decimal) == (";", "utf-8", "%d.%m.%Y", ",")
    assert (found.has_header, found.preamble, found.doubts) == (True, (), ())
    assert found.rows[0] == ("24.11.2026", "Anna Berg", "Invoice 17", "1.450,40")


def test_headings_nobody_knows_leave_what_the_cells_say() -> None:
    found = suggest(PLAIN.encode())

    assert meanings(found) == ["booking_date", "", "text", "amount", ""]


def test_lines_above_the_table_are_no_part_of_it() -> None:
    found = suggest(
        b"Account;DE02120300000000202051\n\nFrom;To\n" + table("24.11.2026;A;x;1,00", "25.11.2026;B;y;2,00")
    )

    assert (found.preamble, found.header[0]) == (("Account;DE02120300000000202051", "", "From;To"), "Date")


def test_a_file_without_headings_has_places() -> None:
    found = suggest(b"20261124,Anna Berg,Invoice 17,1450.40\n20261125,Water Works,Bill 8,-19.90\n")

    assert (found.has_header, found.header, found.date_format) == (False, (), "%Y%m%d")
    assert found.layout.columns["amount"] == ("#4",)
    assert check(b"20261124,Anna Berg,Invoice 17,1450.40\n", found.layout).count == 1


def test_two_columns_never_filled_together_are_out_and_in() -> None:
    found = suggest(table("24.11.2026;A;5,00;", "25.11.2026;B;;7,00", head="Date;Name;One;Other"))

    assert meanings(found)[2:] == ["debit", "credit"]


def test_a_word_beside_the_amount_says_its_direction() -> None:
    data = table("24.11.2026;A;5,00;S", "25.11.2026;B;7,00;H", head="Date;Name;Amount;S/H")
    found = suggest(data)

    assert found.directions == {"credit": ("H",), "debit": ("S",)}
    (total,) = check(data, found.layout).totals
    assert (total.money_in, total.money_out) == (Money(700, "EUR"), Money(500, "EUR"))


def test_an_account_number_that_never_changes_is_ours() -> None:
    rows = [f"DE02120300000000202051;2{day}.11.2026;DE89370400440532013000;x;1,00" for day in (4, 5)]
    rows.append("DE02120300000000202051;26.11.2026;NL91ABNA0417164300;x;1,00")

    assert meanings(suggest(table(*rows, head="A;Date;B;Text;Amount")))[::2] == ["account", "iban", "amount"]


def test_a_day_that_could_be_a_month_is_asked() -> None:
    found = suggest(table("03/02/2026;A;x;1.00", "04/05/2026;B;y;2.00"))

    assert (found.date_format, found.date_formats) == ("", ("%d/%m/%Y", "%m/%d/%Y"))
    assert found.doubts == ("“03/02/2026” can be read in 2 ways: say which part is the day.",)


def test_one_day_past_the_twelfth_in_any_row_settles_it() -> None:
    rows = [f"{day:02d}/05/2026;A;x;1.00" for day in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13)]

    assert suggest(table(*rows)).date_format == "%d/%m/%Y"


def test_a_thousand_that_could_be_a_fraction_is_asked() -> None:
    found = suggest(table("24.11.2026;A;x;1.234", "25.11.2026;B;y;2.000"))

    assert found.decimal == ""
    assert found.doubts == ("“1.234” can be read in two ways: say what stands before the decimals.",)


def test_cents_in_any_row_settle_it() -> None:
    assert suggest(table("24.11.2026;A;x;1.234", "25.11.2026;B;y;2.000,50")).decimal == ","


def test_both_marks_before_cents_are_asked() -> None:
    found = suggest(table("24.11.2026;A;x;1,50", "25.11.2026;B;y;2.50"))

    assert found.decimal == ""
    assert "“1,50” and “2.50” do not go together" in found.doubts[0]


def test_rows_that_name_no_day_are_announced() -> None:
    data = table("Pending;A;x;5,00", "24.11.2026;B;y;7,00")
    preview = check(data, suggest(data).layout)

    assert (preview.count, preview.pending, preview.problems) == (2, 1, ())


def test_rows_without_day_and_amount_go_on_with_the_text() -> None:
    data = table("24.11.2026;A;Transfer;5,00", ";;Invoice 17;", "25.11.2026;B;y;7,00")
    preview = check(data, suggest(data).layout)

    assert [each.details[0].remittance for each in preview.entries] == ["Transfer Invoice 17", "y"]


def test_a_shorter_line_behind_the_rows_ends_the_table() -> None:
    data = table("24.11.2026;A;x;5,00", "25.11.2026;B;y;7,00", "Balance;25.11.2026;12,00")
    found = suggest(data)

    assert found.doubts == ("The line that begins with “Balance” is taken for the end of the table.",)
    assert (check(data, found.layout).count, check(data, found.layout).problems) == (2, ())


def test_one_cell_that_is_no_amount_leaves_the_column_one_of_amounts() -> None:
    data = table(*(f"2{day}.11.2026;A;x;{day},00" for day in range(5)), "26.11.2026;B;y;1,0x")

    assert meanings(suggest(data))[3] == "amount"
    assert check(data, suggest(data).layout).problems[0].startswith("Line 7: “1,0x” is not an amount")


def test_an_empty_column_is_no_amount_whatever_its_heading() -> None:
    found = suggest(table("24.11.2026;;5,00;", "25.11.2026;;;7,00", head="Date;Amount;Debit;Credit"))

    assert meanings(found) == ["booking_date", "", "debit", "credit"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Dear customer,\nplease find\nyour statement\n", "No table"),
        (b"", "No table"),
        (b'Date;Name;Amount\n24.11.2026;"A;1,00\n', "From line 2"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadCsv, match=why):
        suggest(data)


def test_an_encoding_or_delimiter_that_was_said_counts() -> None:
    data = table("24.11.2026;Gru\xdf;x;1,00").decode().encode("cp1250")

    assert suggest(data, encoding="cp1250").rows[0][1] == "Gruß"
    assert suggest(data, delimiter=";").delimiter == ";"


def test_without_a_byte_order_mark_utf_16_is_seen_by_its_empty_bytes() -> None:
    assert suggest(table("24.11.2026;A;x;1,00").decode().encode("utf-16-le")).encoding == "utf-16-le"


def test_a_preview_counts_sums_and_names_what_cannot_be_read() -> None:
    data = table("24.11.2026;A;x;1.450,40", "25.11.2026;B;y;-19,90", "31.02.2026;C;z;1,00")
    preview = check(data, suggest(data).layout)

    assert (preview.count, preview.first_day, preview.last_day) == (2, date(2026, 11, 24), date(2026, 11, 25))
    assert (preview.totals[0].money_in, preview.totals[0].money_out) == (Money(145_040, "EUR"), Money(1_990, "EUR"))
    assert preview.problems == ("Line 4: “31.02.2026” is not a day like 24.11.2026.",)


def test_a_preview_of_a_layout_that_cannot_be_meant_says_so() -> None:
    layout = replace(suggest(PLAIN.encode()).layout, columns={"amount": "#4"})

    assert "booking_date" in check(PLAIN.encode(), layout).problems[0]


def test_columns_are_named_by_their_headings_so_that_their_order_may_change() -> None:
    found = suggest(table("24.11.2026;A;x;1,00", "25.11.2026;B;y;2,00"))

    assert found.layout.columns["amount"] == ("Amount",)
    assert suggest(table("24.11.2026;A;x;1,00", head="Date;Name;Name;Amount")).layout.columns["name"] == ("#2", "#3")


@pytest.mark.parametrize("data", [PLAIN.encode(), b"20261124;Anna;Invoice 17;1,00\n20261125;B;Bill;2,00\n"])
def test_a_layout_that_was_kept_knows_the_next_file(data: bytes) -> None:
    found = suggest(data)
    known = bank_csv.known_by(found.layout, found.header, len(found.columns))
    again = bank_csv.known_layout(bank_csv.settings_of_known(known))

    assert again == known
    layout = bank_csv.recognise(b"\n" + data if found.has_header else data, [again])
    assert layout is not None
    assert check(data, replace(layout, preamble_lines=0)).count == 2
    assert bank_csv.recognise(b"Other;words;here\n24.11.2026;A;1,00\n", [again]) is None


def test_a_fingerprint_is_of_the_headings_not_of_their_order() -> None:
    layout = suggest(PLAIN.encode()).layout

    one, other = (bank_csv.known_by(layout, header, 2) for header in (("Date", "Sum"), (" sum", "DATE")))
    assert bank_csv.fingerprint(one) == bank_csv.fingerprint(other)
    assert bank_csv.fingerprint(one) != bank_csv.fingerprint(bank_csv.known_by(layout, ("Date",), 1))


@needs_corpus
@pytest.mark.parametrize(
    "name", ["csv_ok", "csv_formula", "csv_quoted_newline", "csv_utf16", "csv_cp1252", "csv_iban_number_mangled"]
)
def test_a_sound_hostile_file_is_understood_without_a_profile(name: str) -> None:
    data = hostile_bytes(f"{name}.csv")
    preview = check(data, suggest(data).layout)

    assert (preview.count, preview.problems, preview.totals[0].money_in) == (1, (), Money(10_000, "EUR"))


@needs_corpus
@pytest.mark.parametrize("name", ["csv_dates", "csv_short_row", "csv_header_repeated"])
def test_an_unsound_hostile_file_has_problems(name: str) -> None:
    data = hostile_bytes(f"{name}.csv")

    assert check(data, suggest(data).layout).problems


@needs_corpus
def test_a_formula_stays_text() -> None:
    data = hostile_bytes("csv_formula.csv")
    (entry,) = check(data, suggest(data).layout).entries

    assert entry.details[0].counterparty_name == '=HYPERLINK("http://x";"y")'
    assert entry.details[0].remittance == "@SUM(1+1)*cmd|' /C calc'!A0"


@needs_corpus
def test_a_reference_a_spreadsheet_mangled_is_none() -> None:
    data = hostile_bytes("csv_iban_number_mangled.csv")
    found = suggest(data).layout
    layout = replace(found, columns={**found.columns, "reference": ("#3",), "iban": ("#3",)})
    (entry,) = check(data, layout).entries

    assert (entry.details[0].reference_scheme, entry.details[0].counterparty_iban) == (None, None)


@needs_corpus
def test_an_amount_of_two_meanings_is_asked() -> None:
    assert suggest(hostile_bytes("csv_ambiguous_amount.csv")).decimal == ""
