"""Ready-made pages in the reader's language (ADR-0028).

The build writes every page once, each text sealed with its values (`assets/words.js`). On the way out the seals are
opened in the reader's words, `<html lang>` says which, and the same words come as a script that the page's own code
finds before it starts: what the browser renders is what it was sent.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections.abc import Awaitable, Callable
from functools import cache, lru_cache, partial

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.i18n import LANGUAGES, said
from shared.i18n.catalogues import page_words
from shared.ui.http import Visit, get
from shared.ui.reader import PARAMETER, reader_language, remember_language
from shared.ui.security import FOREVER, content_policy

_BEGIN, _END, _NAME, _VALUE = "\ue000", "\ue001", "\ue002", "\ue003"
SEALS = (_BEGIN, _END, _NAME, _VALUE)
"""What marks our texts in a page; data that goes into one must have none of them."""
_SEALED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
_PLACE = re.compile(r"\{(\w+)\}")
_GZIP_FROM = 1000
_FILES = (".css", ".csv", ".ico", ".js", ".pdf", ".png", ".svg", ".woff2")
_BUILT = b"__reactRouterContext"
"""What every page of the build has in it, and no page that is written for one reader."""


def opened(page: str, language: str) -> str:
    """The page with its texts in the language, the innermost first: a value may be a text itself."""
    count = 1
    while count:
        page, count = _SEALED.subn(lambda found: _open(found[1], language), page)
    page = page.replace('<html lang="en"', f'<html lang="{language}"', 1)
    script = "" if language == "en" else f'<script src="{words_path(language)}"></script>'
    return page.replace("</head>", f"{script}</head>", 1)


def with_reader_words(app: ASGIApp, arrived: Callable[[Scope, str], Awaitable[str]]) -> ASGIApp:
    """Pages in the reader's language; `arrived` may put what is the reader's into a page as it was built."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or _is_file(scope["path"]):
            await app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        language = reader_language(Headers(scope=scope), path=scope["path"], query=query)
        # Without extensions: a server that sends files by itself would go past us.
        scope = {**scope, "extensions": {}, "headers": list(scope["headers"])}
        headers = MutableHeaders(scope=scope)
        takes_gzip = "gzip" in headers.get("accept-encoding", "")
        for name in ("accept-encoding", "if-none-match", "if-modified-since", "range"):
            del headers[name]
        answer = _Answer(
            send, language, partial(arrived, scope), chosen=f"{PARAMETER}=" in query, takes_gzip=takes_gzip
        )
        await app(scope, receive, answer.send)

    return wrapped


class _Answer:
    """An answer on its way: a page is held back until it is whole, anything else passes."""

    def __init__(
        self, send: Send, language: str, arrived: Callable[[str], Awaitable[str]], *, chosen: bool, takes_gzip: bool
    ) -> None:
        self._send, self._language, self._arrived = send, language, arrived
        self._chosen, self._takes_gzip = chosen, takes_gzip
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            self._start = message if is_page else None
        if self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(scope=start)
        body = self._body
        if _BUILT in body:
            built = body.decode()
            page = await self._arrived(built)
            make = _page_of_all if page == built else _page
            body = make(page, self._language, gzipped=self._takes_gzip)
            headers["content-security-policy"] = _policy(built)
        for name in ("content-length", "etag", "last-modified", "accept-ranges"):
            del headers[name]
        if body:
            headers["content-length"] = str(len(body))
        if body[:2] == b"\x1f\x8b":
            headers["content-encoding"] = "gzip"
        if self._chosen:
            choice = Response()
            remember_language(choice, self._language)
            headers.append("set-cookie", choice.headers["set-cookie"])
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


async def _words(visit: Visit) -> Response:
    """The script with a language's words; its address changes with them."""
    language = visit.request.path_params["language"]
    if language not in LANGUAGES:
        return Response(status_code=404)
    headers = {"cache-control": FOREVER, "content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(gzip.compress(_script(language)), 200, headers, "text/javascript")


WORDS_ROUTE = get("/words/{language}.{digest}.js", _words, allow="public")


@cache
def words_path(language: str) -> str:
    return f"/words/{language}.{hashlib.sha256(_script(language)).hexdigest()[:12]}.js"


@cache
def _script(language: str) -> bytes:
    table = json.dumps(page_words(language), ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.duebookWords={table}".encode()


def _page(page: str, language: str, *, gzipped: bool) -> bytes:
    sent = opened(page, language).encode()
    return gzip.compress(sent) if gzipped and len(sent) > _GZIP_FROM else sent


_page_of_all = lru_cache(maxsize=256)(_page)
_policy = lru_cache(maxsize=256)(content_policy)


def _open(sealed: str, language: str) -> str:
    text, *named = sealed.split(_NAME)
    values = dict(each.split(_VALUE, 1) for each in named)
    words = html.escape(said(html.unescape(text), language))
    return _PLACE.sub(lambda found: values.get(found[1], ""), words)


def _is_file(path: str) -> bool:
    return path.endswith(_FILES)
