"""BAI2 cash reports: accounts with summaries and transactions, under control totals that must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from shared.statements import balances as balance_rules
from shared.statements.accounts import iban_in
from shared.statements.bai2_account import Account, minor_units, read_account, read_group
from shared.statements.bai2_records import Block, files_in, records_of
from shared.statements.plain_text import decoded
from shared.statements.refusals import NotAStatement
from shared.statements.values import Direction, Entry, Statement

_BEGINS = re.compile(r"\s*01,[^,\r\n]*,[^,\r\n]*,\d{6},", re.ASCII)


def recognises(head: bytes) -> bool:
    """Whether a file that begins like this is BAI2; never raises."""
    return bool(_BEGINS.match(decoded(head)))


def stream(file: BinaryIO) -> Iterator[Entry | Statement]:
    """Each entry, and after the last of an account the account's statement; nothing before the whole file was read.

    Control totals that do not hold, of the account, its group or the file, make its statement one that does not tie.

    Raises:
        StatementRefused: the file was cut off, or a record is not of its form.
    """
    files = files_in(records_of(decoded(file.read())))
    found = [each for block in files for each in _accounts_of_file(block)]
    if not found:
        raise NotAStatement("the BAI2 file holds no account")
    for id_, account in found:
        yield from account.entries
        yield _statement(id_, account)


def _accounts_of_file(block: Block) -> list[tuple[str, Account]]:
    """The accounts, each with an id for its statement: the day and the file's own number."""
    number = block.opening.cells().take_some(5)[4]
    accounts: list[Account] = []
    total = 0
    for group in block.inside:
        of_group, its_total = _accounts_of_group(group)
        accounts += of_group
        total += its_total
    _stated_total(block, "file", total, accounts)
    return [(f"{account.group.day}/{number}", account) for account in accounts]


def _accounts_of_group(block: Block) -> tuple[list[Account], int]:
    group = read_group(block.opening)
    accounts: list[Account] = []
    total = 0
    for inside in block.inside:
        account = read_account(group, inside)
        total += _stated_total(inside, "account", account.total, [account])
        accounts.append(account)
    return accounts, _stated_total(block, "group", total, accounts)


def _stated_total(block: Block, word: str, total: int, accounts: Sequence[Account]) -> int:
    """The total of a closing record, held against what it closes; every account in it is doubted when they differ."""
    assert block.closing is not None
    with block.closing.reading() as cells:
        stated = minor_units(cells.take())
        counted = "" if block.opening.code == "03" else cells.take()
        records = cells.take()
    differs = [
        what
        for what, does in (
            ("total", stated != total),
            ("count", bool(counted) and counted.lstrip("0") != str(len(block.inside) or "")),
            ("number of records", bool(records) and records.lstrip("0") != str(block.physical)),
        )
        if does
    ]
    for account in accounts if differs else ():
        another = " and another ".join(differs)
        account.doubt(f"Record {block.closing.code} of its {word} states another {another} than is there.")
    return stated


def _statement(id_: str, account: Account) -> Statement:
    iban = iban_in(account.number)
    return Statement(
        id=id_,
        account_iban=iban,
        account_other=None if iban else account.number or None,
        currency=account.currency,
        balances=tuple(account.balances),
        entries=(),
        ties=False if account.is_doubtful else _ties(account),
        warnings=tuple(account.warnings),
        unreadable=tuple(account.unreadable),
    )


def _ties(account: Account) -> bool | None:
    if account.group.set_aside:
        return None
    booked = sum(
        each.amount.minor if each.direction is Direction.CREDIT else -each.amount.minor for each in account.entries
    )
    return balance_rules.ties(account.balances, {account.currency: booked})
