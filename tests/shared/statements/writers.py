"""Small writers of MT940, OFX and BAI2: what they write must be read back the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.money import DECIMALS


@dataclass(frozen=True)
class Moved:
    """One movement; `minor` is negative for money that left."""

    minor: int
    day: date
    text: str
    reference: str


@dataclass(frozen=True)
class Written:
    """A statement to write; `page_after` movements begin the next page of an MT940."""

    currency: str
    opening: int
    moved: tuple[Moved, ...]
    page_after: int = 1_000
    misstated: int = 0

    @property
    def closing(self) -> int:
        return self.opening + sum(each.minor for each in self.moved) + self.misstated


def mt940(statement: Written) -> bytes:
    lines: list[str] = []
    at, page, rest = statement.opening, 0, list(statement.moved)
    while rest or not page:
        page += 1
        now, rest = rest[: statement.page_after], rest[statement.page_after :]
        lines += [":20:S1", ":25:DE89370400440532013000", f":28C:5/{page}"]
        lines += [f":60{'F' if page == 1 else 'M'}:{_swift_balance(at, statement.currency)}"]
        for each in now:
            mark = "D" if each.minor < 0 else "C"
            day = f"{each.day:%y%m%d%m%d}"
            lines += [f":61:{day}{mark}{_swift(each.minor, statement.currency)}NTRFNONREF//{each.reference}"]
            lines += _wrapped(f":86:166?00TEXT?20SVWZ+{each.text}?32Payer")
            at += each.minor
        at += 0 if rest else statement.misstated
        lines += [f":62{'M' if rest else 'F'}:{_swift_balance(at, statement.currency)}", "-"]
    return ("\n".join(lines) + "\n").encode()


def ofx(statement: Written) -> bytes:
    transactions = "".join(
        f"<STMTTRN><DTPOSTED>{each.day:%Y%m%d}<TRNAMT>{_pointed(each.minor, statement.currency)}"
        f"<FITID>{each.reference}<NAME>Payer<MEMO>{each.text.replace('&', '&amp;').replace('<', '&lt;')}</STMTTRN>\n"
        for each in statement.moved
    )
    closing = _pointed(statement.closing, statement.currency)
    return (
        f"OFXHEADER:100\nVERSION:102\n\n<OFX><STMTRS><CURDEF>{statement.currency}<BANKACCTFROM><ACCTID>12345678"
        f"</BANKACCTFROM><BANKTRANLIST>{transactions}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{closing}<DTASOF>20260401</LEDGERBAL></STMTRS></OFX>\n"
    ).encode()


def bai2(statement: Written) -> bytes:
    day = statement.moved[0].day if statement.moved else date(2026, 4, 1)
    lines = ["01,BANK,US,260402,0600,1,80,,2/", f"02,US,BANK,1,{day:%y%m%d},2400,{statement.currency},2/"]
    lines += [f"03,12345678,,010,{statement.opening},,,015,{statement.closing},,/"]
    for each in statement.moved:
        code = "475" if each.minor < 0 else "142"
        lines += [f"16,{code},{abs(each.minor)},V,{each.day:%y%m%d},,{each.reference},,", f"88,{each.text}/"]
    total = statement.opening + statement.closing + sum(abs(each.minor) for each in statement.moved)
    size = 2 + 2 * len(statement.moved)
    lines += [f"49,{total},{size}/", f"98,{total},1,{size + 2}/", f"99,{total},1,{size + 4}/"]
    return ("\n".join(lines) + "\n").encode()


def _wrapped(text: str) -> Sequence[str]:
    return [text[place : place + 65] for place in range(0, len(text), 65)]


def _pointed(minor: int, currency: str) -> str:
    decimals = DECIMALS[currency]
    whole, part = divmod(abs(minor), 10**decimals)
    return f"{'-' if minor < 0 else ''}{whole}" + (f".{part:0{decimals}d}" if decimals else "")


def _swift(minor: int, currency: str) -> str:
    written = _pointed(abs(minor), currency).replace(".", ",")
    return written if "," in written else f"{written},"


def _swift_balance(minor: int, currency: str) -> str:
    return f"{'D' if minor < 0 else 'C'}260401{currency}{_swift(minor, currency)}"
