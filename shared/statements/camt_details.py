"""The payments inside one camt entry (`TxDtls`): who, what for, and whether they add up to the entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.money import Money
from shared.statements.amounts import NotRepresentable, read_amount, told_amount
from shared.statements.camt_elements import amount_text, find, find_all, inner_text, local_name, parts, text_of
from shared.statements.references import recognise
from shared.statements.values import Detail, Direction, ReferredDocument

_LONGEST_USTRD = 140  # Max140Text: a piece this long goes on in the next one, in the middle of a word
_CREDIT = Direction.CREDIT  # looking up a member on the enum costs more than the comparison
_NONE: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Account:
    """Our own account, as the statement names it."""

    iban: str | None
    other: str | None

    @property
    def country(self) -> str | None:
        return self.iban[:2] if self.iban else None

    def is_named_by(self, iban: str, other: str) -> bool:
        return bool(iban and iban == self.iban) or bool(other and other == self.other)


class Effect(NamedTuple):
    """What the whole entry does to the account."""

    amount: Money
    direction: Direction
    reversal: bool


class Payments(NamedTuple):
    """What an entry stands for."""

    details: tuple[Detail, ...]
    return_reason: str | None
    charged: bool
    """Whether a payment states charges of the bank."""
    doubt: str | None
    """Why the details cannot be booked as they are."""


def read_payments(elements: Sequence[Any], entry_text: Any, effect: Effect, account: Account) -> Payments:
    """Read the `TxDtls` of an entry.

    The effect on the account is the entry's amount: a single payment has it, whatever it says itself. Several must add
    up to it. An entry that lists none stands for one, of which only the bank's own words (`entry_text`) are known.
    """
    if len(elements) == 1:
        detail, reason, charged = _read(elements[0], effect, effect.amount, account)
        return Payments((detail,), reason, charged, None)
    if not elements:
        return Payments((Detail(effect.amount, remittance=text_of(entry_text)),), None, False, None)
    amounts, doubt = _amounts(elements, effect)
    read = [_read(each, effect, amount, account) for each, amount in zip(elements, amounts, strict=True)]
    details, reasons, charged_each = zip(*read, strict=True)
    return Payments(details, next(filter(None, reasons), None), any(charged_each), doubt)


def read_charges(entry: Any, payments: Sequence[Any]) -> Money | None:
    """What the bank kept for itself, in one currency; the charges of the payments only where the entry states none."""
    records = _charge_records(entry) or [record for payment in payments for record in _charge_records(payment)]
    total: Money | None = None
    for each in records:
        amount = told_amount(*amount_text(find(each, "Amt")))
        if amount is None or (total and total.currency != amount.currency):
            return None
        signed = -amount if text_of(find(each, "CdtDbtInd")) == "CRDT" else amount
        total = total + signed if total else signed
    return total or None


def _charge_records(element: Any) -> list[Any]:
    """`Chrgs` itself is the record in .02; later versions have records in it."""
    return [record for each in find_all(element, "Chrgs") for record in (find_all(each, "Rcrd") or [each])]


def _amounts(payments: Sequence[Any], effect: Effect) -> tuple[list[Money] | list[None], str | None]:
    """Each payment's amount, and why they are in doubt; none at all when some do not state one."""
    currency, direction = effect.amount.currency, effect.direction.value
    stated = [amount for each in payments if (amount := _stated_amount(each, currency))]
    if len(stated) < len(payments):
        doubt = f"its {len(payments)} payments do not all state an amount in {currency}"
        return [None] * len(payments), doubt
    directions = [text_of(find(each, "CdtDbtInd")) or direction for each in payments]
    if len(set(directions)) > 1:  # when all agree they may keep the original direction of what is reversed
        stated = [amount if its == direction else -amount for amount, its in zip(stated, directions, strict=True)]
    total = Money.total(stated, currency)
    doubt = f"its {len(payments)} payments add up to {total}, not to {effect.amount}"
    return stated, None if total == effect.amount else doubt


def _stated_amount(payment: Any, currency: str) -> Money | None:
    """The amount in the currency of the entry; .02 has it only under `AmtDtls`."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        text, its_currency = amount_text(find(payment, path))
        if its_currency == currency:
            try:
                return read_amount(text, currency)
            except NotRepresentable:
                return None
    return None


def _read(payment: Any, effect: Effect, amount: Money | None, account: Account) -> tuple[Detail, str | None, bool]:
    has = parts(payment)
    reason = inner_text(find(has["RtrInf"], "Rsn")) if "RtrInf" in has else ""
    direction = text_of(has.get("CdtDbtInd")) or effect.direction.value
    refs = parts(has["Refs"]) if "Refs" in has else _NONE
    parties = parts(has["RltdPties"]) if "RltdPties" in has else _NONE
    role = "Dbtr" if direction == "CRDT" else "Cdtr"
    if effect.reversal or reason:
        role = _counterparty_of_return(parties, effect, account)
    remittance, structured, refers = _remittance(has["RmtInf"]) if "RmtInf" in has else ("", "", False)
    reference = scheme = None
    if structured:
        reference, scheme = recognise(structured, account.country)
    detail = Detail(
        amount or Money.zero(effect.amount.currency),
        text_of(refs.get("EndToEndId")) or None,
        remittance,
        reference,
        scheme,
        _name(parties.get(role)) or None,
        _account(parties.get(role + "Acct"))[0] or None,
        text_of(refs.get("AcctSvcrRef")) or None,
        told_amount(*amount_text(find(has["AmtDtls"], "InstdAmt/Amt"))) if "AmtDtls" in has else None,
        _documents(has["RmtInf"]) if refers else (),
        amount is None,
    )
    return detail, reason or None, "Chrgs" in has


def _counterparty_of_return(parties: dict[str, Any], effect: Effect, account: Account) -> str:
    """Who stands on the other side of a reversal or return.

    Banks disagree: some swap the roles to fit its direction, some keep the original ones. So it is the one party that
    is filled and is not us; with both filled, the one of the original payment.
    """
    others = [role for role in ("Dbtr", "Cdtr") if _is_someone_else(parties, role, account)]
    if len(others) == 1:
        return others[0]
    return "Cdtr" if effect.direction is _CREDIT else "Dbtr"


def _is_someone_else(parties: dict[str, Any], role: str, account: Account) -> bool:
    iban, other = _account(parties.get(role + "Acct"))
    return bool(iban or other or _name(parties.get(role))) and not account.is_named_by(iban, other)


def _name(party: Any) -> str:
    """`Nm`, from .08 on one level deeper in `Pty`; it is the first element of a party that has one."""
    if party is None or not len(party):
        return ""
    first = party[0]
    name = local_name[first.tag]
    if name == "Nm":
        return (first.text or "").strip()
    return _name(first) if name == "Pty" else text_of(find(party, "Nm"))


def _account(account: Any) -> tuple[str, str]:
    """The IBAN or the other number of an account."""
    if account is None or not len(account) or not len(account[0]):
        return "", ""
    inner = account[0][0]  # Id, which comes first in every version, and what it is: IBAN or Othr
    if local_name[inner.tag] == "IBAN":
        return (inner.text or "").strip().replace(" ", ""), ""
    iban, other = find(account, "Id/IBAN"), find(account, "Id/Othr/Id")
    return text_of(iban).replace(" ", ""), text_of(other)


def _remittance(information: Any) -> tuple[str, str, bool]:
    """The payer's words, the first structured reference, and whether invoices are named in a structured way."""
    pieces, structured, refers = [], "", False
    for child in information:
        name = local_name[child.tag]
        if name == "Ustrd":
            pieces.append(child.text or "")
        elif name == "Strd":
            for part in child:
                name = local_name[part.tag]
                if name == "CdtrRefInf":
                    structured = structured or text_of(parts(part).get("Ref"))
                elif name == "RfrdDocInf":
                    refers = True
    return _joined(pieces) if pieces else "", structured, refers


def _joined(pieces: Sequence[str]) -> str:
    if len(pieces) == 1:
        return pieces[0].strip()
    return "".join(piece if len(piece) == _LONGEST_USTRD else f"{piece.strip()} " for piece in pieces).strip()


def _documents(information: Any) -> tuple[ReferredDocument, ...]:
    documents = []
    for each in find_all(information, "Strd"):
        if number := text_of(find(each, "RfrdDocInf/Nb")):
            amount = find(each, "RfrdDocAmt/RmtdAmt")
            amount = find(each, "RfrdDocAmt/DuePyblAmt") if amount is None else amount
            documents.append(ReferredDocument(number, told_amount(*amount_text(amount))))
    return tuple(documents)
