"""A bank's CSV is read by its profile, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.money import Money
from shared.statements import CsvLayout, Direction, load_layout, read
from shared.statements.refusals import BadCsv, BadLayout, BadRows
from tests.shared.statements.corpus import hostile_bytes, needs_corpus
from tests.shared.statements.own_files import FILES, own

SIGNED = CsvLayout(columns={"booking_date": "Date", "name": "Name", "text": "Text", "amount": "Amount"})
HEAD = "Date;Name;Text;Amount\n"


def test_debit_and_credit_columns_a_preamble_and_cells_over_several_lines() -> None:
    layout = load_layout(FILES / "debit_credit.toml")

    (statement,) = read(own("debit_credit.csv"), layout=layout)

    assert (statement.account_iban, statement.currency, statement.ties) == ("DE94500105170000004711", "EUR", None)
    assert [(each.direction, each.amount, each.value_date) for each in statement.entries] == [
        (Direction.CREDIT, Money(123_450, "EUR"), date(2026, 4, 2)),
        (Direction.DEBIT, Money(250, "EUR"), None),
        (Direction.CREDIT, Money(9_900, "EUR"), date(2026, 4, 3)),
    ]
    (detail,) = statement.entries[2].details
    assert (detail.counterparty_name, detail.remittance) == ("Keller\n& Söhne", 'Invoice "0118"; rest')


def test_a_reference_column_is_recognised_for_the_country_of_the_account() -> None:
    layout = replace(SIGNED, account_iban="NO9386011117947", columns={**SIGNED.columns, "reference": "Text"})

    (detail,) = read(f"{HEAD}01.04.2026;Lars;602243;1,00\n".encode(), layout=layout)[0].entries[0].details
    assert (detail.structured_reference, detail.reference_scheme) == ("602243", "KID")


def test_a_currency_column_counts_before_the_profile() -> None:
    layout = replace(SIGNED, columns={**SIGNED.columns, "currency": "Text"})

    assert read(f"{HEAD}01.04.2026;Jun;JPY;5000\n".encode(), layout=layout)[0].entries[0].amount == Money(5000, "JPY")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_counts_before_the_profile(encoding: str) -> None:
    data = f"{HEAD}01.04.2026;Grüße;x;1,00\n".encode(encoding)

    assert read(data, layout=SIGNED)[0].entries[0].details[0].counterparty_name == "Grüße"


def test_every_bad_row_is_told_at_once_with_its_line() -> None:
    good, empty, dated = "01.04.2026;A;x;1,00\n", "\n", '2026-04-01;B;"two\nlines";1,00\n'
    rows = HEAD + good + empty + dated + "31.02.2026;C;x;1,00\n" + "01.04.2026;D;x;1.5\n" + "01.04.2026;E;1,00\n"

    with pytest.raises(BadRows) as refused:
        read(rows.encode(), layout=SIGNED)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == ["Line 4", "Line 6", "Line 7", "Line 8"]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("01.04.2026;A;x;", "not an amount"),
        ("01.04.2026;A;x;1,00;shifted", "5 cells"),
        ("01.04.2026;A;x;1,005", "more decimals"),
        ("01.04.2026;A;x;1,00 USD", "not in EUR"),
        ("Date;Name;Text;Amount", "header stands here again"),
    ],
)
def test_a_row_that_cannot_be_meant_refuses_the_file(cells: str, why: str) -> None:
    with pytest.raises(BadRows, match=f"^Line 2: .*{why}"):
        read(f"{HEAD}{cells}\n".encode(), layout=SIGNED)


@pytest.mark.parametrize("cells", [";", "1,00;1,00", "0,00;0,00", ";-1,00"])
def test_debit_and_credit_must_hold_exactly_one_amount(cells: str) -> None:
    layout = CsvLayout(columns={"booking_date": "Date", "debit": "Out", "credit": "In"})

    with pytest.raises(BadRows):
        read(f"Date;Out;In\n01.04.2026;{cells}\n".encode(), layout=layout)


def test_zero_in_the_other_column_is_no_amount() -> None:
    layout = CsvLayout(columns={"booking_date": "Date", "debit": "Out", "credit": "In"})

    (entry,) = read(b"Date;Out;In\n01.04.2026;5,00;0,00\n", layout=layout)[0].entries
    assert (entry.direction, entry.amount) == (Direction.DEBIT, Money(500, "EUR"))


def test_empty_cells_behind_the_header_are_no_shift() -> None:
    assert len(read(f"{HEAD}01.04.2026;A;x;1,00;;\n".encode(), layout=SIGNED)[0].entries) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Date,Name,Text,Amount\n", "“Date”, “Name”, “Text”, “Amount”; it is “Date,Name,Text,Amount”"),
        (f'{HEAD}01.04.2026;"A;x;1,00\n'.encode(), "From line 2"),
        (f"{HEAD}01.04.2026;\xe5;x;1,00\n".encode("latin-1"), "Line 2 is not in the encoding utf-8"),
    ],
)
def test_a_file_that_does_not_fit_its_profile_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadCsv, match=why):
        read(data, layout=SIGNED)


def test_a_profile_is_read_from_its_text() -> None:
    layout = load_layout('decimal = "."\n[columns]\nbooking_date = "Date"\namount = "Amount"\n')

    assert (layout.decimal, layout.delimiter, layout.columns["amount"]) == (".", ";", "Amount")


BALANCED = replace(SIGNED, columns={**SIGNED.columns, "balance": "Left"})
BALANCED_HEAD = "Date;Name;Text;Amount;Left\n"


@pytest.mark.parametrize(
    "rows",
    [
        ("01.04.2026;A;x;10,00;110,00", "02.04.2026;B;y;-5,00;105,00", "03.04.2026;C;z;1,00;106,00"),
        ("03.04.2026;C;z;1,00;106,00", "02.04.2026;B;y;-5,00;105,00", "01.04.2026;A;x;10,00;110,00"),
        ("02.04.2026;B;y;-5,00;105,00", "01.04.2026;A;x;10,00;110,00", "03.04.2026;C;z;1,00;106,00"),
    ],
)
def test_balances_beside_the_rows_tie_in_whatever_order_they_stand(rows: tuple[str, ...]) -> None:
    (statement,) = read((BALANCED_HEAD + "\n".join(rows)).encode(), layout=BALANCED)

    assert statement.ties
    assert [(each.type, each.amount) for each in statement.balances] == [
        ("OPBD", Money(10_000, "EUR")),
        ("CLBD", Money(10_600, "EUR")),
    ]


def test_a_row_that_is_missing_shows_in_the_balances() -> None:
    rows = "01.04.2026;A;x;10,00;110,00\n03.04.2026;C;z;1,00;106,00\n"
    (statement,) = read((BALANCED_HEAD + rows).encode(), layout=BALANCED)

    assert statement.ties is False
    assert "rows are missing" in statement.warnings[0]


def test_balances_beside_some_rows_only_say_nothing() -> None:
    rows = "01.04.2026;A;x;10,00;110,00\n03.04.2026;C;z;1,00;\n"

    assert read((BALANCED_HEAD + rows).encode(), layout=BALANCED)[0].ties is None


def test_each_account_and_each_currency_of_a_file_is_a_statement() -> None:
    layout = replace(SIGNED, columns={**SIGNED.columns, "account": "Ours", "currency": "In"})
    rows = [
        "01.04.2026;A;x;1,00;DE02120300000000202051;EUR",
        "01.04.2026;B;y;2,00;NL91ABNA0417164300;EUR",
        "02.04.2026;C;z;3,00;DE02120300000000202051;EUR",
        "02.04.2026;D;z;4,00;DE02120300000000202051;USD",
        "02.04.2026;E;z;5,00;20-00-00 31926819;€",
    ]

    found = read("\n".join(["Date;Name;Text;Amount;Ours;In", *rows]).encode(), layout=layout)
    assert [(each.account_iban or each.account_other, each.currency, len(each.entries)) for each in found] == [
        ("DE02120300000000202051", "EUR", 2),
        ("NL91ABNA0417164300", "EUR", 1),
        ("DE02120300000000202051", "USD", 1),
        ("20000031926819", "EUR", 1),
    ]


def test_a_card_spends_without_a_sign() -> None:
    entries = read(f"{HEAD}01.04.2026;A;x;9,00\n02.04.2026;B;y;-4,00\n".encode(), layout=CARD)[0].entries

    assert [(each.direction, each.amount.minor) for each in entries] == [
        (Direction.DEBIT, 900),
        (Direction.CREDIT, 400),
    ]


CARD = replace(SIGNED, spends_positive=True)
MARKED = CsvLayout(
    columns={"booking_date": "Date", "amount": "Amount", "direction": "Mark", "text": ("Text", "Name"), "fee": "Fee"},
    directions={"credit": ("C",), "debit": ("D", "")},
)


def test_a_word_beside_the_amount_gives_its_direction_and_a_fee_is_taken_off() -> None:
    rows = "Date;Name;Text;Amount;Mark;Fee\n01.04.2026;A;x;9,00;C;0,50\n01.04.2026;B;y;4,00;;\n"
    credit, debit = read(rows.encode(), layout=MARKED)[0].entries

    assert (credit.direction, credit.amount.minor, credit.charges) == (Direction.CREDIT, 850, Money(50, "EUR"))
    assert (debit.direction, debit.amount.minor, debit.details[0].remittance) == (Direction.DEBIT, 400, "y B")


@pytest.mark.parametrize(("mark", "why"), [("4,00;X", "“X” says neither"), ("-4,00;C", "negative and “C”")])
def test_a_direction_that_cannot_be_meant_is_refused(mark: str, why: str) -> None:
    with pytest.raises(BadRows, match=why):
        read(f"Date;Name;Text;Amount;Mark;Fee\n01.04.2026;A;x;{mark};\n".encode(), layout=MARKED)


def test_a_kind_of_row_that_nobody_named_is_refused() -> None:
    layout = replace(SIGNED, columns={**SIGNED.columns, "kind": "Name"}, kinds={"entry": ("20",), "ignored": ("82",)})

    assert len(read(f"{HEAD}01.04.2026;20;x;1,00\n01.04.2026;82;x;1,00\n".encode(), layout=layout)[0].entries) == 1
    with pytest.raises(BadRows, match="“83” is no kind of row"):
        read(f"{HEAD}01.04.2026;83;x;1,00\n".encode(), layout=layout)


def test_headings_are_compared_without_case_blanks_and_a_stray_comma() -> None:
    assert len(read(b" DATE ;name;Text;amount,\n01.04.2026;A;x;1,00\n", layout=SIGNED)[0].entries) == 1


@pytest.mark.parametrize("sign", ["$1,450.40", "US$ 1,450.40", "1,450.40 USD"])
def test_a_dollar_sign_may_be_of_several_currencies(sign: str) -> None:
    layout = replace(SIGNED, decimal=".", currency="USD")

    assert read(f"{HEAD}01.04.2026;A;x;{sign}\n".encode(), layout=layout)[0].entries[0].amount == Money(145_040, "USD")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("decimal = ", "not TOML"),
        ("[columns]\nbooking_date='D'\namount='A'\ndirection='F'", "credit and for debit"),
        ("[columns]\nbooking_date='D'\namount='A'\n[directions]\ncredit=['']\ndebit=['']", "by one word"),
        ("[columns]\nbooking_date='D'\namount='A'\n[directions]\nboth=['X']", "“both”"),
        ("[columns]\nbooking_date='D'\namount='A'\n[kinds]\nentry='20'", "lists of texts"),
        ("has_header = false\n[columns]\nbooking_date='#1'\namount='A'", "places"),
        ("preamble = '('\n[columns]\nbooking_date='D'\namount='A'", "pattern"),
        ("short_rows = 1\n[columns]\nbooking_date='D'\namount='A'", "true or false"),
        ('colour = "red"', "no setting “colour”"),
        ("preamble_lines = true", "whole number"),
        ("preamble_lines = -1\n[columns]\nbooking_date='D'\namount='A'", "negative"),
        ("[columns]\namount = 'A'", "booking_date"),
        ("[columns]\nbooking_date = 'D'\ndebit = 'A'", "debit and credit"),
        ("[columns]\nbooking_date = 'D'\namount = 1", "in quotes"),
        ("[columns]\nbooking_date = 'D'\namount = 'A'\nsaldo = 'B'", "“saldo”"),
        ("decimal = ';'\n[columns]\nbooking_date='D'\namount='A'", "comma or a dot"),
        ("delimiter = ''\n[columns]\nbooking_date='D'\namount='A'", "one character"),
        ("currency = 'EURO'\n[columns]\nbooking_date='D'\namount='A'", "EURO"),
        ("account_iban = 'DE00'\n[columns]\nbooking_date='D'\namount='A'", "IBAN"),
        ("encoding = 'latin-99'\n[columns]\nbooking_date='D'\namount='A'", "latin-99"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadLayout, match=why):
        load_layout(text)


def test_a_profile_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadLayout, match="cannot be read"):
        load_layout(FILES / "no such profile.toml")


@needs_corpus
@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("csv_ok.csv", "utf-8"),
        ("csv_formula.csv", "utf-8"),
        ("csv_quoted_newline.csv", "utf-8"),
        ("csv_utf16.csv", "utf-8"),
        ("csv_cp1252.csv", "cp1252"),
        ("csv_iban_number_mangled.csv", "utf-8"),
    ],
)
def test_a_hostile_csv_that_is_sound_has_one_row_of_a_hundred(name: str, encoding: str) -> None:
    (entry,) = read(hostile_bytes(name), layout=replace(SIGNED, encoding=encoding))[0].entries

    assert (entry.amount, entry.direction) == (Money(10_000, "EUR"), Direction.CREDIT)


@needs_corpus
@pytest.mark.parametrize(
    "name",
    [
        "csv_dates.csv",
        "csv_unclosed_quote.csv",
        "csv_short_row.csv",
        "csv_wrong_delimiter.csv",
        "csv_header_repeated.csv",
    ],
)
def test_a_hostile_csv_that_is_unsound_is_refused(name: str) -> None:
    with pytest.raises((BadCsv, BadRows)):
        read(hostile_bytes(name), layout=SIGNED)
