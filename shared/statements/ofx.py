"""OFX 1 and 2 (QFX is the same): statements of bank accounts, credit cards and the cash of investment accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from shared.errors import Refused
from shared.money import Money, NotAnAmount
from shared.statements.accounts import iban_in
from shared.statements.amounts import NotRepresentable, read_amount
from shared.statements.ofx_elements import ENTRIES, Aggregate, statements_in
from shared.statements.plain_text import decoded
from shared.statements.refusals import BadEntry, NotAStatement
from shared.statements.values import Balance, Detail, Direction, Entry, Statement, Unreadable

_BEGINS = re.compile(rb"(?:\A|[\s>])(?:OFXHEADER\s*:|<\?OFX\b|<OFX>)", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?:(?P<mark>[.,])(?P<part>\d*))?", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{2,6}(?:\.\d*)?)?\s*(?:Z|\[.*\])?", re.ASCII)
_BALANCES = {"LEDGERBAL": "CLBD", "AVAILBAL": "CLAV"}
_FEWEST_OF_A_GROUP = 3  # digits after a comma that may as well group thousands


class _Malformed(Refused):
    """A value is not of its form."""


@dataclass(slots=True)
class _Account:
    """One account's statement while it is read."""

    id: str
    currency: str
    entries: list[Entry] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    by_fitid: dict[str, Entry] = field(default_factory=dict)
    is_doubtful: bool = False


def recognises(head: bytes) -> bool:
    """Whether a file that begins like this is OFX, with its header or without one; never raises."""
    return bool(_BEGINS.search(head) or _BEGINS.search(decoded(head).encode()))


def stream(file: BinaryIO) -> Iterator[Entry | Statement]:
    """Each entry, and after the last of an account the account's statement; nothing before the whole file was read.

    OFX states no opening balance, so whether a statement ties is not known. It is doubted where the bank gives one
    transaction id to two different transactions.

    Raises:
        StatementRefused: a declaration (DOCTYPE), a file cut off, an amount or a day that is none.
    """
    found = statements_in(decoded(file.read()))
    if not found:
        raise NotAStatement("the OFX file holds no account's transactions")
    read = [_read(each) for each in found]
    for entries, statement in read:
        yield from entries
        yield statement


def _read(element: Aggregate) -> tuple[Sequence[Entry], Statement]:
    named = element.within("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM").value("ACCTID")
    lists = [each for each in element.inside if each.name in ("BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST")]
    days = [each.value(word)[:8] for each in lists[:1] for word in ("DTSTART", "DTEND")]
    account = _Account("/".join(filter(None, days)), element.value("CURDEF"))
    if element.name == "INVSTMTRS":
        account.warnings.append("Of this investment account only the movements of cash are read.")
    for number, transaction in enumerate(_transactions(lists), 1):
        _add(account, transaction, number)
    iban = iban_in(named)
    return account.entries, Statement(
        id=account.id,
        account_iban=iban,
        account_other=None if iban else named or None,
        currency=account.currency or None,
        balances=tuple(_balances(element, account)),
        entries=(),
        ties=False if account.is_doubtful else None,
        warnings=tuple(account.warnings),
        unreadable=tuple(account.unreadable),
    )


def _transactions(lists: Sequence[Aggregate]) -> Iterator[Aggregate]:
    for each in lists:
        for inner in each.inside:
            yield from (inner.inside if inner.name == "INVBANKTRAN" else [inner])


def _add(account: _Account, transaction: Aggregate, number: int) -> None:
    if transaction.name not in ENTRIES:
        return
    currency = transaction.within("CURRENCY").value("CURSYM") or account.currency
    text = transaction.value("TRNAMT")
    try:
        signed = _amount(text, currency)
        entry = _entry(transaction, signed)
    except NotRepresentable as why:
        account.unreadable.append(Unreadable(number, text, currency, str(why)))
        return
    except (_Malformed, NotAnAmount) as why:
        raise BadEntry(f"Transaction {number} of account statement “{account.id}”", str(why)) from why
    account.entries.append(_compared(account, entry, number))


def _entry(transaction: Aggregate, signed: Money) -> Entry:
    is_pending = transaction.name == "STMTTRNP"
    fitid = transaction.value("FITID") or None
    amount = -signed if signed.minor < 0 else signed
    booked = _posted(transaction)
    name = transaction.value("NAME") or transaction.within("PAYEE").value("NAME")
    detail = Detail(
        amount=amount,
        remittance=transaction.value("MEMO") or transaction.value("EXTDNAME"),
        counterparty_name=name or None,
        counterparty_iban=iban_in(transaction.within("BANKACCTTO").value("ACCTID")),
    )
    return Entry(
        amount=amount,
        direction=Direction.DEBIT if signed.minor < 0 else Direction.CREDIT,
        reversal=False,
        status="PDNG" if is_pending else "BOOK",
        booking_date=booked,
        value_date=_day(transaction.value("DTAVAIL")),
        ntry_ref=fitid,
        servicer_reference=fitid,
        details=(detail,),
        set_aside=_reason_to_set_aside(transaction, booked, is_pending=is_pending),
    )


def _reason_to_set_aside(transaction: Aggregate, booked: date | None, *, is_pending: bool) -> str | None:
    if is_pending:
        return "pending"
    if corrected := transaction.value("CORRECTFITID"):
        return f"the bank corrects transaction {corrected} by it"
    return None if booked else "the bank does not say when it was booked"


def _compared(account: _Account, entry: Entry, number: int) -> Entry:
    """FITID is unique within an account: said twice word for word it is one transaction, else something is wrong."""
    if not entry.ntry_ref or entry.status != "BOOK":
        return entry
    first = account.by_fitid.setdefault(entry.ntry_ref, entry)
    if first is entry:
        return entry
    if first == entry:
        return entry._replace(set_aside=f"it repeats transaction {entry.ntry_ref} word for word")
    account.is_doubtful = True
    account.warnings.append(f"Transaction {number} has the id {entry.ntry_ref} of another one that differs from it.")
    return entry


def _balances(element: Aggregate, account: _Account) -> Iterator[Balance]:
    for each in element.inside:
        if each.name not in _BALANCES:
            continue
        try:
            if not each.value("BALAMT"):
                raise _Malformed("it states no amount")
            amount = _amount(each.value("BALAMT"), account.currency)
            yield Balance(_BALANCES[each.name], amount, _day(each.value("DTASOF")))
        except NotRepresentable as why:
            account.warnings.append(f"The balance {each.name} is left out: {why}.")
        except (_Malformed, NotAnAmount) as why:
            account.warnings.append(f"The balance {each.name} is left out: {str(why).rstrip('.')}.")


def _amount(text: str, currency: str) -> Money:
    """A signed amount; point or comma is the decimal mark (OFX 3.2.9.1), and nothing groups.

    Raises:
        _Malformed: no number, or one comma and three digits, which may stand for thousands.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["part"]):
        raise _Malformed(f"“{text[:40]}” is not an amount")
    amount = read_amount(f"{found['whole']}.{found['part'] or ''}" if found["whole"] else f".{found['part']}", currency)
    if found["mark"] == "," and len(found["part"]) == _FEWEST_OF_A_GROUP > amount.decimals:
        raise _Malformed(f"“{text[:40]}” may mean thousands or decimals")
    return -amount if found["sign"] == "-" else amount


def _posted(transaction: Aggregate) -> date | None:
    return _day(transaction.value("DTPOSTED")) or _day(transaction.value("DTTRAN"))


def _day(text: str) -> date | None:
    """The day as the bank writes it, in its own zone.

    Raises:
        _Malformed: there is no such day.
    """
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _Malformed(f"“{text[:40]}” is not a day") from None
