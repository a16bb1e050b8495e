"""An invoice list is read whole, or every wrong row of it is named with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.csv_list import NotAList
from shared.errors import Refused
from shared.invoices import NewInvoice, RowsRefused, read_csv
from shared.money import Money

HEADER = "invoice_number,creditor,debtor_number,debtor_name,currency,amount,issue_date,due_date"
ROW = "2026-1,Halden,D-1,Sørlie Marine AS,EUR,1190.00,2026-01-15,2026-02-14"


def _read(*rows: str, header: str = HEADER) -> list[NewInvoice]:
    return read_csv("\n".join([header, *rows]).encode())


def _with(name: str, value: str) -> str:
    fields = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    return ",".join((fields | {name: value}).values())


class TestALawfulList:
    def test_gives_each_invoice_with_the_line_it_stood_in(self) -> None:
        one, two = _read(ROW, "", ROW.replace("2026-1,", "2026-2,"))

        assert (one.line, two.line) == (2, 4)
        assert (one.number, one.debtor_name, one.amount) == ("2026-1", "Sørlie Marine AS", Money(1_190_00, "EUR"))
        assert (one.issued_on, one.due_on) == (date(2026, 1, 15), date(2026, 2, 14))

    def test_may_be_separated_by_semicolons_and_begin_with_a_byte_order_mark(self) -> None:
        text = "\ufeff" + f"{HEADER}\r\n{ROW}\r\n".replace(",", ";")

        assert read_csv(text.encode())[0].number == "2026-1"

    def test_may_quote_a_name_that_holds_the_separator(self) -> None:
        [row] = _read(_with("debtor_name", '"Brandt, Söhne & Co"'))

        assert row.debtor_name == "Brandt, Söhne & Co"

    def test_may_give_terms_in_place_of_a_due_date(self) -> None:
        [row] = _read(ROW.replace("2026-02-14", "2/10 NET 30"), header=HEADER.replace("due_date", "terms"))

        assert (row.due_on, row.discount_until, row.discount_bp) == (date(2026, 2, 14), date(2026, 1, 25), 200)

    def test_may_give_everything_else_too(self) -> None:
        more = "tax_amount,open_amount,debtor_email,debtor_country,debtor_type,debtor_iban"
        [row] = _read(
            f"{ROW},190.00,400.00,AP@Sorlie.example,no,business,NO93 8601 1117 947,RF73 INV2 0260 042,PO 7",
            header=f"{HEADER},{more},payment_reference,purchase_order",
        )

        assert (row.tax_minor, row.open_amount) == (190_00, Money(400_00, "EUR"))
        assert (row.debtor_email, row.debtor_country, row.debtor_iban) == ("ap@sorlie.example", "NO", "NO9386011117947")
        assert (row.payment_reference, row.purchase_order) == ("RF73INV20260042", "PO 7")

    def test_may_say_where_the_debtor_is(self) -> None:
        more = "debtor_street,debtor_house_number,debtor_postcode,debtor_town"
        [row] = _read(f"{ROW},Strandgata,3 B,9008,Tromsø", header=f"{HEADER},{more}")

        where = row.debtor_street, row.debtor_house_number, row.debtor_postcode, row.debtor_town
        assert where == ("Strandgata", "3 B", "9008", "Tromsø")


class TestAWrongRow:
    def test_refuses_the_list_and_names_every_line_at_once(self) -> None:
        rows = [ROW, _with("amount", "1.190,00"), _with("issue_date", "15.01.2026"), ROW, _with("currency", "EURO")]

        with pytest.raises(RowsRefused) as refused:
            _read(*rows)

        assert [each.line for each in refused.value.problems] == [3, 4, 5, 6]
        assert "Nothing was registered, 4 rows are wrong: line 3: " in str(refused.value)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("invoice_number", ""),
            ("invoice_number", "9" * 41),
            ("debtor_number", "9" * 41),
            ("debtor_name", "x" * 141),
            ("creditor", "x" * 255),
            ("amount", "0.00"),
            ("amount", "-5.00"),
            ("amount", "1e3"),
            ("amount", "NaN"),
            ("amount", "١٢"),
            ("amount", "1 190.00"),
            ("amount", "10.005"),
            ("amount", "1" * 19),
            ("currency", "XXX"),
            ("issue_date", "2026-02-30"),
            ("issue_date", "20260115"),
            ("issue_date", "2026-W03-4"),
            ("issue_date", "9999-12-31"),
            ("due_date", "2026-01-14"),
            ("due_date", ""),
            ("debtor_name", '"two\nlines"'),
        ],
    )
    def test_is_one_with_this_field(self, name: str, value: str) -> None:
        with pytest.raises(RowsRefused, match="1 row is wrong: line"):
            _read(_with(name, value))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("terms", "9" * 41),
            ("open_amount", "0.00"),
            ("open_amount", "1190.01"),
            ("tax_amount", "1190.01"),
            ("debtor_country", "Germany"),
            ("debtor_street", "x" * 71),
            ("debtor_town", "x" * 36),
            ("debtor_type", "friend"),
            ("debtor_email", "nobody"),
            ("debtor_iban", "DE89370400440532013001"),
            ("payment_reference", "9" * 36),
            ("discount_percent", "2"),
        ],
    )
    def test_is_one_with_this_optional_field(self, name: str, value: str) -> None:
        with pytest.raises(RowsRefused, match="line 2: "):
            _read(f"{ROW},{value}", header=f"{HEADER},{name}")

    def test_is_one_that_stands_there_twice(self) -> None:
        with pytest.raises(RowsRefused, match="line 4: invoice 2026-1 stands in line 2 already"):
            _read(ROW, _with("invoice_number", "2026-2"), ROW)

    @pytest.mark.parametrize("row", [f"{ROW},more", "2026-1,Halden"])
    def test_is_one_with_too_many_or_too_few_fields(self, row: str) -> None:
        with pytest.raises(RowsRefused, match="as many as the header"):
            _read(row)


class TestAFileThatIsNoList:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "columns are missing"),
            (HEADER.encode(), "holds no invoices"),
            (HEADER.replace(",amount", "").encode() + b"\n" + ROW.encode(), "missing: amount"),
            (f"{HEADER},amount\n{ROW},5.00".encode(), "stand twice: amount"),
            (f"{HEADER},colour\n{ROW},red".encode(), "not known: colour"),
            (f"{HEADER}\n{ROW}".encode("utf-16"), "not UTF-8"),
            (f"{HEADER}\n{ROW}\0".encode(), "zero bytes"),
            (f'{HEADER}\n"{ROW}'.encode(), "breaks off"),
        ],
    )
    def test_is_refused_as_a_whole(self, data: bytes, why: str) -> None:
        with pytest.raises(NotAList, match=why):
            read_csv(data)

    @given(st.binary(max_size=200))
    def test_never_crashes_the_reader(self, data: bytes) -> None:
        with pytest.raises(Refused):
            read_csv(data)

    @given(st.lists(st.text(max_size=12), min_size=1, max_size=9))
    def test_never_crashes_it_after_a_good_header_either(self, fields: list[str]) -> None:
        row = ",".join(fields).encode("utf-8", "replace")
        with pytest.raises(Refused):
            read_csv(HEADER.encode() + b"\n" + row)
