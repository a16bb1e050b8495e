"""The codes that banking apps read, as pictures: EPC069-12 for SEPA in EUR, the Swiss QR-bill for Swiss accounts. Pure.

The libraries write down much of what they are given, so everything is checked first: a code with a mistyped account
would send the money astray.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import segno
from qrbill import QRBill
from stdnum import bic as bic_rules
from stdnum import iban as iban_rules
from stdnum import iso11649
from stdnum.ch import esr

from shared.errors import Refused
from shared.money import Money
from shared.postal import Address

_LONGEST_TEXT: Final = 140
_LONGEST_NAME: Final = 70
_LONGEST_EPC: Final = 331  # bytes
_MOST_MINOR: Final = 99_999_999_999  # 999,999,999.99, the same in both standards
_QRR_DIGITS: Final = 27
_QUIET_MODULES: Final = 4  # ISO/IEC 18004 asks for a border as wide as this
_CROSS_MM, _SYMBOL_MM = 7, 46  # how wide the Swiss cross is on its symbol
_SWISS: Final = frozenset({"CH", "LI"})
_EEA = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split())
_SEPA = _EEA | frozenset("AD AL CH GB GG GI IM JE MC MD ME MK RS SM VA".split())
# Drawn dark on white in both modes: scanners expect it so.
_DARK, _LIGHT = "#1c2024", "#ffffff"


class Scheme(StrEnum):
    EPC = "epc"
    SWISS = "swiss"


class NoPaymentCode(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"No payment code can be made: {why}.")


@dataclass(frozen=True, slots=True)
class Account:
    """The firm's account that money in one currency is sent to; a Swiss code needs the holder's postcode and town."""

    holder: str
    iban: str
    bic: str = ""
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a debtor's bank is told. `reference` is one invoice's, or several separated by spaces."""

    account: Account
    reference: str
    amount: Money


@dataclass(frozen=True)
class PaymentCode:
    """A code that can be drawn: `payload` is what the banking app reads, line by line."""

    scheme: Scheme
    payload: str

    @property
    def svg(self) -> str:
        """The symbol with its quiet zone, as the text of an SVG that needs nothing else."""
        side = len(self._symbol.matrix) + 2 * _QUIET_MODULES
        drawn = self._symbol.svg_inline(border=_QUIET_MODULES, dark=_DARK, light=_LIGHT, omitsize=True)
        named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        cross = _cross(side) if self.scheme is Scheme.SWISS else ""
        return f"{named.removesuffix('</svg>')}{cross}</svg>"

    @property
    def data_uri(self) -> str:
        """The symbol as the `src` of an image; the content policy lets it in."""
        return "data:image/svg+xml;base64," + b64encode(self.svg.encode()).decode()

    def png(self, scale: int = 8) -> bytes:
        """The symbol with its quiet zone, `scale` pixels to a module, black on white."""
        drawn = self._symbol.matrix_iter(scale=scale, border=_QUIET_MODULES)
        rows = [bytearray(0 if dark else 255 for dark in row) for row in drawn]
        if self.scheme is Scheme.SWISS:
            _draw_cross(rows, len(self._symbol.matrix) * scale * _CROSS_MM // _SYMBOL_MM)
        return _png(rows)

    @cached_property
    def _symbol(self) -> segno.QRCode:
        # Both standards fix level M. The library would raise it where there is room.
        return segno.make_qr(self.payload.encode(), error="m", boost_error=False)


def payment_code(transfer: Transfer) -> PaymentCode:
    """The code for a transfer: Swiss for accounts in Switzerland and Liechtenstein, EPC for the rest of SEPA.

    Raises:
        NoPaymentCode: the account, the currency, the amount or the reference does not fit the standard.
    """
    _check(transfer)
    if is_swiss(transfer.account.iban):
        return PaymentCode(Scheme.SWISS, _swiss(transfer).qr_data())
    return PaymentCode(Scheme.EPC, _epc(transfer))


def is_swiss(iban: str) -> bool:
    return iban[:2] in _SWISS


def is_qr_iban(iban: str) -> bool:
    """Whether transfers to the account need a QR reference: its bank's number lies in 30000–31999."""
    return is_swiss(iban) and iban[4:9].isdigit() and 30000 <= int(iban[4:9]) <= 31999


def is_qrr(reference: str) -> bool:
    digits = reference.replace(" ", "")
    return len(digits) == _QRR_DIGITS and bool(esr.is_valid(digits))


def _check(transfer: Transfer) -> None:
    if not iban_rules.is_valid(transfer.account.iban):
        raise NoPaymentCode("the account's IBAN is wrong")
    if transfer.account.bic and not bic_rules.is_valid(transfer.account.bic):
        raise NoPaymentCode("the account's BIC is wrong")
    if not transfer.account.holder.strip():
        raise NoPaymentCode("the account's holder is missing")
    if not 0 < transfer.amount.minor <= _MOST_MINOR:
        raise NoPaymentCode("amounts lie between 0.01 and 999,999,999.99")
    if not 0 < len(_line(transfer.reference)) <= _LONGEST_TEXT:
        raise NoPaymentCode("the reference is missing or too long")


def _epc(transfer: Transfer) -> str:
    """EPC069-12, version 002: a line a field; a creditor reference or a text, never both."""
    account, country = transfer.account, transfer.account.iban[:2]
    if transfer.amount.currency != "EUR" or country not in _SEPA:
        raise NoPaymentCode("it is not a transfer in EUR within SEPA")
    if country not in _EEA and not account.bic:
        raise NoPaymentCode("an account outside the EEA needs its BIC")
    reference = _line(transfer.reference)
    structured, text = (_compact(reference), "") if iso11649.is_valid(reference) else ("", reference)
    fields = (
        *("BCD", "002", "1", "SCT"),
        account.bic,
        _line(account.holder)[:_LONGEST_NAME],
        account.iban,
        f"EUR{transfer.amount.plain}",
        "",  # purpose
        structured,
        text,
    )
    payload = "\n".join(fields).rstrip("\n")
    if len(payload.encode()) > _LONGEST_EPC:
        raise NoPaymentCode("name and reference together are too long")
    return payload


def _swiss(transfer: Transfer) -> QRBill:
    """SIX QR-bill 2.3: structured address, QRR with a QR-IBAN, SCOR or none with any other."""
    if transfer.amount.currency not in ("CHF", "EUR"):
        raise NoPaymentCode("a Swiss code is for CHF and EUR")
    account, reference = transfer.account, _line(transfer.reference)
    structured = is_qrr(reference) if is_qr_iban(account.iban) else bool(iso11649.is_valid(reference))
    if is_qr_iban(account.iban) and not structured:
        raise NoPaymentCode("an account with a QR-IBAN needs a QR reference")
    where = account.address
    try:
        return QRBill(
            account=account.iban,
            creditor={
                "name": _line(account.holder)[:_LONGEST_NAME],
                "street": _line(where.street),
                "house_num": _line(where.house_number),
                "pcode": _line(where.postcode),
                "city": _line(where.town),
                "country": where.country or account.iban[:2],
            },
            amount=transfer.amount.plain,
            currency=transfer.amount.currency,
            reference_number=_compact(reference) if structured else None,
            additional_information="" if structured else reference,
        )
    except ValueError as unfit:
        raise NoPaymentCode(str(unfit).rstrip(".")) from unfit


def _line(text: str) -> str:
    """One line: a line break in a field would begin the next."""
    return " ".join(text.split())


def _compact(reference: str) -> str:
    return reference.replace(" ", "").upper()


def _cross(side: int) -> str:
    """The Swiss cross in the middle of a symbol `side` modules wide, quiet zone included."""
    width = (side - 2 * _QUIET_MODULES) * 1000 * _CROSS_MM // _SYMBOL_MM
    place, wide = _thousandths((side * 1000 - width) // 2), _thousandths(width)
    squares = f'<path fill="{_LIGHT}" d="M0 0h200v200H0z"/><path fill="#000000" d="M14 14h172v172H14z"/>'
    bars = f'<path fill="{_LIGHT}" d="M83 45h34v110H83zM45 83h110v34H45z"/>'
    within = f'x="{place}" y="{place}" width="{wide}" height="{wide}" viewBox="0 0 200 200"'
    return f"<svg {within}>{squares}{bars}</svg>"


def _thousandths(number: int) -> str:
    whole, rest = divmod(number, 1000)
    return f"{whole}.{rest:03d}"


def _draw_cross(rows: list[bytearray], width: int) -> None:
    """The same cross, in pixels."""
    first = (len(rows) - width) // 2
    for y in range(first, first + width):
        for x in range(first, first + width):
            rows[y][x] = _shade((x - first) * 200 // width, (y - first) * 200 // width)


def _shade(x: int, y: int) -> int:
    """White or black at a place of the cross's grid of 200: a white rim, black, and two white bars."""
    is_rim = not (14 <= x < 186 and 14 <= y < 186)
    is_bar = (83 <= x < 117 and 45 <= y < 155) or (45 <= x < 155 and 83 <= y < 117)
    return 255 if is_rim or is_bar else 0


def _png(rows: list[bytearray]) -> bytes:
    """An image of eight-bit greys (ISO/IEC 15948)."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
