"""What the cage holds: hostile pages are rendered while a canary server counts who calls and a canary file waits."""

import base64
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from shared.documents import cage
from shared.documents.cage import Cage, NotRendered
from shared.documents.pdf_text import text_of

SECRET = "CANARY-7391-SECRET"
WITHOUT_SCRIPT = "before after"


@dataclass
class Canary:
    """A server on loopback that answers with the secret and remembers who called, and a file that holds it."""

    port: int
    file: Path
    called: list[str] = field(default_factory=list)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    known = Canary(0, tmp_path / "canary.txt")
    known.file.write_text(SECRET)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.called.append(self.path)
            if self.path.startswith("/hang"):
                time.sleep(3)
            if self.path.startswith("/to-file") or self.path.startswith("/to-web"):
                where = f"file://{known.file}" if self.path.startswith("/to-file") else f"{known.web}/secret"
                self.send_response(302)
                self.send_header("Location", where)
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    known.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["own network", "dead proxy"])
def locked(request: pytest.FixtureRequest) -> Cage:
    if request.param == "dead proxy":
        return Cage(apart=False)
    if not cage.may_stand_apart():
        pytest.skip("this machine makes no network namespaces: unshare was refused")
    return Cage(apart=True)


FILE = {
    "script asks for a file": (
        "<script>var x=new XMLHttpRequest();x.open('GET','{file}',false);x.send();"
        "document.write(x.responseText)</script>"
    ),
    "frame": "<iframe src='{file}' width=600 height=200></iframe>",
    "object": "<object data='{file}' type='text/plain' width=600 height=200></object>",
    "embed": "<embed src='{file}' type='text/plain' width=600 height=200>",
    "image": "<img src='{file}'>",
    "style": "<link rel=stylesheet href='{file}'><style>@import url({file}); body{{background:url({file})}}</style>",
    "refresh": "<meta http-equiv=refresh content='0;url={file}'>",
    "script goes there": "<script>location='{file}'</script>",
    "redirected to a file": "<iframe src='{web}/to-file' width=600 height=200></iframe>",
}
WEB = {
    "frame": "<iframe src='{web}/secret' width=600 height=200></iframe>",
    "frame redirected": "<iframe src='{web}/to-web' width=600 height=200></iframe>",
    "refresh": "<meta http-equiv=refresh content='0;url={web}/secret'>",
    "image": "<img src='{web}/pixel.png'>",
    "style": "<link rel=stylesheet href='{web}/a.css'><style>body{{background:url({web}/b.png)}}</style>",
    "font": "<style>@font-face{{font-family:x;src:url({web}/x.ttf)}} p{{font-family:x}}</style>",
    "script": "<script src='{web}/a.js'></script>",
    "script asks": (
        "<script>var x=new XMLHttpRequest();x.open('GET','{web}/secret',false);x.send();"
        "document.write(x.responseText)</script>"
    ),
    "form sends itself": "<form action='{web}/form' id=f></form><script>document.getElementById('f').submit()</script>",
    "image that never answers": "<img src='{web}/hang'>",
    "base": "<base href='{web}/'><img src='pixel.png'>",
}
ALL = {f"file: {name}": page for name, page in FILE.items()} | {f"web: {name}": page for name, page in WEB.items()}


def test_without_the_cage_the_canary_is_found(canary: Canary, tmp_path: Path) -> None:
    """What makes the other tests worth something: the program itself would read and call."""
    known = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)}
    page = _page(
        FILE["script asks for a file"].format(file=f"file://{canary.file}") + WEB["frame"].format(web=canary.web)
    )
    command = ["wkhtmltopdf", "--quiet", "--enable-local-file-access", "-", "-"]

    made = subprocess.run(command, input=page.encode(), env=known, capture_output=True, timeout=30)

    assert SECRET in text_of(made.stdout)
    assert canary.called == ["/secret"]


@pytest.mark.parametrize("page", ALL.values(), ids=ALL.keys())
def test_a_hostile_page_reads_no_file_and_calls_nobody(page: str, canary: Canary, locked: Cage) -> None:
    text = _text_or_nothing(_page(page.format(file=f"file://{canary.file}", web=canary.web)), locked)

    assert SECRET not in text
    assert canary.called == []


OPTIONS = {
    "pdfkit-enable-local-file-access": "",
    "pdfkit-disable-local-file-access": "",
    "pdfkit-run-script": "document.body.innerHTML='{web}'",
    "pdfkit-enable-javascript": "",
    "pdfkit-proxy": "{web}",
    "pdfkit-post-file": "x {file}",
    "pdfkit-cookie-jar": "{file}",
    "pdfkit-user-style-sheet": "{web}/a.css",
    "pdfkit-allow": "/",
    "pdfkit-cover": "{file}",
    "pdfkit-header-html": "{web}/header.html",
}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_page_cannot_set_the_programs_options(name: str, canary: Canary, locked: Cage) -> None:
    value = OPTIONS[name].format(file=canary.file, web=canary.web)

    text = text_of(cage.render(_page("", f'<meta name="{name}" content="{value}">'), locked))

    assert text.split() == WITHOUT_SCRIPT.split()
    assert canary.called == []
    assert canary.file.read_text() == SECRET


def test_a_script_does_not_run(locked: Cage) -> None:
    text = text_of(cage.render(_page("<script>document.write('ran')</script>"), locked))

    assert text.split() == WITHOUT_SCRIPT.split()


def test_a_plain_page_comes_out_with_its_letters_and_its_picture(locked: Cage) -> None:
    dot = base64.b64encode(
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    )
    page = _page(f"<p>Überfällig: 1.250,00 € für Åsa</p><img src='data:image/svg+xml;base64,{dot.decode()}'>")

    assert "Überfällig: 1.250,00 € für Åsa" in text_of(cage.render(page, locked))


def test_a_page_without_end_is_stopped(locked: Cage) -> None:
    """What is held is that it ends; how long the machine takes to lay out a page is not."""
    hasty = Cage(apart=locked.apart, seconds=1)

    with pytest.raises(NotRendered, match="ended with 124"):
        cage.render(_page("<p>x</p>" * 60_000), hasty)


def test_the_program_sees_none_of_our_environment(
    locked: Cage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Seen through a stand-in for the program, which says what it was given."""
    told = tmp_path / "wkhtmltopdf"
    told.write_text("#!/bin/sh\nenv\n")
    told.chmod(0o755)
    monkeypatch.setattr(cage, "_SEARCH", f"{tmp_path}:{cage._SEARCH}")
    monkeypatch.setenv("DUEBOOK_SECRET_KEY", SECRET)

    told_env = cage.render("", locked).decode()

    assert SECRET not in told_env
    assert "QT_QPA_PLATFORM=offscreen" in told_env


def test_a_failure_is_no_success_even_if_it_says_done(
    locked: Cage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lies = tmp_path / "wkhtmltopdf"
    lies.write_text("#!/bin/sh\necho '%PDF-1.4'\nprintf 'Done\\nExit with code 1\\n' >&2\nexit 1\n")
    lies.chmod(0o755)
    monkeypatch.setattr(cage, "_SEARCH", f"{tmp_path}:{cage._SEARCH}")

    with pytest.raises(NotRendered, match="ended with 1"):
        cage.render("", locked)


def _page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>before {body} after</body></html>"


def _text_or_nothing(page: str, locked: Cage) -> str:
    """A page that asked for what it may not have fails as a whole; then there is nothing to read."""
    try:
        return text_of(cage.render(page, locked))
    except NotRendered:
        return ""
