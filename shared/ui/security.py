"""What wraps every HTTP answer, Reflex's own included: headers, limits on bodies, the gate before uploads."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import db
from shared.access.queries import people_of
from shared.access.rules import Kind, Permission
from shared.i18n import said
from shared.settings import settings
from shared.ui.cookies import session_cookies
from shared.ui.http import TooLarge, local_path
from shared.ui.plain_page import plain_page
from shared.ui.reader import OFFICE, reader_language

BUILD = Path(".web/build/client")
BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 150 * 1024 * 1024
EVIDENCE_LIMIT = 26 * 1024 * 1024
"""Five files of 5 MB, and what is written with them."""

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Nothing to other sites. Not "no-referrer": browsers would then send our own forms with `Origin: null`.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_A_YEAR = "max-age=31536000; includeSubDomains"
FOREVER = "public, max-age=31536000, immutable"
_DIGESTED = "/assets/"
"""Where the build puts what has a digest of itself in its name."""
# What the build made and everybody may keep; all else is somebody's.
_PUBLIC_KINDS = ("text/css", "text/javascript", "application/javascript", "font/", "image/")


def content_policy(page: str = "", build: Path = BUILD) -> str:
    """The content policy: our own scripts, and the page's inline ones if the build wrote them; no `unsafe-eval`.

    Styles need `unsafe-inline` because Reflex's emotion writes them.
    """
    scripts = sorted({_hash(script) for script in _INLINE_SCRIPT.findall(page)} & _built_scripts(build))
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": f"'self' {settings().checkout_origin}",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def with_security_headers(app: ASGIApp) -> ASGIApp:
    """Security headers on every answer; nothing personal is kept by a browser or a proxy."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        return await app(scope, receive, send_with_headers)

    return wrapped


def with_body_limits(app: ASGIApp, larger: Mapping[str, int]) -> ASGIApp:
    """Bodies of at most `BODY_LIMIT` bytes, or more under the prefixes in `larger`; counted, not believed."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        limit = next((most for prefix, most in larger.items() if scope["path"].startswith(prefix)), BODY_LIMIT)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return await _too_large(scope)(scope, receive, send)
        has_begun = False
        count = 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > limit:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await app(scope, counted, noted)
        except TooLarge:
            if not has_begun:
                await _too_large(scope)(scope, receive, send)

    return wrapped


def _too_large(scope: Scope) -> Response:
    """A page that says so, and leads back to the form it came from."""
    headers, path = Headers(scope=scope), scope["path"]
    language = reader_language(headers, path=path)
    home = OFFICE if path.startswith(OFFICE) else "/"
    came_from = local_path(urlsplit(headers.get("referer", "")).path, otherwise=home)
    text = said(
        "It is more than we take here, so nothing was kept. Please go back and choose smaller files, or fewer.",
        language,
    )
    title = said("That is too large", language)
    return plain_page(title, text, 413, language=language, template="back.html", back=came_from)


def with_upload_gate(app: ASGIApp) -> ASGIApp:
    """Reflex reads a whole upload before any handler or guard sees it, and hands out what lies in its folder.

    Here an upload needs the cookie of staff who may work journals on the request itself, and nothing is handed out.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/_upload"):
            return await app(scope, receive, send)
        if scope["method"] not in ("POST", "OPTIONS"):
            return await Response(status_code=404)(scope, receive, send)
        if scope["method"] == "POST" and not await _may_upload(scope):
            return await Response("You may not upload files.", 403)(scope, receive, send)
        return await app(scope, receive, send)

    return wrapped


async def _may_upload(scope: Scope) -> bool:
    people = await db.ask(people_of, session_cookies(Headers(scope=scope).get("cookie", "")))
    staff = people.get(Kind.STAFF)
    return staff is not None and staff.may(Permission.JOURNALS_WORK)


def _add_headers(headers: MutableHeaders, path: str) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", content_policy())
    if settings().secure_cookies:
        headers.setdefault("strict-transport-security", _A_YEAR)
    if not headers.get("content-type", "").startswith(_PUBLIC_KINDS):
        headers["cache-control"] = "no-store"
    elif path.startswith(_DIGESTED):
        headers["cache-control"] = FOREVER


@functools.cache
def _built_scripts(build: Path) -> frozenset[str]:
    pages = (page.read_text(encoding="utf-8") for page in build.rglob("*.html"))
    return frozenset(_hash(script) for page in pages for script in _INLINE_SCRIPT.findall(page))


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
