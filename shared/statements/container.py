"""Zip and gzip around bank files: unpacked into nameless files of limited size, or refused before they can hurt.

Nothing is ever written under a name the archive gives, and no size it states is believed: what comes out is counted.
"""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, BinaryIO, NamedTuple, cast

from shared.statements.refusals import (
    LARGEST_MEGABYTES,
    ArchiveRefused,
    EmptyFile,
    HoldsArchive,
    TooLarge,
)

_ZIP, _EMPTY_ZIP, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
_LARGEST = LARGEST_MEGABYTES * 1_000_000
_MOST_MEMBERS = 500  # a year of daily statements, and room
_MOST_RATIO = 100  # XML of banks shrinks to a tenth or a thirtieth
_RATIO_MATTERS_FROM = 20_000_000  # bytes unpacked; a small file of one word over and over harms nobody
_IN_MEMORY = 8_000_000
_BLOCK = 262_144
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = "it is cut off or damaged; download it again"
_IS_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError)


class Member(NamedTuple):
    """One file out of an archive; `file` is open at its begin and is closed when the next is asked for."""

    name: str
    """As the archive gives it; empty in gzip, which holds one file."""
    file: BinaryIO


def recognises(head: bytes) -> bool:
    """Whether a file that begins with these bytes is an archive that can be looked into."""
    return head.startswith((_ZIP, _EMPTY_ZIP, _GZIP))


def members(archive: BinaryIO) -> Iterator[Member]:
    """The files of an archive one after another, what macOS adds left out.

    Raises:
        EmptyFile, TooLarge: the archive holds nothing, or more than we read.
        HoldsArchive: an archive lies in the archive.
        ArchiveRefused: it is damaged, holds too many files, two of one name, a link or a locked one, or grows as
            no bank file does.
    """
    head = archive.read(len(_ZIP))
    archive.seek(0)
    yield from _of_gzip(archive) if head.startswith(_GZIP) else _of_zip(archive)


def _of_gzip(archive: BinaryIO) -> Iterator[Member]:
    packed = archive.seek(0, 2)
    archive.seek(0)
    with gzip.GzipFile(fileobj=archive) as content, closing(_Unpacked(packed)) as unpacked:
        yield Member("", unpacked.filled(cast("IO[bytes]", content)))


def _of_zip(archive: BinaryIO) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(archive) as opened:
            wanted = _wanted(opened.infolist())
            left = _LARGEST
            for each in wanted:
                with opened.open(each) as content, closing(_Unpacked(each.compress_size, left)) as unpacked:
                    yield Member(each.filename, unpacked.filled(content))
                    left -= unpacked.size
    except zipfile.BadZipFile as error:
        raise ArchiveRefused(_DAMAGED) from error


def _wanted(infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    files = [each for each in infos if not (each.is_dir() or _is_of_mac(each.filename))]
    if not files:
        raise EmptyFile
    if len(files) > _MOST_MEMBERS:
        raise ArchiveRefused(f"it holds {len(files)} files, more than {_MOST_MEMBERS}")
    if len({each.filename for each in files}) < len(files):
        raise ArchiveRefused("two files in it have one name")
    for each in files:
        _refuse_odd(each)
    return files


def _is_of_mac(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last == ".DS_Store" or last.startswith("._")


def _refuse_odd(member: zipfile.ZipInfo) -> None:
    mode = stat.S_IFMT(member.external_attr >> 16)
    if mode not in (0, stat.S_IFREG):
        raise ArchiveRefused(f"{member.filename} is a link and no file")
    if member.flag_bits & _IS_ENCRYPTED:
        raise ArchiveRefused(f"{member.filename} is locked with a password")
    if member.compress_type not in _METHODS:
        raise ArchiveRefused(f"{member.filename} is packed in a way that banks do not use")


class _Unpacked:
    """The bytes of one member in a file without a name."""

    def __init__(self, packed_size: int, most: int = _LARGEST) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._packed_size, self._most = packed_size, most
        self.size = 0

    def filled(self, content: IO[bytes]) -> BinaryIO:
        """Unpack all of it, and give the file back at its begin."""
        try:
            while block := content.read(_BLOCK):
                self._take(block)
        except _BROKEN as error:
            raise ArchiveRefused(_DAMAGED) from error
        self._file.seek(0)
        return cast("BinaryIO", self._file)

    def close(self) -> None:
        self._file.close()

    def _take(self, block: bytes) -> None:
        if not self.size and recognises(block):
            raise HoldsArchive
        self.size += len(block)
        if self.size > self._most:
            raise TooLarge
        if self.size > max(_RATIO_MATTERS_FROM, _MOST_RATIO * self._packed_size):
            raise ArchiveRefused(f"it unpacks to more than {_MOST_RATIO} times its size, as no bank file does")
        self._file.write(block)
