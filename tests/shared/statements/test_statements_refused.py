"""A file that cannot be trusted is refused whole, with one sentence."""

from __future__ import annotations

import io
import re

import pytest

from shared.statements import CsvLayout, StatementRefused, read, refusals, stream
from shared.statements.refusals import (
    BadEntry,
    CutOff,
    EmptyFile,
    HoldsDoctype,
    LayoutNeeded,
    NotAStatement,
    NotWellFormed,
    TooLarge,
    UnknownEncoding,
    UnknownFormat,
)
from tests.shared.statements.own_files import camt, entry, own

_DOCTYPES = (
    b"<!DOCTYPE Document>",
    b'<!DOCTYPE Document SYSTEM "http://localhost:9/x.dtd">',
    b'<!DOCTYPE Document [<!ENTITY a "100.00">]>',
    b'<!DOCTYPE Document [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
)


def with_doctype(doctype: bytes) -> bytes:
    return camt(entry()).replace(b"?><", b"?>" + doctype + b"<", 1)


@pytest.mark.parametrize("doctype", _DOCTYPES)
def test_a_doctype_of_any_kind(doctype: bytes) -> None:
    with pytest.raises(HoldsDoctype):
        read(with_doctype(doctype))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_in_utf_16(encoding: str) -> None:
    with pytest.raises(HoldsDoctype):
        read(with_doctype(_DOCTYPES[2]).replace(b'encoding="UTF-8"', b"").decode().encode(encoding))


def test_a_doctype_behind_a_long_comment() -> None:
    with pytest.raises(HoldsDoctype):
        read(with_doctype(b"<!--" + b"x" * 100_000 + b"-->" + _DOCTYPES[2]))


def test_an_entity_nobody_declared() -> None:
    with pytest.raises(NotWellFormed):
        read(camt(entry(amount="1&x;00")))


@pytest.mark.parametrize("length", [-1, -20, -200, 300])
def test_a_file_cut_off(length: int) -> None:
    with pytest.raises(CutOff):
        read(own("everyday.camt053.xml").rstrip()[:length])


def test_a_file_cut_off_gives_a_stream_its_entries_and_then_refuses() -> None:
    parts = stream(io.BytesIO(camt(entry(), entry())[:-1]))

    assert len([next(parts), next(parts), next(parts)]) == 3
    with pytest.raises(CutOff):
        next(parts)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_an_empty_file(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        camt(entry()).replace(b"</Sts>", b"</Stz>"),
        camt(entry()).replace(b"S1", b"\xe5"),
        camt(entry()).replace(b"S1", b"&#1;"),
        camt(entry()).replace(b"S1", b"x" * 10_100_000),
        camt(entry()).replace(b"<Stmt>", b"<a>" * 300 + b"<Stmt>").replace(b"</Stmt>", b"</Stmt>" + b"</a>" * 300),
    ],
    ids=["tags", "letters", "control character", "one text over 10 MB", "depth"],
)
def test_what_is_not_well_formed_or_made_to_hurt(data: bytes) -> None:
    with pytest.raises(NotWellFormed):
        read(data)


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "nonsense"])
def test_an_encoding_in_which_markup_can_hide(encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        read(camt(entry()).replace(b"UTF-8", encoding.encode()))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>Log in</body></html>",
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt/></Document>',
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>',
        camt(entry(), namespace="camt.054.001.08"),
        b"<Stmt><Ntry/></Stmt>",
    ],
    ids=["web page", "payment status", "no statement", "one body under another's name", "no message"],
)
def test_what_is_no_statement(data: bytes) -> None:
    with pytest.raises(NotAStatement):
        read(data)


@pytest.mark.parametrize("amount", ["", "1,234.56", "NaN", "1e3", "-5.00", "1_000", "١٢٣", "0x10", "1.2.3", "9" * 19])
def test_an_amount_that_is_none(amount: str) -> None:
    with pytest.raises(BadEntry, match=r"^Entry 2 of statement “S1”: "):
        read(camt(entry(), entry(amount=amount)))


@pytest.mark.parametrize(
    "broken",
    [
        entry(currency=""),
        entry(currency="eur"),
        entry(direction="CREDIT"),
        entry().replace("2026-04-01", "2026-02-30"),
        entry().replace("2026-04-01", "01.04.2026"),
        entry().replace("2026-04-01", "2026-W14-3"),
        "<Ntry/>",
    ],
)
def test_an_entry_the_journal_could_not_use(broken: str) -> None:
    with pytest.raises(BadEntry):
        read(camt(broken))


def test_a_balance_that_is_none() -> None:
    balance = '<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1,00</Amt></Bal>'

    with pytest.raises(BadEntry, match="Balance OPBD"):
        read(camt(entry(), head=f"<Id>S1</Id>{balance}"))


def test_a_csv_without_a_profile_says_what_is_missing() -> None:
    with pytest.raises(LayoutNeeded, match="profile"):
        read(b"Date;Name;Amount\n01.04.2026;Anna;1,00\n")


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"hello", bytes(100)])
def test_what_is_no_bank_file(data: bytes) -> None:
    with pytest.raises(StatementRefused) as refused:
        read(data)

    assert isinstance(refused.value, UnknownFormat | EmptyFile)


def test_a_file_too_large() -> None:
    class Large(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return super().seek(offset, whence) + (refusals.LARGEST_MEGABYTES + 1) * 1_000_000

    with pytest.raises(TooLarge):
        list(stream(Large(camt(entry()))))


def test_a_camt_file_is_read_as_one_even_when_a_profile_is_given() -> None:
    assert len(read(camt(entry()), layout=CsvLayout())[0].entries) == 1


def test_every_refusal_is_one_sentence_without_the_machinery() -> None:
    for data in (b"", b"<a>", b"hello", camt(entry(amount="x")), with_doctype(_DOCTYPES[0])):
        with pytest.raises(StatementRefused) as refused:
            read(data)
        assert re.fullmatch(r"[A-Z][^\n]*\.", str(refused.value))
