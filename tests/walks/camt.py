"""A small camt.053 in our own words, as a bank would write it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.money import Money

_FILE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-03-16T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>{name}</Id><CreDtTm>2026-03-16T18:00:00</CreDtTm>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{balances}{entries}
</Stmt></BkToCstmrStmt></Document>
"""
_BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>"
)
_ENTRY = (
    "<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
    "<BookgDt><Dt>2026-03-16</Dt></BookgDt><ValDt><Dt>2026-03-16</Dt></ValDt><NtryDtls><TxDtls>"
    "<RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties><RmtInf>{remittance}</RmtInf>"
    "</TxDtls></NtryDtls></Ntry>"
)
_OPENING = Money(5_000_00, "EUR")


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came in: cents, who paid, and what they wrote or the reference they gave."""

    amount: int
    payer: str
    text: str = ""
    reference: str = ""


def file_of(paid: Sequence[Paid], *, iban: str, name: str = "STMT-1", off_by: int = 0) -> bytes:
    """The file's bytes; `off_by` cents make its balances not tie."""
    closing = Money(_OPENING.minor + sum(each.amount for each in paid) + off_by, "EUR")
    balances = _BALANCE.format(kind="OPBD", amount=_OPENING.plain) + _BALANCE.format(kind="CLBD", amount=closing.plain)
    entries = "\n".join(_entry(each) for each in paid)
    return _FILE.format(name=name, iban=iban, balances=balances, entries=entries).encode()


def _entry(paid: Paid) -> str:
    structured = f"<Strd><CdtrRefInf><Ref>{paid.reference}</Ref></CdtrRefInf></Strd>" if paid.reference else ""
    remittance = structured or f"<Ustrd>{paid.text}</Ustrd>"
    return _ENTRY.format(amount=Money(paid.amount, "EUR").plain, payer=paid.payer, remittance=remittance)
