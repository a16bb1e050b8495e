"""Where a payment inside a camt entry (`TxDtls`) holds its facts, learnt from one specimen of each shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from shared.statements.camt_elements import (
    AmountPlace,
    amount_place,
    find,
    find_all,
    place_of,
    places,
)
from shared.statements.shapes import ABSENT

OTHER_ACCOUNTS = ("Othr/Id", "BBAN", "UPIC", "PrtryAcct/Id")  # all but the first are of .01
Pick = Callable[[Sequence[str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ChargePlace:
    """Where a charge of the bank stands, and whether it was taken or given back."""

    amount: AmountPlace
    direction: int


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where an invoice is named in a structured way."""

    number: int
    amounts: tuple[AmountPlace, ...]
    """What is paid of it, else what is due for it; with a type beside them (from .12 on) all that are given."""
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PaymentShape:
    """The places of what a payment states; `Pick`s give several texts at once."""

    common: Pick
    """Direction, end-to-end id, reference of the servicer, reason of a return."""
    debtor: Pick
    """Name, IBAN and other account of who pays."""
    creditor: Pick
    stated: tuple[AmountPlace, ...]
    """The amount, the first of these in the currency of the entry; .02 has it only under `AmtDtls`."""
    instructed: AmountPlace
    texts: tuple[int, ...]
    references: tuple[int, ...]
    documents: tuple[DocumentPlace, ...]
    charges: tuple[ChargePlace, ...]
    ultimate_debtor: int
    """The name of whom the debtor paid for."""


def learn(payment: Any) -> PaymentShape:
    """What a specimen of the inside of a `TxDtls` shows."""
    return PaymentShape(
        common=itemgetter(
            place_of(find(payment, "CdtDbtInd")),
            place_of(find(payment, "Refs/EndToEndId")),
            place_of(find(payment, "Refs/AcctSvcrRef")),
            first_place(payment, "RtrInf/Rsn", "RtrInf/RtrRsn"),
        ),
        debtor=_party(payment, "Dbtr"),
        creditor=_party(payment, "Cdtr"),
        stated=tuple(amount_place(find(payment, path)) for path in ("Amt", "AmtDtls/TxAmt/Amt")),
        instructed=amount_place(find(payment, "AmtDtls/InstdAmt/Amt")),
        texts=places(find_all(payment, "RmtInf/Ustrd")),
        references=places(
            find_all(payment, "RmtInf/Strd/CdtrRefInf/Ref") + find_all(payment, "RmtInf/Strd/CdtrRefInf/CdtrRef")
        ),
        documents=tuple(_documents(payment)),
        charges=learn_charges(payment),
        ultimate_debtor=first_place(find(payment, "RltdPties/UltmtDbtr"), "Nm", "Pty/Nm"),
    )


def learn_charges(element: Any) -> tuple[ChargePlace, ...]:
    """Those of an entry or a payment; `Chrgs` itself is the record in .02, later versions have records in it."""
    records = [record for each in find_all(element, "Chrgs") for record in (find_all(each, "Rcrd") or [each])]
    return tuple(ChargePlace(amount_place(find(each, "Amt")), place_of(find(each, "CdtDbtInd"))) for each in records)


def first_place(element: Any, *paths: str) -> int:
    """The place of the first of these that holds a text; what has moved between versions has several."""
    found = (place_of(find(element, path)) for path in paths) if element is not None else ()
    return next((place for place in found if place != ABSENT), ABSENT)


def _party(payment: Any, role: str) -> Pick:
    """A party's name, from .07 on one level deeper as a party or a bank, and its account."""
    party, account = find(payment, f"RltdPties/{role}"), find(payment, f"RltdPties/{role}Acct")
    return itemgetter(
        first_place(party, "Nm", "Pty/Nm", "Agt/FinInstnId/Nm"),
        first_place(account, "Id/IBAN"),
        first_place(account, *(f"Id/{path}" for path in OTHER_ACCOUNTS)),
    )


def _documents(payment: Any) -> list[DocumentPlace]:
    documents = []
    for each in find_all(payment, "RmtInf/Strd"):
        if (number := first_place(each, "RfrdDocInf/Nb", "RfrdDocInf/RfrdDocNb")) != ABSENT:
            typed = find_all(each, "RfrdDocAmt/RmtAmtAndTp")
            plain = find_all(each, "RfrdDocAmt/RmtdAmt") + find_all(each, "RfrdDocAmt/DuePyblAmt")
            amounts = [find(one, "Amt") for one in typed] or plain
            types = tuple(place_of(find(one, "Tp")) for one in typed)
            documents.append(DocumentPlace(number, tuple(map(amount_place, amounts)), types))
    return documents
