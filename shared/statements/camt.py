"""camt.052, camt.053 and camt.054 of any version, read as a stream.

No schema is asked: one published file in five breaks its own and still states every amount and date. What the journal
needs is checked instead, entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from shared.money import NotAnAmount
from shared.statements import balances as balance_rules
from shared.statements import safe_xml
from shared.statements.amounts import NotRepresentable, read_amount
from shared.statements.camt_details import Account
from shared.statements.camt_elements import amount_text, find, find_all, inner_text, local_name, text_of
from shared.statements.camt_entries import CamtShapes, Days, EntryReader, Missing, read_direction, whole_number
from shared.statements.camt_payment_shape import OTHER_ACCOUNTS
from shared.statements.plain_entries import EntriesAside
from shared.statements.refusals import BadEntry, NotAStatement
from shared.statements.values import Balance, Direction, Entry, Statement

_MESSAGES = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
}
_NEWEST_TRIED = 14
_NAMESPACE = re.compile(r"([a-z]{4}\.\d{3})\.\d{3}\.(\d{2})")
_FALSE = ("false", "0")


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
    aside, shapes = EntriesAside(file), CamtShapes()
    for element in safe_xml.elements(file, "Ntry", "Rpt", "Stmt", "Ntfctn", seen_as=aside):
        if local_name(element) == "Ntry":
            statement = statement or _StatementReader(element.getparent(), shapes)
            yield from statement.read_entries(aside.texts(element))
        else:
            yield (statement or _StatementReader(element, shapes)).finish(element)
            statement, seen = None, True
    if not seen:
        raise NotAStatement("it holds no account statement, report or notification (camt.053, camt.052, camt.054)")


class _StatementReader:
    """One statement while its entries come by."""

    def __init__(self, element: Any, shapes: CamtShapes) -> None:
        self._warnings = _check_message(element)
        self._id = text_of(find(element, "Id"))
        self._entries = EntryReader(shapes, _account(element))

    def read_entries(self, texts: list[str]) -> Iterator[Entry]:
        try:
            yield from self._entries.read(texts)
        except (NotAnAmount, Missing) as why:
            raise BadEntry(f"Entry {self._entries.count} of statement “{self._id}”", str(why)) from why

    def finish(self, element: Any) -> Statement:
        """The statement without its entries; read when complete, as banks do not keep to the schema's order."""
        account, count = _account(element), self._entries.count
        balances = tuple(self._balances(element))
        holds = balance_rules.ties(balances, self._entries.booked_minor)
        if not _is_whole(element):
            self._warnings.append("This is one page of a longer statement; its balances may be those of the whole.")
            holds = holds or None
        stated = whole_number(text_of(find(element, "TxsSummry/TtlNtries/NbOfNtries")))
        if stated is not None and stated != count:
            self._warnings.append(f"The bank counts {stated} entries in this statement; it holds {count}.")
        return Statement(
            id=text_of(find(element, "Id")),
            account_iban=account.iban,
            account_other=account.other,
            currency=text_of(find(element, "Acct/Ccy")) or None,
            balances=balances,
            entries=(),
            ties=holds,
            sequence=whole_number(text_of(find(element, "ElctrncSeqNb"))),
            warnings=(*self._entries.warnings, *self._warnings),
            unreadable=tuple(self._entries.unreadable),
        )

    def _balances(self, element: Any) -> Iterator[Balance]:
        days = Days()
        for each in find_all(element, "Bal"):
            type_ = inner_text(find(each, "Tp/CdOrPrtry")) or inner_text(find(each, "Tp"))  # so in .01
            try:
                amount = read_amount(*amount_text(find(each, "Amt")))
                signed = amount if read_direction(text_of(find(each, "CdtDbtInd"))) is Direction.CREDIT else -amount
                yield Balance(type_, signed, days[inner_text(find(each, "Dt"))])
            except NotRepresentable as why:
                self._warnings.append(f"The balance {type_} is left out: {why}.")
            except (NotAnAmount, Missing) as why:
                raise BadEntry(f"Balance {type_} of statement “{self._id}”", str(why)) from why


def _account(statement: Any) -> Account:
    iban = text_of(find(statement, "Acct/Id/IBAN")).replace(" ", "")
    others = (text_of(find(statement, f"Acct/Id/{path}")) for path in OTHER_ACCOUNTS)
    return Account(iban=iban or None, other=next(filter(None, others), None))


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
    body = local_name(message).removesuffix("V01") if message is not None else ""  # so called in .01 alone
    if body not in _MESSAGES:
        raise NotAStatement("it is none of camt.052, camt.053 and camt.054")
    named = _NAMESPACE.search(etree.QName(message).namespace or "")
    if named and named[1] != _MESSAGES[body]:
        raise NotAStatement(f"the file calls itself {named[1]} but holds a {_MESSAGES[body]}")
    if named and int(named[2]) > _NEWEST_TRIED:
        return [f"Version {named[2]} of {named[1]} is newer than any this was tried with; compare the figures."]
    return []
