"""MT940 statements and MT942 interim reports, as real banks write them.

The standard is SWIFT's category 9; what of the deviations is read and what is refused is decided in ADR-0022.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO

from shared.statements import balances as balance_rules
from shared.statements.mt940_lines import messages
from shared.statements.mt940_page import Page, read_page
from shared.statements.plain_text import decoded
from shared.statements.refusals import NotAStatement
from shared.statements.values import Direction, Entry, Statement

_BEGINS = re.compile(rb"(?:\A|[\r\n\x01]|\xef\xbb\xbf|\{4:):(?:20|25P?|28C?|60F|940):", re.ASCII)
_LAST_LINE_OPEN = "The file does not end with a line end: its last line may be cut off."


def recognises(head: bytes) -> bool:
    """Whether a file that begins like this is MT940 or MT942; never raises."""
    return bool(_BEGINS.search(head) or _BEGINS.search(decoded(head).encode()))


def stream(file: BinaryIO) -> Iterator[Entry | Statement]:
    """Each entry, and after the last of a statement that statement; pages of one statement come as one.

    Nothing is given before the whole file was read.

    Raises:
        StatementRefused: a field the journal needs is not of its form, or a statement has no end.
    """
    text = decoded(file.read())
    pages = [read_page(fields) for fields in messages(text)]
    if not pages:
        raise NotAStatement("it holds none of the fields of an MT940 or MT942")
    if not text.endswith(("\n", "\r", "-", "}", "\x03")):
        pages[-1].warnings.append(_LAST_LINE_OPEN)
    for statement in _statements(pages):
        yield from (entry for page in statement for entry in page.entries)
        yield _statement(statement)


def _statements(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages put together: one that ends with :62M: goes on in one that begins with :60M:."""
    statements: list[list[Page]] = []
    for page in pages:
        if statements and page.continues(statements[-1][-1]):
            statements[-1].append(page)
        else:
            statements.append([page])
    return statements


def _statement(pages: Sequence[Page]) -> Statement:
    first, last = pages[0], pages[-1]
    balances = tuple(each for each in (first.opening, last.closing, *last.others) if each)
    warnings = [warning for page in pages for warning in page.warnings]
    whole_chain = _pages_tie(pages, warnings) and not any(page.is_doubtful for page in pages)
    return Statement(
        id=first.reference,
        account_iban=first.account_iban,
        account_other=first.account_other,
        currency=first.currency,
        balances=balances,
        entries=(),
        ties=balance_rules.ties(balances, _booked(pages)) if whole_chain else False,
        sequence=first.number,
        warnings=tuple(warnings),
        unreadable=tuple(each for page in pages for each in page.unreadable),
    )


def _pages_tie(pages: Sequence[Page], warnings: list[str]) -> bool:
    """Whether each page opens with what the one before it closed with; missing pages are told."""
    first, last = pages[0], pages[-1]
    if first.opens_in_between and first.page != 1:
        warnings.append("These are the last pages of a longer statement; the ones before are not in the file.")
    if last.closes_in_between:
        warnings.append("The statement goes on on further pages, which are not in the file.")
    for one, other in pairwise(pages):
        if one.closing and other.opening and one.closing.amount != other.opening.amount:
            warnings.append(f"Page {other.page} opens with {other.opening.amount}, not with {one.closing.amount}.")
            return False
    return True


def _booked(pages: Sequence[Page]) -> dict[str, int]:
    booked: dict[str, int] = {}
    for entry in (entry for page in pages for entry in page.entries if entry.status == "BOOK"):
        signed = entry.amount.minor if entry.direction is Direction.CREDIT else -entry.amount.minor
        booked[entry.amount.currency] = booked.get(entry.amount.currency, 0) + signed
    return booked
