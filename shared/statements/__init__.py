"""Bank files to values: what a bank says, as it says it, or a refusal. Pure: no database, no web, no provider."""

from shared.statements.bank_csv import CsvLayout, load_layout
from shared.statements.presentation import as_json
from shared.statements.reading import read, stream
from shared.statements.refusals import StatementRefused
from shared.statements.values import (
    Balance,
    Detail,
    Direction,
    Entry,
    ReferredDocument,
    Statement,
    Unreadable,
)

__all__ = [
    "Balance",
    "CsvLayout",
    "Detail",
    "Direction",
    "Entry",
    "ReferredDocument",
    "Statement",
    "StatementRefused",
    "Unreadable",
    "as_json",
    "load_layout",
    "read",
    "stream",
]
