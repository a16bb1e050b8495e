"""The entries of one camt statement, each from its text: what it does to the account, and what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from shared.errors import Refused
from shared.money import Money
from shared.statements import camt_payment_shape
from shared.statements.amounts import NotRepresentable, read_amount
from shared.statements.camt_details import Account, Effect, Payment, charges, read_payments, sum_of_charges
from shared.statements.camt_elements import AmountPlace, amount_place, find, place_of
from shared.statements.camt_payment_shape import ChargePlace, Pick
from shared.statements.shapes import Shapes, canonical
from shared.statements.values import Direction, Entry, Unreadable

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DATE_LENGTH = 10  # of a date with a time or zone only this much
_DIRECTIONS = {member.value: member for member in Direction}
_CREDIT = Direction.CREDIT
_TRUE = ("true", "1")
_BOOKED = ("BOOK", "")
_NOT_BOOKED = {"PDNG": "pending", "INFO": "information only", "FUTR": "to be booked on a later day"}


@dataclass(frozen=True, slots=True)
class EntryShape:
    """Where an entry holds its facts, its payments apart."""

    common: Pick
    """Direction, status, reversal, booking and value date, the two references, the bank's own words."""
    amount: AmountPlace
    charges: tuple[ChargePlace, ...]
    counted: int
    """Where a batch says for how many payments it stands."""


class CamtShapes:
    """What the entries and payments of a file have looked like so far."""

    def __init__(self) -> None:
        self.entries = Shapes(_learn)
        self.payments = Shapes(camt_payment_shape.learn)


class Missing(Refused):
    """Something every entry needs is missing or is no such thing."""


class Days(dict[str, date | None]):
    """The days by how they are written: a statement has few of them and many entries."""

    def __missing__(self, written: str) -> date | None:
        text = written.strip()[:_DATE_LENGTH]
        try:
            if text and not _DATE.fullmatch(text):
                raise ValueError(text)
            day = self[written] = date.fromisoformat(text) if text else None
        except ValueError:
            raise Missing(f"“{text}” is not a date") from None
        return day


class EntryReader:
    """Reads the entries of one statement, and keeps what is to be said of them together."""

    def __init__(self, shapes: CamtShapes, account: Account) -> None:
        self._shapes = shapes
        self._account = account
        self._days = Days()
        self.count = 0
        self.booked_minor: dict[str, int] = {}
        self.unreadable: list[Unreadable] = []
        self.warnings: list[str] = []

    def read(self, texts: Iterable[str]) -> Iterator[Entry]:
        """The entries; one whose amount no `Money` can hold is kept in `unreadable` for a person to look at.

        Raises:
            NotAnAmount, Missing: the journal could not use the entry numbered `count`.
        """
        for xml in texts:
            self.count += 1
            head, inside = _apart(xml)
            shape, found = self._shapes.entries.read(head)
            place, currency = shape.amount
            try:
                amount = read_amount(found[place], currency)
            except NotRepresentable as why:
                self.unreadable.append(Unreadable(self.count, found[place].strip(), currency, str(why)))
            else:
                yield self._entry(shape, found, amount, [self._shapes.payments.read(each) for each in inside])

    def _entry(self, shape: EntryShape, texts: list[str], amount: Money, payments: list[Payment]) -> Entry:
        sign, status, reversal, booked, valued, ntry_ref, servicer, words = shape.common(texts)
        direction = read_direction(sign)
        status, is_reversal = status.strip(), reversal.strip() in _TRUE
        details, reason, doubt = read_payments(
            payments, words.strip(), Effect(amount, direction, is_reversal), self._account
        )
        if status in _BOOKED:
            signed = amount.minor if direction is _CREDIT else -amount.minor
            self.booked_minor[amount.currency] = self.booked_minor.get(amount.currency, 0) + signed
        else:
            doubt = _NOT_BOOKED.get(status, f"the bank says {status}, which is not booked")
        self._compare_count(texts[shape.counted], len(payments))
        return Entry(
            amount,
            direction,
            is_reversal,
            status,
            self._days[booked],
            self._days[valued],
            ntry_ref.strip() or None,
            servicer.strip() or None,
            details,
            _charges(shape, texts, payments),
            reason,
            doubt,
        )

    def _compare_count(self, counted: str, listed: int) -> None:
        if counted and listed and (stated := whole_number(counted)) not in (None, listed):
            told = f"Entry {self.count} says it stands for {stated} payments; it lists {listed}."
            self.warnings.append(told)


def read_direction(text: str) -> Direction:
    """CRDT or DBIT.

    Raises:
        Missing: it is neither.
    """
    direction = _DIRECTIONS.get(text) or _DIRECTIONS.get(text.strip())
    if direction is None:
        raise Missing(f"it does not say whether it is a credit or a debit (“{text.strip()[:12]}”)")
    return direction


def whole_number(text: str) -> int | None:
    """The number; None when it is none, or longer than any count."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else None


def _learn(specimen: Any) -> EntryShape:
    entry = specimen[0]
    names = ("CdtDbtInd", "Sts", "RvslInd", "BookgDt", "ValDt", "NtryRef", "AcctSvcrRef", "AddtlNtryInf")
    return EntryShape(
        common=itemgetter(*(place_of(find(entry, name)) for name in names)),
        amount=amount_place(find(entry, "Amt")),
        charges=camt_payment_shape.learn_charges(entry),
        counted=camt_payment_shape.first_place(entry, "NtryDtls/Btch/NbOfTxs", "Btch/NbOfTxs"),
    )


def _apart(xml: str) -> tuple[str, list[str]]:
    """The entry without its payments, and the inside of each of them."""
    head, *pieces = xml.split("<TxDtls>")
    payments = []
    for piece in pieces:
        payment, _, between = piece.partition("</TxDtls>")
        payments.append(payment)
        head += between
    if "TxDtls" in head and (plain := canonical(xml)) != xml:
        return _apart(plain)
    return head, payments


def _charges(shape: EntryShape, texts: list[str], payments: list[Payment]) -> Money | None:
    """What the bank kept; the charges of the payments only where the entry states none."""
    if shape.charges:
        return sum_of_charges(charges(shape.charges, texts))
    stated = [charge for shape, texts in payments if shape.charges for charge in charges(shape.charges, texts)]
    return sum_of_charges(stated) if stated else None
