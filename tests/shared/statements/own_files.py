"""Small bank files of our own making, and variations on them."""

from __future__ import annotations

from pathlib import Path

FILES = Path(__file__).parents[2] / "files" / "statements"


def own(name: str) -> bytes:
    return (FILES / name).read_bytes()


def entry(inside: str = "", *, amount: str = "100.00", currency: str = "EUR", direction: str = "CRDT") -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>2026-04-01</Dt></BookgDt>{inside}</Ntry>"
    )


def payments(*details: str) -> str:
    return f"<NtryDtls>{''.join(f'<TxDtls>{each}</TxDtls>' for each in details)}</NtryDtls>"


def camt(*entries: str, head: str = "<Id>S1</Id>", namespace: str = "camt.053.001.08") -> bytes:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{namespace}"><BkToCstmrStmt><Stmt>{head}{"".join(entries)}'
        "</Stmt></BkToCstmrStmt></Document>"
    )
    return text.encode()
