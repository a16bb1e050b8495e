"""The statement as camt.053.001.08: one Stmt per account currency, whose balances tie."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.matching.generator import checks
from benchmarks.matching.generator.books import FIRST_DAY
from benchmarks.matching.generator.currencies import plain, scale
from benchmarks.matching.generator.values import Line

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_LAST_DAY = FIRST_DAY + timedelta(days=6)
_HOMES = {"EUR": "DE", "CHF": "CH", "NOK": "NO", "SEK": "SE", "DKK": "DK", "PLN": "PL", "CZK": "CZ"}
_PROPRIETARY = ("QRR",)
"""References that ISO has no code of its own for."""


def write(path: Path, accounts: Mapping[str, Sequence[Line]], *, name: str) -> None:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{_NAMESPACE}"><BkToCstmrStmt><GrpHdr><MsgId>MATCHING-{name}</MsgId>'
        f"<CreDtTm>{_LAST_DAY}T21:00:00Z</CreDtTm></GrpHdr>\n"
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for currency in sorted(accounts):
            file.writelines(_statement(currency, accounts[currency]))
        file.write("</BkToCstmrStmt></Document>\n")


def _statement(currency: str, lines: Sequence[Line]) -> Iterable[str]:
    account = checks.iban(_HOMES.get(currency, "GB"), random.Random(currency))
    opening = 5_000_000 * scale(currency)
    closing = opening + sum(line.amount if line.is_credit else -line.amount for line in lines)
    yield (
        f"<Stmt><Id>{currency}-{FIRST_DAY:%y%W}</Id><CreDtTm>{_LAST_DAY}T21:00:00Z</CreDtTm>"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening, currency, FIRST_DAY)}{_balance('CLBD', closing, currency, _LAST_DAY)}\n"
    )
    yield from map(_entry, lines)
    yield "</Stmt>\n"


def _balance(kind: str, minor: int, currency: str, day: date) -> str:
    sign = "CRDT" if minor >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(abs(minor), currency)}"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(line: Line) -> str:
    day, value = line.moment[0], line.value_date
    amount = _amount(line.amount, line.currency)
    sign = f"<CdtDbtInd>{'CRDT' if line.is_credit else 'DBIT'}</CdtDbtInd>"
    family = "<Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>"
    if not line.is_credit:
        family = "<Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly>"
    return (
        f"<Ntry><NtryRef>{line.ref}</NtryRef>{amount}{sign}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{value}</Dt></ValDt>"
        f"<AcctSvcrRef>{line.servicer}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd>{family}</Domn></BkTxCd>"
        f"<NtryDtls><TxDtls>{_references(line)}{amount}{sign}{_instructed(line)}{_parties(line)}"
        f"{_remittance(line)}{_returned(line)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _references(line: Line) -> str:
    return f"<Refs><EndToEndId>{escape(line.end_to_end)}</EndToEndId></Refs>" if line.end_to_end else ""


def _instructed(line: Line) -> str:
    if not line.instructed:
        return ""
    return f"<AmtDtls><InstdAmt>{_amount(*line.instructed)}</InstdAmt></AmtDtls>"


def _parties(line: Line) -> str:
    """The other side: who paid, or of whom a direct debit was drawn."""
    inner = f"<Dbtr><Pty><Nm>{escape(line.payer_name)}</Nm></Pty></Dbtr>"
    if line.payer_account:
        inner += f"<DbtrAcct><Id><IBAN>{line.payer_account}</IBAN></Id></DbtrAcct>"
    if line.ultimate:
        inner += f"<UltmtDbtr><Pty><Nm>{escape(line.ultimate)}</Nm></Pty></UltmtDbtr>"
    return f"<RltdPties>{inner}</RltdPties>"


def _remittance(line: Line) -> str:
    text = f"<Ustrd>{escape(line.text)}</Ustrd>" if line.text else ""
    if line.reference:
        tag = "Prtry" if line.scheme in _PROPRIETARY else "Cd"
        kind = line.scheme if line.scheme in _PROPRIETARY else "SCOR"
        text += (
            f"<Strd><CdtrRefInf><Tp><CdOrPrtry><{tag}>{kind}</{tag}></CdOrPrtry></Tp>"
            f"<Ref>{escape(line.reference)}</Ref></CdtrRefInf></Strd>"
        )
    return f"<RmtInf>{text}</RmtInf>" if text else ""


def _returned(line: Line) -> str:
    return f"<RtrInf><Rsn><Cd>{line.return_reason}</Cd></Rsn></RtrInf>" if line.return_reason else ""


def _amount(minor: int, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{plain(minor, currency)}</Amt>'
