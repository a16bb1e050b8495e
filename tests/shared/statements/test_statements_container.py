"""Archives are looked into by what they hold, and refused whole where they could hurt or mislead."""

from __future__ import annotations

import gzip
import io
import stat
import warnings
import zipfile

import pytest

from shared.statements import StatementRefused, read
from shared.statements.refusals import ArchiveRefused, EmptyFile, HoldsArchive, MemberRefused, TooLarge
from tests.shared.statements.own_files import camt, entry, own

FIRST, SECOND = camt(entry(amount="1.00")), camt(entry(amount="2.00"), head="<Id>S2</Id>")


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of names given twice
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def amounts(data: bytes) -> list[int]:
    return [each.amount.minor for statement in read(data) for each in statement.entries]


def test_all_files_of_an_archive_are_read_in_their_order() -> None:
    assert amounts(zipped(("b/", b""), ("b/b.xml", SECOND), ("a.xml", FIRST))) == [200, 100]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_is_known_by_its_first_bytes_and_a_file_in_it_by_its_own(method: int) -> None:
    assert amounts(zipped(("no-name-at-all", FIRST), method=method)) == [100]


def test_different_formats_may_lie_in_one_archive() -> None:
    assert len(read(zipped(("a.xml", FIRST), ("b.xml", own("everyday.camt053.xml"))))) == 2


def test_gzip_is_one_file() -> None:
    assert amounts(gzip.compress(FIRST)) == [100]


def test_what_macos_adds_is_left_out() -> None:
    extras = (("__MACOSX/._a.xml", b"x"), (".DS_Store", b"x"), ("x/._a.xml", b"x"))

    assert amounts(zipped(("a.xml", FIRST), *extras)) == [100]


def test_one_file_refused_refuses_the_archive_and_is_named() -> None:
    with pytest.raises(MemberRefused, match=r"^b\.xml in the archive: The file ends in the middle"):
        read(zipped(("a.xml", FIRST), ("b.xml", SECOND[:-1])))


@pytest.mark.parametrize("inner", [zipped(("a.xml", FIRST)), gzip.compress(FIRST)], ids=["zip", "gzip"])
def test_an_archive_in_an_archive(inner: bytes) -> None:
    for outer in (zipped(("inner.xml", inner)), gzip.compress(inner)):
        with pytest.raises(HoldsArchive):
            read(outer)


def test_two_files_of_one_name() -> None:
    with pytest.raises(ArchiveRefused, match="one name"):
        read(zipped(("a.xml", FIRST), ("a.xml", SECOND)))


def test_too_many_files() -> None:
    with pytest.raises(ArchiveRefused, match="501 files"):
        read(zipped(*((f"{number}.xml", FIRST) for number in range(501))))


def test_a_link_is_not_followed() -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    with pytest.raises(ArchiveRefused, match="link"):
        read(zipped((link, b"/etc/hostname")))


def test_a_locked_file() -> None:
    locked = bytearray(zipped(("a.xml", FIRST)))
    directory = locked.rindex(b"PK\x01\x02")
    locked[6] |= 1
    locked[directory + 8] |= 1

    with pytest.raises(ArchiveRefused, match="password"):
        read(bytes(locked))


def test_a_rare_way_of_packing() -> None:
    with pytest.raises(ArchiveRefused, match="banks"):
        read(zipped(("a.xml", FIRST), method=zipfile.ZIP_LZMA))


@pytest.mark.parametrize("packed", [zipped(("a.xml", b" " * 30_000_000)), gzip.compress(b" " * 30_000_000)])
def test_what_grows_too_much(packed: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="100 times"):
        read(packed)


def test_a_size_that_the_archive_understates_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.statements.container._LARGEST", 4_000)
    padded = camt(entry(), head="<Id>S1</Id>" + " " * 2_500)

    assert amounts(zipped(("a.xml", padded))) == [10_000]
    with pytest.raises(TooLarge):
        read(zipped(("a.xml", padded), ("b.xml", padded)))


@pytest.mark.parametrize("cut", [1, 30, 100])
def test_an_archive_cut_off(cut: int) -> None:
    for whole in (zipped(("a.xml", FIRST)), gzip.compress(FIRST)):
        with pytest.raises(ArchiveRefused, match="damaged"):
            read(whole[:-cut])


def test_a_damaged_file_in_an_archive() -> None:
    whole = bytearray(zipped(("a.xml", FIRST), method=zipfile.ZIP_STORED))
    whole[whole.index(b"100.00") if b"100.00" in whole else whole.index(b"1.00")] ^= 1

    with pytest.raises(ArchiveRefused, match="damaged"):
        read(bytes(whole))


def test_an_archive_of_nothing() -> None:
    for nothing in (zipped(), zipped(("folder/", b""))):
        with pytest.raises(EmptyFile):
            read(nothing)


def test_an_empty_file_in_an_archive_is_told() -> None:
    with pytest.raises(StatementRefused, match=r"a\.xml in the archive: The file is empty"):
        read(zipped(("a.xml", b"")))
