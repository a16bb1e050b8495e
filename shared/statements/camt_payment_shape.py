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
    amount: AmountPlace


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


def learn(payment: Any) -> PaymentShape:
    """What a specimen of the inside of a `TxDtls` shows."""
    return PaymentShape(
        common=itemgetter(
            place_of(find(payment, "CdtDbtInd")),
            place_of(find(payment, "Refs/EndToEndId")),
            place_of(find(payment, "Refs/AcctSvcrRef")),
            place_of(find(payment, "RtrInf/Rsn")),
        ),
        debtor=_party(payment, "Dbtr"),
        creditor=_party(payment, "Cdtr"),
        stated=tuple(amount_place(find(payment, path)) for path in ("Amt", "AmtDtls/TxAmt/Amt")),
        instructed=amount_place(find(payment, "AmtDtls/InstdAmt/Amt")),
        texts=places(find_all(payment, "RmtInf/Ustrd")),
        references=places(find_all(payment, "RmtInf/Strd/CdtrRefInf/Ref")),
        documents=tuple(_documents(payment)),
        charges=learn_charges(payment),
    )


def learn_charges(element: Any) -> tuple[ChargePlace, ...]:
    """Those of an entry or a payment; `Chrgs` itself is the record in .02, later versions have records in it."""
    records = [record for each in find_all(element, "Chrgs") for record in (find_all(each, "Rcrd") or [each])]
    return tuple(ChargePlace(amount_place(find(each, "Amt")), place_of(find(each, "CdtDbtInd"))) for each in records)


def _party(payment: Any, role: str) -> Pick:
    """A party's name, from .08 on one level deeper in `Pty`, and its account."""
    party, account = find(payment, f"RltdPties/{role}"), find(payment, f"RltdPties/{role}Acct")
    return itemgetter(
        _first_place(party, "Nm", "Pty/Nm"), _first_place(account, "Id/IBAN"), _first_place(account, "Id/Othr/Id")
    )


def _first_place(element: Any, *paths: str) -> int:
    found = (place_of(find(element, path)) for path in paths) if element is not None else ()
    return next((place for place in found if place != ABSENT), ABSENT)


def _documents(payment: Any) -> list[DocumentPlace]:
    documents = []
    for each in find_all(payment, "RmtInf/Strd"):
        if (number := _first_place(each, "RfrdDocInf/Nb")) != ABSENT:
            remitted, due = find(each, "RfrdDocAmt/RmtdAmt"), find(each, "RfrdDocAmt/DuePyblAmt")
            documents.append(DocumentPlace(number, amount_place(due if remitted is None else remitted)))
    return documents
