"""Writing to debtors: what leaves, what is kept, and what happens when a mail server misbehaves."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import Session, select

from backoffice.jobs.outbox import send_due
from shared import clock, db, messaging, models
from shared.messaging import channels, queries, service
from shared.messaging.rules import Code, UnfitAddress, render, revealed
from shared.messaging.service import Outgoing
from shared.models import MessageState
from shared.settings import settings
from tests.harness import new_debtor

pytestmark = pytest.mark.usefixtures("database")

LINK = "http://localhost:8000/link/its-a-secret"
FACTS = {"firm": "Halden Receivables", "minutes": 10, "links": [{"name": "Jana", "address": messaging.Secret(LINK)}]}


class Postbox:
    """A mail server on loopback that does as `answer` says."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 taken"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(envelope)
        return self.answer


@pytest.fixture
def postbox(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=_free_port())
    server.start()
    _use_mail_server(monkeypatch, server.port)
    yield box
    server.stop()


def write(address: str = "jana@debtor.example") -> int:
    def service_call(session: Session) -> int:
        until = clock.now() + timedelta(minutes=10)
        debtor_id = session.exec(select(models.Debtor.id)).one()
        message = messaging.write(
            session, debtor_id or 0, "sign_in_link", address=address, facts=FACTS, secrets_until=until
        )
        return message.id or 0

    new_debtor()
    return db.run(service_call)


def letters(session: Session) -> list[queries.Letter]:
    return [
        each for id_ in session.exec(select(models.Debtor.id)) for each in queries.told_to(session, id_ or 0, limit=9)
    ]


def the_letter() -> queries.Letter:
    [letter] = db.look(letters)
    return letter


class TestSending:
    def test_sends_the_link_and_keeps_a_mark_in_its_place(self, postbox: Postbox) -> None:
        write()
        send_due()

        [mail] = postbox.mails
        assert LINK in mail.content.decode()
        assert mail.rcpt_tos == ["jana@debtor.example"]
        assert the_letter().state is MessageState.SENT
        assert LINK not in the_letter().body
        assert LINK not in repr(db.look(_raw))

    def test_sends_once_however_often_the_promise_is_kept(self, postbox: Postbox) -> None:
        number = write()
        for _ in range(3):
            send_due()
        assert db.run(service.take, number) is None
        assert len(postbox.mails) == 1

    def test_tries_again_after_a_refusal(self, postbox: Postbox) -> None:
        write()
        postbox.answer = "451 come back later"
        send_due()
        assert the_letter().state is MessageState.WAITING
        assert the_letter().problem == "The mail server answered 451."

        postbox.answer = "250 taken"
        clock.move(timedelta(minutes=2))
        send_due()
        assert the_letter().state is MessageState.SENT

    def test_tries_again_when_nobody_listens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _use_mail_server(monkeypatch, _free_port())
        write()
        send_due()

        assert the_letter().state is MessageState.WAITING
        assert LINK in repr(db.look(_raw)), "it is still to be sent"

    def test_never_sends_twice_what_may_have_arrived(self, monkeypatch: pytest.MonkeyPatch) -> None:
        taken: list[bytes] = []
        port = _server_that_hangs_up_after_the_text(taken)
        _use_mail_server(monkeypatch, port)
        write()
        for days in range(3):
            clock.move(timedelta(days=days))
            send_due()

        assert len(taken) == 1
        assert the_letter().state is MessageState.FAILED
        assert the_letter().problem == "The mail server fell silent; it may have arrived."

    def test_never_sends_twice_when_a_worker_died_sending(self, postbox: Postbox) -> None:
        number = write()
        db.run(service.take, number)
        send_due()

        assert postbox.mails == []
        assert the_letter().state is MessageState.FAILED
        assert the_letter().problem == "Sending was interrupted; it may have arrived."


class TestKeeping:
    def test_without_a_mail_server_it_is_kept_with_a_mark_for_the_link(self) -> None:
        write()
        send_due()

        assert the_letter().state is MessageState.KEPT
        assert LINK not in the_letter().body
        assert "[link 1]" in the_letter().body

    def test_a_code_has_a_mark_that_says_so(self) -> None:
        facts = {"firm": "Halden", "name": "Jana", "code": Code("424242"), "minutes": 10}
        written = render("code", facts)

        assert "your code is [code]." in written.body
        assert revealed(written.body, written.secrets).count("424242") == 1

    def test_a_lapsed_link_is_forgotten(self) -> None:
        write()
        send_due()
        db.run(service.forget_secrets)
        assert LINK in repr(db.look(_raw)), "not before its time"

        clock.move(timedelta(minutes=11))
        db.run(service.forget_secrets)
        assert LINK not in repr(db.look(_raw))


class TestInjection:
    @pytest.mark.parametrize(
        "address",
        [
            "jana@debtor.example\r\nBcc: all@evil.example",
            "jana@debtor.example, all@evil.example",
            "<jana@debtor.example>",
            "jana",
            "",
            "jana@debtor.example\n",
            "x" * 250 + "@a.example",
        ],
    )
    def test_refuses_what_is_more_than_one_plain_address(self, address: str) -> None:
        with pytest.raises(UnfitAddress):
            write(address)
        assert db.look(letters) == []

    def test_a_header_takes_no_line_break(self) -> None:
        with pytest.raises(ValueError, match="carriage return"):
            channels.as_mail(Outgoing(1, "jana@debtor.example", "Hello\r\nBcc: all@evil.example", "Hello"))

    def test_a_name_in_a_subject_stays_on_its_line(self) -> None:
        facts = FACTS | {"firm": "Halden\r\nBcc: all@evil.example"}

        assert render("sign_in_link", facts).subject == "Your link to Halden Bcc: all@evil.example"

    def test_a_text_mail_is_not_escaped(self) -> None:
        assert "Müller & Söhne" in render("sign_in_link", FACTS | {"firm": "Müller & Söhne"}).body


def _raw(session: Session) -> list[Any]:
    return [*session.exec(select(models.Message)).all(), *session.exec(select(models.OutboxMessage)).all()]


def _use_mail_server(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("DUEBOOK_SMTP_URL", f"smtp://127.0.0.1:{port}")
    settings.cache_clear()


def _free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        port: int = some.getsockname()[1]
        return port


def _server_that_hangs_up_after_the_text(taken: list[bytes]) -> int:
    """Speaks just enough SMTP to take a mail, and hangs up instead of answering; for at most three visits."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        listening.settimeout(10)
        for _ in range(3):
            try:
                talk(listening.accept()[0])
            except TimeoutError:
                return

    def talk(caller: socket.socket) -> None:
        with caller, caller.makefile("rwb", buffering=0) as line:
            line.write(b"220 ready\r\n")
            for answer in (b"250 hello", b"250 from", b"250 to", b"354 go on"):
                line.readline()
                line.write(answer + b"\r\n")
            text = b""
            while not text.endswith(b"\r\n.\r\n"):
                text += line.readline()
            taken.append(text)

    threading.Thread(target=serve, daemon=True).start()
    port: int = listening.getsockname()[1]
    return port
