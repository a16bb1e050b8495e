"""Files that people give us: what the bytes are decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from shared import documents
from shared.documents import NotTaken, rules
from shared.errors import NotFound
from shared.models import Attachment
from tests import factories as make

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40 + b"\0\0\0\0IEND\xaeB`\x82"


class TestTaken:
    @pytest.mark.parametrize(
        ("name", "data", "kind"),
        [
            ("delivery note.pdf", PDF, "application/pdf"),
            ("photo.JPG", JPEG, "image/jpeg"),
            ("photo.jpeg", JPEG, "image/jpeg"),
            ("scan.png", PNG, "image/png"),
        ],
    )
    def test_a_file_that_is_what_it_says(self, session: Session, name: str, data: bytes, kind: str) -> None:
        debtor_id = make.debtor(session)

        given_id = documents.attach(session, debtor_id, name, kind, data, actor="debtor:1")

        kept = documents.attachment(session, given_id, debtor_id=debtor_id)
        assert (kept.name, kept.media_type, kept.path.read_bytes()) == (name, kind, data)

    def test_a_kind_the_browser_does_not_know_is_looked_at(self, session: Session) -> None:
        given_id = documents.attach(
            session, make.debtor(session), "a.pdf", "application/octet-stream", PDF, actor="debtor:1"
        )

        assert [each.media_type for each in documents.attachments(session, [given_id])] == ["application/pdf"]

    def test_nobody_else_finds_it(self, session: Session) -> None:
        given_id = documents.attach(session, make.debtor(session), "a.pdf", "", PDF, actor="debtor:1")

        with pytest.raises(NotFound):
            documents.attachment(session, given_id, debtor_id=make.debtor(session, "D-2"))


class TestNotTaken:
    @pytest.mark.parametrize(
        ("name", "media_type", "data", "why"),
        [
            ("a.pdf", "application/pdf", b"", "empty"),
            ("a.pdf", "application/pdf", PDF + b" " * rules.MOST_BYTES, "larger than 5 MB"),
            ("a.html", "text/html", b"<html><script>alert(1)</script>", "none of them"),
            ("a.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "none of them"),
            ("a.exe", "application/pdf", b"MZ\x90\0", "none of them"),
            ("a.pdf", "application/pdf", b"%PDF-1.4 breaks off", "breaks off"),
            ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0", "breaks off"),
            ("a.png", "image/png", PNG[:30], "breaks off"),
            ("a.jpg", "image/jpeg", PDF, "does not fit"),
            ("a.pdf", "image/png", PDF, "does not fit"),
            ("a.pdf.exe", "application/pdf", PDF, "does not fit"),
            ("a", "application/pdf", PDF, "does not fit"),
            ("a.pdf", "application/pdf", b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (x) >> %%EOF", "holds a program"),
            ("a.pdf", "application/pdf", b"%PDF-1.4 << /S /Launch >> %%EOF", "holds a program"),
        ],
    )
    def test_a_file_that_is_not(self, name: str, media_type: str, data: bytes, why: str) -> None:
        with pytest.raises(NotTaken, match=why):
            rules.check_file(name, media_type, data)

    def test_more_than_we_keep_of_one_debtor(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.documents.service.MOST_FILES", 1)
        debtor_id = make.debtor(session)
        documents.attach(session, debtor_id, "a.pdf", "", PDF, actor="debtor:1")

        with pytest.raises(NotTaken, match="as many files"):
            documents.attach(session, debtor_id, "b.pdf", "", PDF, actor="debtor:1")

    def test_leaves_no_row(self, session: Session) -> None:
        with pytest.raises(NotTaken):
            documents.attach(session, make.debtor(session), "a.pdf", "", b"MZ", actor="debtor:1")

        assert session.exec(select(Attachment)).all() == []


class TestNames:
    @pytest.mark.parametrize(
        ("given_name", "kept"),
        [
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\Users\\me\\note.pdf", "note.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
            ("invoice\u202efdp.pdf", "invoice fdp.pdf"),
            ('we "quoted" <b>.pdf', "we quoted b.pdf"),
            (".pdf", "file.pdf"),
            ("übergabe åäö.pdf", "übergabe åäö.pdf"),
        ],
    )
    def test_lose_what_could_lead_or_fool(self, given_name: str, kept: str) -> None:
        assert rules.plain_name(given_name) == kept

    @given(st.text(max_size=300))
    def test_are_short_printable_and_without_folders(self, name: str) -> None:
        kept = rules.plain_name(name + ".pdf")

        assert kept.endswith(".pdf")
        assert kept.isprintable()
        assert len(kept) <= 110
        assert not set(kept) & set('/\\<>:"|?*')
