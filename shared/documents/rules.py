"""Which files are taken: what the bytes are decides, and the name and the stated kind must agree with them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Final

from shared.errors import Refused

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_FILES: Final = 100
"""Of one debtor, so that nobody fills our disk."""

_LONGEST_NAME: Final = 100
_ANY: Final = {"", "application/octet-stream"}
_PROGRAM: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


class NotTaken(Refused):
    """A file is not taken; the sentence says why."""


class EmptyFile(NotTaken):
    def __init__(self) -> None:
        super().__init__("The file is empty.")


class LargeFile(NotTaken):
    def __init__(self) -> None:
        super().__init__("The file is larger than 5 MB.")


class OtherKind(NotTaken):
    def __init__(self) -> None:
        super().__init__("We take PDF, JPEG and PNG files. This is none of them, or it breaks off.")


class MisnamedFile(NotTaken):
    def __init__(self) -> None:
        super().__init__("The name of the file does not fit what is in it. Please save it again and choose it anew.")


class HoldsProgram(NotTaken):
    def __init__(self) -> None:
        super().__init__("The PDF holds a program or other files. Please print it into a new PDF and choose that.")


class NoRoom(NotTaken):
    def __init__(self) -> None:
        super().__init__("We have as many files from you as we can keep. Please write to us.")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What bytes are: their media type, and the endings a name may have."""

    media_type: str
    endings: tuple[str, ...]


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]


def _is_jpeg(data: bytes) -> bool:
    return data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-64:]


def _is_png(data: bytes) -> bool:
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and b"IEND" in data[-32:]


_KINDS: Final[Mapping[Sniffed, Callable[[bytes], bool]]] = {
    Sniffed("application/pdf", (".pdf",)): _is_pdf,
    Sniffed("image/jpeg", (".jpg", ".jpeg")): _is_jpeg,
    Sniffed("image/png", (".png",)): _is_png,
}


def check_file(name: str, media_type: str, data: bytes) -> tuple[str, str]:
    """The name it is kept under for people, and what it is.

    Raises:
        NotTaken: too large, empty, another kind of file, or one that says it is what it is not.
    """
    if not data:
        raise EmptyFile
    if len(data) > MOST_BYTES:
        raise LargeFile
    found = next((kind for kind, is_one in _KINDS.items() if is_one(data)), None)
    if found is None:
        raise OtherKind
    if media_type not in _ANY | {found.media_type} or not name.lower().endswith(found.endings):
        raise MisnamedFile
    if found.media_type == "application/pdf" and _PROGRAM.search(data):
        raise HoldsProgram
    return plain_name(name), found.media_type


def plain_name(name: str) -> str:
    """A file's name without folders, controls and what turns text round; its ending stays."""
    last = PureWindowsPath(name).name  # knows both kinds of slashes
    printable = "".join(each if each.isprintable() and each not in '<>:"|?*' else " " for each in last)
    stem, dot, ending = " ".join(printable.split()).rpartition(".")
    return f"{stem.strip(' .')[:_LONGEST_NAME] or 'file'}{dot}{ending}" if dot else ending[:_LONGEST_NAME] or "file"
