"""The codes field by field against EPC069-12 and the Swiss guidelines; the symbols against the library's own."""

import struct
import zlib
from dataclasses import replace

import pytest
import segno
import segno.helpers
from lxml import etree

from shared.invoices import payment_qr
from shared.invoices.payment_qr import Account, NoPaymentCode, PaymentCode, Scheme, Transfer
from shared.invoices.structured_references import qrr
from shared.money import Money
from shared.postal import Address

REFERENCE = "RF18539007547034"
GERMAN = Account("Halden Receivables GmbH", "DE89370400440532013000")
TRANSFER = Transfer(GERMAN, REFERENCE, Money(312_45, "EUR"))

BERN = Address("Marktgasse", "28", "3011", "Bern", "CH")
SWISS = Account("Halden Schweiz AG", "CH9300762011623852957", address=BERN)
QR_IBAN = replace(SWISS, iban="CH4431999123000889012")
SWISS_TRANSFER = Transfer(SWISS, REFERENCE, Money(1_949_75, "CHF"))
QRR = qrr("21000000000313947143000901")


class TestEpc:
    def test_every_field_stands_on_its_line(self) -> None:
        code = payment_qr.payment_code(replace(TRANSFER, account=replace(GERMAN, bic="COBADEFFXXX")))

        assert code.scheme is Scheme.EPC
        assert code.payload.split("\n") == [
            "BCD",
            "002",
            "1",  # UTF-8
            "SCT",
            "COBADEFFXXX",
            "Halden Receivables GmbH",
            "DE89370400440532013000",
            "EUR312.45",
            "",  # purpose
            REFERENCE,
        ]

    @pytest.mark.parametrize("text", ["RF00539007547034", "INV-00042", f"{REFERENCE} RF712348231"])
    def test_what_is_no_creditor_reference_is_free_text_and_never_both(self, text: str) -> None:
        fields = payment_qr.payment_code(replace(TRANSFER, reference=text)).payload.split("\n")
        assert fields[9:] == ["", text]

    def test_the_symbol_is_the_one_the_library_draws_for_the_same_fields(self) -> None:
        name = "Hålden Inkasso"
        ours = payment_qr.payment_code(replace(TRANSFER, account=replace(GERMAN, holder=name)))
        theirs = segno.helpers.make_epc_qr(name, GERMAN.iban, "312.45", reference=REFERENCE, encoding="utf-8")
        assert ours.png(1) == _png_of(theirs)
        assert theirs.error == "M"
        assert theirs.version <= 13

    def test_a_printed_reference_loses_its_spaces(self) -> None:
        fields = payment_qr.payment_code(replace(TRANSFER, reference="RF18 5390 0754 7034")).payload.split("\n")
        assert fields[9] == REFERENCE

    def test_a_name_is_one_line_of_at_most_seventy_characters(self) -> None:
        account = replace(GERMAN, holder="Halden\nEUR1.00 " + "x" * 80)
        fields = payment_qr.payment_code(replace(TRANSFER, account=account)).payload.split("\n")
        assert fields[5] == ("Halden EUR1.00 " + "x" * 80)[:70]
        assert fields[6] == GERMAN.iban

    @pytest.mark.parametrize(("minor", "written"), [(1, "EUR0.01"), (99_999_999_999, "EUR999999999.99")])
    def test_the_least_and_the_most_amount(self, minor: int, written: str) -> None:
        assert written in payment_qr.payment_code(replace(TRANSFER, amount=Money(minor, "EUR"))).payload

    @pytest.mark.parametrize(
        "unfit",
        [
            replace(TRANSFER, account=replace(GERMAN, iban="DE00370400440532013000")),
            replace(TRANSFER, account=replace(GERMAN, bic="COBA")),
            replace(TRANSFER, account=replace(GERMAN, holder=" ")),
            replace(TRANSFER, account=Account("Halden Ltd", "GB29NWBK60161331926819")),
            replace(TRANSFER, account=Account("Halden Ltd", "TR330006100519786457841326")),
            replace(TRANSFER, amount=Money(312_40, "SEK")),
            replace(TRANSFER, amount=Money(0, "EUR")),
            replace(TRANSFER, amount=Money(100_000_000_000, "EUR")),
            replace(TRANSFER, reference=""),
            replace(TRANSFER, reference="x" * 141),
            Transfer(replace(GERMAN, holder="Å" * 70), "Ø" * 140, Money(1, "EUR")),
        ],
        ids=[
            "mistyped IBAN",
            "mistyped BIC",
            "no holder",
            "outside the EEA without BIC",
            "outside SEPA",
            "not in EUR",
            "nothing",
            "too much",
            "no reference",
            "too long a text",
            "over 331 bytes",
        ],
    )
    def test_no_code_is_made_that_a_bank_would_refuse_or_send_astray(self, unfit: Transfer) -> None:
        with pytest.raises(NoPaymentCode):
            payment_qr.payment_code(unfit)


class TestSwiss:
    def test_every_field_stands_on_its_line(self) -> None:
        code = payment_qr.payment_code(SWISS_TRANSFER)

        assert code.scheme is Scheme.SWISS
        assert code.payload.split("\r\n") == [
            *("SPC", "0200", "1"),
            "CH9300762011623852957",
            *("S", "Halden Schweiz AG", "Marktgasse", "28", "3011", "Bern", "CH"),
            *("",) * 7,  # the ultimate creditor, for future use
            *("1949.75", "CHF"),
            *("",) * 7,  # the debtor: who pays may be another
            *("SCOR", REFERENCE, ""),
            "EPD",
        ]

    def test_a_qr_iban_goes_with_a_qr_reference(self) -> None:
        fields = payment_qr.payment_code(Transfer(QR_IBAN, QRR, Money(100, "EUR"))).payload.split("\r\n")
        assert (fields[3], fields[18:20], fields[27:30]) == (QR_IBAN.iban, ["1.00", "EUR"], ["QRR", QRR, ""])

    @pytest.mark.parametrize("text", ["2026-1702", f"{REFERENCE} RF712348231", QRR])
    def test_any_other_reference_to_a_plain_iban_is_a_message(self, text: str) -> None:
        fields = payment_qr.payment_code(replace(SWISS_TRANSFER, reference=text)).payload.split("\r\n")
        assert fields[27:30] == ["NON", "", text]

    @pytest.mark.parametrize(
        "unfit",
        [
            Transfer(QR_IBAN, REFERENCE, Money(100, "CHF")),
            Transfer(QR_IBAN, "2026-1702", Money(100, "CHF")),
            Transfer(QR_IBAN, QRR[:-1] + "0", Money(100, "CHF")),
            replace(SWISS_TRANSFER, amount=Money(100, "USD")),
            replace(SWISS_TRANSFER, account=replace(SWISS, address=Address(country="CH"))),
            replace(SWISS_TRANSFER, account=replace(SWISS, iban="CH9400762011623852957")),
        ],
        ids=["QR-IBAN with RF", "QR-IBAN with text", "wrong check digit", "in USD", "no town", "mistyped IBAN"],
    )
    def test_no_code_is_made_that_a_bank_would_refuse(self, unfit: Transfer) -> None:
        with pytest.raises(NoPaymentCode):
            payment_qr.payment_code(unfit)

    def test_the_symbol_carries_the_cross_on_seven_of_its_46_millimetres(self) -> None:
        code = payment_qr.payment_code(SWISS_TRANSFER)
        pixels = _pixels(code.png(10))
        plain = _pixels(PaymentCode(Scheme.EPC, code.payload).png(10))
        changed = [(y, x) for y, row in enumerate(pixels) for x, one in enumerate(row) if one != plain[y][x]]
        modules = len(pixels) // 10 - 8
        width = max(x for _, x in changed) - min(x for _, x in changed) + 1

        assert width <= round(modules * 10 * 7 / 46) + 1
        assert pixels[len(pixels) // 2][len(pixels) // 2] == 255
        # Level M restores 15 %; the cross hides 7 × 7 of 46 × 46.
        assert len(changed) / (modules * 10) ** 2 < 0.03


@pytest.mark.parametrize("transfer", [TRANSFER, SWISS_TRANSFER], ids=["epc", "swiss"])
def test_the_svg_needs_nothing_from_elsewhere(transfer: Transfer) -> None:
    drawn = etree.fromstring(payment_qr.payment_code(transfer).svg.encode())
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn.get("viewBox")
    assert not [each for each in drawn.iter() if each.get("href") or each.get("style")]


def _pixels(png: bytes) -> list[bytes]:
    """The rows of a grey image without filters, as `png` writes them."""
    width, height = struct.unpack(">II", png[16:24])
    length = struct.unpack(">I", png[33:37])[0]
    raw = zlib.decompress(png[41 : 41 + length])
    return [raw[y * (width + 1) + 1 : (y + 1) * (width + 1)] for y in range(height)]


def _png_of(code: segno.QRCode) -> bytes:
    return payment_qr._png([bytearray(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=4)])
