"""camt.052, camt.053 and camt.054 of any version, read as a stream.

No schema is asked: one published file in five breaks its own and still states every amount and date. What the journal
needs is checked instead, entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from lxml import etree

from shared.errors import Refused
from shared.money import Money, NotAnAmount
from shared.statements import balances as balance_rules
from shared.statements import safe_xml
from shared.statements.amounts import NotRepresentable, read_amount
from shared.statements.camt_details import Account, Effect, read_charges, read_payments
from shared.statements.camt_elements import amount_text, find, find_all, inner_text, local_name, parts, text_of
from shared.statements.refusals import BadEntry, NotAStatement
from shared.statements.values import Balance, Direction, Entry, Statement, Unreadable

_MESSAGES = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}
_NEWEST_TRIED = 14
_NAMESPACE = re.compile(r"([a-z]{4}\.\d{3})\.\d{3}\.(\d{2})")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DATE_LENGTH = 10  # of a date with a time or zone only this much
_DIRECTIONS = {member.value: member for member in Direction}
_CREDIT = Direction.CREDIT
_TRUE = ("true", "1")
_FALSE = ("false", "0")
_BOOKED = ("BOOK", "")
_NOT_BOOKED = {"PDNG": "pending", "INFO": "information only", "FUTR": "to be booked on a later day"}


def recognises(head: bytes) -> bool:
    """Whether it is XML at all: what other XML holds no statement says so when it is read."""
    return safe_xml.looks_like_xml(head)


def stream(file: BinaryIO) -> Iterator[Entry | Statement]:
    """Each entry as it is read, and after the last of a statement that statement, its `entries` left empty.

    A file that is cut off gives its entries and then refuses: keep nothing before the iterator has ended.

    Raises:
        StatementRefused: wherever the reading came to the reason.
    """
    statement, seen = None, False
    for element in safe_xml.elements(file, "Ntry", "Rpt", "Stmt", "Ntfctn"):
        if local_name[element.tag] == "Ntry":
            statement = statement or _StatementReader(element.getparent())
            if entry := statement.read_entry(element):
                yield entry
        else:
            yield (statement or _StatementReader(element)).finish(element)
            statement, seen = None, True
    if not seen:
        raise NotAStatement("it holds no account statement, report or notification (camt.053, camt.052, camt.054)")


class _StatementReader:
    """One statement while its entries come by."""

    def __init__(self, element: Any) -> None:
        self._warnings = _check_message(element)
        self._id = text_of(find(element, "Id"))
        self._account = _account(element)
        self._dates = _Dates()
        self._count = 0
        self._booked_minor: dict[str, int] = {}
        self._unreadable: list[Unreadable] = []

    def read_entry(self, element: Any) -> Entry | None:
        """The entry; None when no `Money` can hold its amount, which is then kept for a person to look at."""
        self._count += 1
        has = parts(element)
        text, currency = amount_text(has.get("Amt"))
        try:
            return self._entry(element, has, read_amount(text, currency))
        except NotRepresentable as why:
            self._unreadable.append(Unreadable(self._count, text.strip(), currency, str(why)))
            return None
        except (NotAnAmount, _Missing) as why:
            raise BadEntry(f"Entry {self._count} of statement “{self._id}”", str(why)) from why

    def finish(self, element: Any) -> Statement:
        """The statement without its entries; read when complete, as banks do not keep to the schema's order."""
        account = _account(element)
        balances = tuple(self._balances(element))
        holds = balance_rules.ties(balances, self._booked_minor)
        if not _is_whole(element):
            self._warnings.append("This is one page of a longer statement; its balances may be those of the whole.")
            holds = holds or None
        stated = _number(find(element, "TxsSummry/TtlNtries/NbOfNtries"))
        if stated is not None and stated != self._count:
            self._warnings.append(f"The bank counts {stated} entries in this statement; it holds {self._count}.")
        return Statement(
            id=text_of(find(element, "Id")),
            account_iban=account.iban,
            account_other=account.other,
            currency=text_of(find(element, "Acct/Ccy")) or None,
            balances=balances,
            entries=(),
            ties=holds,
            sequence=_number(find(element, "ElctrncSeqNb")),
            warnings=tuple(self._warnings),
            unreadable=tuple(self._unreadable),
        )

    def _entry(self, element: Any, has: dict[str, Any], amount: Money) -> Entry:
        direction = _direction(text_of(has.get("CdtDbtInd")))
        status = inner_text(has.get("Sts"))
        reversal = "RvslInd" in has and text_of(has["RvslInd"]) in _TRUE
        elements = self._payments(element, has)
        effect = Effect(amount, direction, reversal)
        details, reason, charged, doubt = read_payments(elements, has.get("AddtlNtryInf"), effect, self._account)
        if status in _BOOKED:
            signed = amount.minor if direction is _CREDIT else -amount.minor
            self._booked_minor[amount.currency] = self._booked_minor.get(amount.currency, 0) + signed
        else:
            doubt = _NOT_BOOKED.get(status, f"the bank says {status}, which is not booked")
        return Entry(
            amount,
            direction,
            reversal,
            status,
            self._dates[inner_text(has.get("BookgDt"))[:_DATE_LENGTH]],
            self._dates[inner_text(has.get("ValDt"))[:_DATE_LENGTH]],
            text_of(has.get("NtryRef")) or None,
            text_of(has.get("AcctSvcrRef")) or None,
            details,
            read_charges(element, elements) if charged or "Chrgs" in has else None,
            reason,
            doubt,
        )

    def _payments(self, element: Any, has: dict[str, Any]) -> list[Any]:
        """The `TxDtls` of an entry; a batch header that counts others is told as a warning."""
        if "NtryDtls" not in has:
            return []
        some_repeat = len(has) < len(element)
        blocks = find_all(element, "NtryDtls") if some_repeat else (has["NtryDtls"],)
        inside = [child for block in blocks for child in block]
        payments = [child for child in inside if local_name[child.tag] == "TxDtls"]
        if len(inside) > len(payments) > 0:
            stated = _number(find(element, "NtryDtls/Btch/NbOfTxs"))
            if stated is not None and stated != len(payments):
                told = f"Entry {self._count} says it stands for {stated} payments; it lists {len(payments)}."
                self._warnings.append(told)
        return payments

    def _balances(self, element: Any) -> Iterator[Balance]:
        for each in find_all(element, "Bal"):
            type_ = inner_text(find(each, "Tp/CdOrPrtry"))
            try:
                amount = read_amount(*amount_text(find(each, "Amt")))
                signed = amount if _direction(text_of(find(each, "CdtDbtInd"))) is _CREDIT else -amount
                yield Balance(type_, signed, self._dates[inner_text(find(each, "Dt"))[:_DATE_LENGTH]])
            except NotRepresentable as why:
                self._warnings.append(f"The balance {type_} is left out: {why}.")
            except (NotAnAmount, _Missing) as why:
                raise BadEntry(f"Balance {type_} of statement “{self._id}”", str(why)) from why


class _Missing(Refused):
    """Something every entry needs is missing or is no such thing."""


class _Dates(dict[str, date | None]):
    """A statement has few days and many entries."""

    def __missing__(self, text: str) -> date | None:
        if not text:
            return None
        try:
            if not _DATE.fullmatch(text):
                raise ValueError(text)
            day = self[text] = date.fromisoformat(text)
        except ValueError:
            raise _Missing(f"“{text}” is not a date") from None
        return day


def _direction(text: str) -> Direction:
    direction = _DIRECTIONS.get(text)
    if direction is None:
        raise _Missing(f"it does not say whether it is a credit or a debit (“{text[:12]}”)")
    return direction


def _number(element: Any) -> int | None:
    text = text_of(element)
    return int(text) if _NUMBER.fullmatch(text) else None


def _account(statement: Any) -> Account:
    iban = text_of(find(statement, "Acct/Id/IBAN")).replace(" ", "")
    return Account(iban=iban or None, other=text_of(find(statement, "Acct/Id/Othr/Id")) or None)


def _is_whole(statement: Any) -> bool:
    """Whether this is the only page of its statement."""
    for pagination in ("StmtPgntn", "RptPgntn", "NtfctnPgntn"):
        if (pages := find(statement, pagination)) is not None:
            is_first = text_of(find(pages, "PgNb")).lstrip("0") in ("", "1")
            return is_first and text_of(find(pages, "LastPgInd")) not in _FALSE
    return True


def _check_message(statement: Any) -> list[str]:
    """That the element stands in the message its namespace names; a warning about a version never tried.

    Raises:
        NotAStatement: another message, or one message's body under another's name.
    """
    message = statement.getparent()
    body = etree.QName(message).localname if message is not None else ""
    if body not in _MESSAGES:
        raise NotAStatement("it is none of camt.052, camt.053 and camt.054")
    named = _NAMESPACE.search(safe_xml.default_namespace(message))
    if named and named[1] != _MESSAGES[body]:
        raise NotAStatement(f"the file calls itself {named[1]} but holds a {_MESSAGES[body]}")
    if named and int(named[2]) > _NEWEST_TRIED:
        return [f"Version {named[2]} of {named[1]} is newer than any this was tried with; compare the figures."]
    return []
