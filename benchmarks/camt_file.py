"""A camt.053 of any size, made up: one account, its balances tie, every tenth entry a batch, some money going out."""

from __future__ import annotations

import random
from pathlib import Path

from stdnum.iso7064 import mod_97_10

_NAMES = ("Berg & Sønn", "Keller Möbel", "Ümit Yıldız", "Atelier Dupré", "Nordic Paper", "Ola Hansen", "Zoë de Wit")
_BATCH = 4
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
    "<GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-06-30T20:00:00</CreDtTm></GrpHdr><Stmt><Id>BENCH-1</Id>"
    "<ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-06-30T20:00:00</CreDtTm>"
    "<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>{balances}\n"
)
_BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{type}</Cd></CdOrPrtry></Tp>{amount}<CdtDbtInd>{sign}</CdtDbtInd>"
    "<Dt><Dt>2026-06-30</Dt></Dt></Bal>"
)
_ENTRY = (
    "<Ntry><NtryRef>{number}</NtryRef>{amount}<CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
    "<BookgDt><Dt>2026-06-{day:02}</Dt></BookgDt><ValDt><Dt>2026-06-{day:02}</Dt></ValDt>"
    "<AcctSvcrRef>SVC{number:09}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
    "<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>{payments}</NtryDtls></Ntry>\n"
)
_PAYMENT = (
    "<TxDtls><Refs><AcctSvcrRef>{ref}</AcctSvcrRef><EndToEndId>{end_to_end}</EndToEndId></Refs>{amount}"
    "<CdtDbtInd>{sign}</CdtDbtInd><RltdPties><{role}><Pty><Nm>{name}</Nm></Pty></{role}>"
    "<{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct></RltdPties><RmtInf>{remittance}</RmtInf></TxDtls>"
)


def write(path: Path, entries: int, *, seed: int = 7, iban: str = "") -> None:
    """Write the file, the same for the same seed, for the account given; about 90 MB for 100,000 entries."""
    chance = random.Random(seed)
    amounts = [chance.randrange(100, 900_000) * (-1 if chance.random() < 0.1 else 1) for _ in range(entries)]
    balances = _balance("OPBD", 5_000_000) + _balance("CLBD", 5_000_000 + sum(amounts))
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD.format(iban=iban or _iban(chance), balances=balances))
        for number, minor in enumerate(amounts, start=1):
            file.write(_entry(number, minor, chance))
        file.write("</Stmt></BkToCstmrStmt></Document>\n")


def _entry(number: int, minor: int, chance: random.Random) -> str:
    parts = [minor]
    if number % 10 == 0:
        parts = [minor // _BATCH] * (_BATCH - 1)
        parts.append(minor - sum(parts))
    payments = "".join(_payment(number, place, part, chance) for place, part in enumerate(parts))
    day = 1 + number % 30
    return _ENTRY.format(number=number, amount=_amount(minor), sign=_sign(minor), day=day, payments=payments)


def _payment(number: int, place: int, minor: int, chance: random.Random) -> str:
    invoice = f"{number:07}{place}"
    structured = f"<Strd><CdtrRefInf><Ref>{_rf(invoice)}</Ref></CdtrRefInf></Strd>"
    return _PAYMENT.format(
        ref=f"SVC{number:09}-{place}",
        end_to_end="NOTPROVIDED" if number % 5 == 0 else f"E2E-{invoice}",
        amount=_amount(minor),
        sign=_sign(minor),
        role="Cdtr" if minor < 0 else "Dbtr",
        name=chance.choice(_NAMES).replace("&", "&amp;"),
        iban=_iban(chance),
        remittance=structured if number % 3 == 0 else f"<Ustrd>Invoice {invoice}, thank you</Ustrd>",
    )


def _balance(type_: str, minor: int) -> str:
    return _BALANCE.format(type=type_, amount=_amount(minor), sign=_sign(minor))


def _amount(minor: int) -> str:
    whole, part = divmod(abs(minor), 100)
    return f'<Amt Ccy="EUR">{whole}.{part:02}</Amt>'


def _sign(minor: int) -> str:
    return "DBIT" if minor < 0 else "CRDT"


def _rf(body: str) -> str:
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def _iban(chance: random.Random) -> str:
    body = f"{chance.randrange(10**18):018}"
    return f"DE{mod_97_10.calc_check_digits(body + 'DE')}{body}"
