"""The session cookies: read from a header, set and taken back on an answer."""

from urllib.parse import quote, unquote

from starlette.requests import cookie_parser
from starlette.responses import Response

from shared.access.rules import LINK_LIFETIME, Kind, cookie_name, request_cookie_name
from shared.settings import settings

WANTED = "then"
"""The page somebody wanted who has to sign in first: a parameter and a field by this name, then a cookie."""

# A debtor comes from a mail, or back from the card page; staff never come from another site.
_SAME_SITE = {Kind.DEBTOR: "lax", Kind.STAFF: "strict", Kind.PAYER: "lax"}


def session_cookies(header: str) -> dict[Kind, str]:
    """The session cookies in a Cookie header, by kind."""
    jar = cookie_parser(header)
    names = {kind: cookie_name(kind, secure=settings().secure_cookies) for kind in Kind}
    return {kind: jar[name] for kind, name in names.items() if jar.get(name)}


def request_cookie(header: str) -> str:
    """The cookie that binds a sign-in link to this browser, or ""."""
    return cookie_parser(header).get(request_cookie_name(secure=settings().secure_cookies), "")


def set_session(response: Response, kind: Kind, cookie: str) -> None:
    name = cookie_name(kind, secure=settings().secure_cookies)
    _set(response, name, cookie, same_site=_SAME_SITE[kind])


def set_request(response: Response, token: str) -> None:
    # Lax: the link is opened from a mail, which is another site.
    name = request_cookie_name(secure=settings().secure_cookies)
    _set(response, name, token, same_site="lax", max_age=int(LINK_LIFETIME.total_seconds()))


def wanted_page(header: str) -> str:
    """The page this browser wanted before it signed in, or ""."""
    return unquote(cookie_parser(header).get(_wanted_name(), ""))


def set_wanted_page(response: Response, path: str) -> None:
    """Remember a page of ours until the link that was asked for is opened, for as long as that works."""
    _set(response, _wanted_name(), quote(path), same_site="lax", max_age=int(LINK_LIFETIME.total_seconds()))


def drop_wanted_page(response: Response) -> None:
    response.delete_cookie(_wanted_name(), path="/", secure=settings().secure_cookies, httponly=True)


def _wanted_name() -> str:
    return f"{request_cookie_name(secure=settings().secure_cookies)}-{WANTED}"


def drop_session(response: Response, kind: Kind) -> None:
    name = cookie_name(kind, secure=settings().secure_cookies)
    response.delete_cookie(name, path="/", secure=settings().secure_cookies, httponly=True)


def _set(response: Response, name: str, value: str, *, same_site: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=settings().secure_cookies,
        httponly=True,
        samesite=same_site,  # type: ignore[arg-type]
    )
