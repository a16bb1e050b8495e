"""One small statement of ours in every version of camt.052, camt.053 and camt.054, as its schema wants it."""

from __future__ import annotations

from dataclasses import dataclass

ROOTS = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
VERSIONS = [(family, number) for family in ROOTS for number in range(1, 15)]
OURS, PAYERS = "NO9386011117947", "DE89370400440532013000"
UETR = "8a562c67-ca16-48ba-b074-65581be6f001"


@dataclass(frozen=True)
class Version:
    family: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.family}.001.{self.number:02}"

    def written(self) -> bytes:
        body, statement = ROOTS[self.family]
        body += "V01" if self.number == 1 else ""
        balances = "" if self.family == "camt.054" else self._balance("OPBD", "0.00") + self._balance("CLBD", "100.00")
        created = "<CreDtTm>2026-03-02T20:00:00</CreDtTm>"
        account = f"<Acct><Id><IBAN>{OURS}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        inside = f"<Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb>{created}{account}{balances}{self._entry()}"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{self.name}"><{body}><GrpHdr><MsgId>M1</MsgId>{created}'
            f"</GrpHdr><{statement}>{inside}</{statement}></{body}></Document>"
        ).encode()

    def _balance(self, type_: str, digits: str) -> str:
        code = f"<CdOrPrtry><Cd>{type_}</Cd></CdOrPrtry>" if self.number > 1 else f"<Cd>{type_}</Cd>"
        return f"<Bal><Tp>{code}</Tp>{_amount(digits)}<Dt><Dt>2026-03-02</Dt></Dt></Bal>"

    def _entry(self) -> str:
        reference = "<NtryRef>N1</NtryRef>" if self.number > 1 else ""
        status = "<Sts><Cd>BOOK</Cd></Sts>" if self.number >= 7 else "<Sts>BOOK</Sts>"
        date = "<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><DtTm>2026-03-03T01:02:03</DtTm></ValDt>"
        payment = f"<TxDtls>{self._payment()}</TxDtls>"
        wrapped = f"<NtryDtls>{payment}</NtryDtls>" if self.number > 1 else payment
        code = "<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>"
        return f"<Ntry>{reference}{_amount()}{status}{date}<AcctSvcrRef>B1</AcctSvcrRef>{code}{wrapped}</Ntry>"

    def _payment(self) -> str:
        uetr = f"<UETR>{UETR}</UETR>" if self.number >= 8 else ""
        amount = _amount() if self.number >= 3 else f"<AmtDtls><TxAmt>{_amount(sign='')}</TxAmt></AmtDtls>"
        name = "<Pty><Nm>Payer AS</Nm></Pty>" if self.number >= 7 else "<Nm>Payer AS</Nm>"
        return (
            f"<Refs><EndToEndId>E1</EndToEndId>{uetr}</Refs>{amount}<RltdPties><Dbtr>{name}</Dbtr>"
            f"<DbtrAcct><Id><IBAN>{PAYERS}</IBAN></Id></DbtrAcct></RltdPties>{self._agent()}"
            f"<RmtInf><Ustrd>Invoice 1001</Ustrd><Strd>{self._document()}{self._reference()}</Strd></RmtInf>"
        )

    def _agent(self) -> str:
        """BIC, BICFI and the agent's wrapper in the newest: nothing of it is read, all of it is passed over."""
        bic = "BICFI" if self.number >= 3 else "BIC"
        return f"<RltdAgts><DbtrAgt><FinInstnId><{bic}>COBADEFFXXX</{bic}></FinInstnId></DbtrAgt></RltdAgts>"

    def _document(self) -> str:
        number = "RfrdDocNb" if self.number == 1 else "Nb"
        if self.number >= 12:
            amount = f"<RmtAmtAndTp><Tp><Cd>REMI</Cd></Tp>{_amount(sign='')}</RmtAmtAndTp>"
        else:
            amount = '<RmtdAmt Ccy="EUR">100.00</RmtdAmt>'
        return f"<RfrdDocInf><{number}>INV-1001</{number}></RfrdDocInf><RfrdDocAmt>{amount}</RfrdDocAmt>"

    def _reference(self) -> str:
        tag = "CdtrRef" if self.number == 1 else "Ref"
        return f"<CdtrRefInf><{tag}>RF18539007547034</{tag}></CdtrRefInf>"


def _amount(digits: str = "100.00", sign: str = "<CdtDbtInd>CRDT</CdtDbtInd>") -> str:
    return f'<Amt Ccy="EUR">{digits}</Amt>{sign}'
