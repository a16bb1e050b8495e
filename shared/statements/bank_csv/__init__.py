"""CSV of banks: which bank wrote it, what its columns mean, and what it says."""

from shared.statements.bank_csv.known import (
    KnownLayout,
    fingerprint,
    known_by,
    known_layout,
    known_layouts,
    recognise,
    settings_of_known,
)
from shared.statements.bank_csv.layout import CsvLayout, layout_of, load_layout, settings_of
from shared.statements.bank_csv.preview import Preview, check
from shared.statements.bank_csv.reading import stream
from shared.statements.bank_csv.shape import holds_table
from shared.statements.bank_csv.suggestion import Suggestion, suggest

__all__ = [
    "CsvLayout",
    "KnownLayout",
    "Preview",
    "Suggestion",
    "check",
    "fingerprint",
    "holds_table",
    "known_by",
    "known_layout",
    "known_layouts",
    "layout_of",
    "load_layout",
    "recognise",
    "settings_of",
    "settings_of_known",
    "stream",
    "suggest",
]
