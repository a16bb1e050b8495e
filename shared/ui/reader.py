"""Which language the reader of a page has: chosen, and kept in a cookie, or else what their browser accepts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import cookie_parser
from starlette.responses import Response

from shared.i18n import LANGUAGES, negotiated
from shared.settings import settings

OFFICE: Final = "/staff"
"""Where everything is English: the back office."""
COOKIE: Final = "language"
PARAMETER: Final = "lang"
_A_YEAR: Final = timedelta(days=365)


def reader_language(headers: Mapping[str, str], *, path: str = "", query: str = "") -> str:
    """One of LANGUAGES; in `query`, `lang=de` counts before everything."""
    if path == OFFICE or path.startswith(f"{OFFICE}/"):
        return "en"
    for wanted in (dict(parse_qsl(query)).get(PARAMETER), chosen_language(headers.get("cookie", ""))):
        if wanted in LANGUAGES:
            return wanted
    return negotiated(_accepted(headers.get("accept-language", "")))


def socket_language(router_data: Mapping[str, Any]) -> str:
    """The language of the page an event comes from, by what Reflex knows of its socket."""
    return reader_language(router_data.get("headers", {}), path=router_data.get("pathname", ""))


def chosen_language(cookies: str) -> str:
    """What this browser was last set to, or ""."""
    chosen = cookie_parser(cookies).get(COOKIE, "")
    return chosen if chosen in LANGUAGES else ""


def remember_language(response: Response, language: str) -> None:
    """Let this browser read in the language from now on."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=int(_A_YEAR.total_seconds()),
        path="/",
        secure=settings().secure_cookies,
        httponly=True,
        samesite="lax",
    )


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first."""
    found = []
    for each in header.split(",")[:20]:
        name, _, weight = each.strip().partition(";q=")
        try:
            found.append((-float(weight or 1), name))
        except ValueError:
            continue
    return [name for weight, name in sorted(found, key=lambda one: one[0]) if weight < 0]
