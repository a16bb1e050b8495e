"""Why a dispute may be refused, as a word in an address: the form comes back with the sentence by its field."""

from collections.abc import Mapping
from typing import Final

from portal.components.amount_typed import as_typed
from shared.cases.rules import DisputedTooMuch, NothingSaid, TooManyFiles
from shared.documents.rules import EmptyFile, HoldsProgram, LargeFile, MisnamedFile, NoRoom, OtherKind
from shared.errors import Refused
from shared.i18n import refusal, said
from shared.money import Money, NotAnAmount
from shared.ui.arguments import UnfitArgument

AMOUNT, REASON, TEXT, FILES = "amount", "reason", "text", "files"

_OF_FILES: Final[Mapping[str, type[Refused]]] = {
    "many": TooManyFiles,
    "empty": EmptyFile,
    "large": LargeFile,
    "kind": OtherKind,
    "misnamed": MisnamedFile,
    "program": HoldsProgram,
    "full": NoRoom,
}
_CODES: Final[Mapping[type[Refused], str]] = {
    **{kind: code for code, kind in _OF_FILES.items()},
    NothingSaid: TEXT,
    NotAnAmount: AMOUNT,
    DisputedTooMuch: AMOUNT,
    UnfitArgument: REASON,
}


def code_of(refused: Refused) -> str:
    """The word for why it was refused; "" for what is no mistake in the form."""
    return _CODES.get(type(refused), "")


def sentence_of(code: str, left: Money | None, language: str) -> tuple[str, str]:
    """The field that a word is about, and what is wrong with it."""
    if kind := _OF_FILES.get(code):
        return FILES, refusal(kind(), language)
    if code == TEXT:
        return TEXT, refusal(NothingSaid(), language)
    if code == REASON:
        return REASON, said("Please choose what is wrong.", language)
    if code == AMOUNT and left is not None:
        most = as_typed(left, language)
        return AMOUNT, said("Write an amount in digits, at most {amount}.", language, amount=most)
    return "", ""
