"""The worker makes documents: each by itself, and a page that fails is never offered."""

import threading
import time

import pytest

from backoffice.jobs import documents as work
from backoffice.jobs.worker import BEATS, beat_until
from shared import db, documents
from shared.documents import rendering
from shared.documents.cage import NotRendered
from shared.documents.pdf_text import text_of
from shared.models import DocumentState
from tests import factories as make
from tests.shared.documents.letters import NUMBER, letter


def _asked(**changed: object) -> int:
    debtor_id = db.run(make.debtor)
    return db.run(documents.want, letter(debtor_id=debtor_id, **changed))


@pytest.mark.usefixtures("database")
class TestMakeDue:
    def test_makes_what_was_asked_for(self) -> None:
        asked = _asked()

        assert work.make_due() == 1

        kept = db.look(documents.document, asked)
        data = kept.path.read_bytes()
        assert NUMBER in text_of(data)
        assert db.look(documents.offer, asked).size == len(data)

    def test_one_that_fails_stops_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bad, good = _asked(number="NOWHERE-1", name="bad"), _asked()

        assert work.make_due() == 1

        assert db.look(documents.offer, bad).state is DocumentState.FAILED
        assert db.look(documents.offer, good).state is DocumentState.READY

    def test_a_failure_leaves_no_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_facts: object) -> bytes:
            raise NotRendered("wkhtmltopdf ended with 1")

        monkeypatch.setattr(rendering, "made", refuse)
        asked = _asked()

        assert work.make_due() == 0

        assert db.look(documents.offer, asked).state is DocumentState.FAILED
        assert db.look(documents.kept_names) == set()

    def test_tidying_keeps_what_is_offered(self) -> None:
        asked = _asked()
        work.make_due()

        assert work.tidy_documents() == 0
        assert db.look(documents.document, asked).path.exists()

    def test_the_worker_makes_it_while_others_wait_for_mail(self) -> None:
        asked = _asked()
        is_over = threading.Event()
        task, every_s = BEATS["documents"]
        beat = threading.Thread(target=beat_until, args=(is_over, task, every_s))
        beat.start()
        until = time.monotonic() + 30
        while db.look(documents.offer, asked).state is not DocumentState.READY and time.monotonic() < until:
            time.sleep(0.1)
        is_over.set()
        beat.join()

        assert db.look(documents.offer, asked).state is DocumentState.READY
