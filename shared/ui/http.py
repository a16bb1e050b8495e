"""Plain HTTP beside the pages: forms that post, files that download, machines that call.

routes = [post("/pay", pay, allow="debtor"), get("/documents/{id:int}", document, allow="debtor"),
          hook("/webhooks/stripe", stripe)]

`get` and `post` say who may, as `@allow` does for events, and hand the endpoint a `Visit`. `post` also refuses
requests that another site caused: by `Sec-Fetch-Site` or `Origin`, and by the session's token in the field `csrf`.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared import db
from shared.access.queries import people_of
from shared.access.rules import PUBLIC, WORDS, Kind, Person, TooManyTries
from shared.access.tokens import is_csrf_token
from shared.errors import Conflict, NotAllowed, NotFound, Refused
from shared.i18n import refusal, said
from shared.settings import settings
from shared.ui.cookies import session_cookies
from shared.ui.plain_page import plain_page
from shared.ui.reader import reader_language

log = logging.getLogger(__name__)

_LONGEST_FIELD = 4000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ForeignForm(NotAllowed):
    def __init__(self) -> None:
        super().__init__("That form did not come from this site. Please go back, load the page again and retry.")


class TooLarge(Refused):
    def __init__(self) -> None:
        super().__init__("That is more than this page takes.")


class UnreadableForm(Refused):
    def __init__(self) -> None:
        super().__init__("This form could not be read. Perhaps it has too many files: please try with fewer.")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to an HTTP route: who is asking, and what the form said."""

    request: Request
    who: Person | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def person(self) -> Person:
        """Whoever is signed in; certain in routes that do not allow "public"."""
        if self.who is None:
            raise NotAllowed("Please sign in first.")
        return self.who

    @property
    def language(self) -> str:
        """What `said` takes: the language this reader has chosen, or accepts."""
        return reader_language(self.request.headers, path=self.request.url.path, query=self.request.url.query)

    @property
    def cookies(self) -> str:
        return self.request.headers.get("cookie", "")

    def text(self, name: str) -> str:
        """A field of the form, trimmed and bounded; "" if it is missing or a file."""
        value = self.form.get(name, "")
        return value.strip()[:_LONGEST_FIELD] if isinstance(value, str) else ""

    def file(self, name: str) -> UploadFile | None:
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) else None


_STATUS = {TooManyTries: 429, NotFound: 404, NotAllowed: 403, Conflict: 409, TooLarge: 413}

Endpoint = Callable[[Visit], Awaitable[Response]]
RawEndpoint = Callable[[Request], Awaitable[Response]]


class GuardedRoute(Route):
    """A route that knows who may use it."""

    allowed: frozenset[str] = frozenset()


def get(path: str, endpoint: Endpoint, *, allow: str) -> GuardedRoute:
    """A page or file; it changes nothing, because a browser or a mail scanner may ask for it unasked."""

    async def answer(request: Request) -> Response:
        return await endpoint(Visit(request, await _known(request, allow)))

    return _route(path, answer, "GET", allow)


def post(path: str, endpoint: Endpoint, *, allow: str) -> GuardedRoute:
    """A form of ours. Who may is checked before the body is read."""

    async def answer(request: Request) -> Response:
        _check_source(request)
        who = await _known(request, allow)
        form = await _form_of(request)
        try:
            token = form.get("csrf", "")
            if who and not (isinstance(token, str) and is_csrf_token(token, who.session_id)):
                raise ForeignForm
            return await endpoint(Visit(request, who, form))
        finally:
            await form.close()

    return _route(path, answer, "POST", allow)


def hook(path: str, endpoint: RawEndpoint) -> GuardedRoute:
    """A machine's call with a raw body; the endpoint itself checks the signature on it."""
    return _route(path, endpoint, "POST", PUBLIC)


def see(path: str, *, otherwise: str = "/") -> RedirectResponse:
    """After a form: look at that page (303). Only places of ours; anything else leads to `otherwise`."""
    return RedirectResponse(local_path(path, otherwise=otherwise), status_code=303)


def local_path(path: str, *, otherwise: str) -> str:
    """The path if it stays on this site whatever a browser makes of slashes, backslashes and controls."""
    parts = urlsplit(path)
    stays = path.startswith("/") and not path.startswith("//") and not (parts.scheme or parts.netloc)
    return path if stays and "\\" not in path and path.isprintable() else otherwise


def network_address(request: Request) -> str:
    """Where the request came from: the last address that a proxy of ours has added, else the socket's."""
    hops = settings().trusted_proxy_hops
    # A proxy may append to the header or add one of its own: the lines are one list.
    lines = ",".join(request.headers.getlist("x-forwarded-for"))
    forwarded = [each.strip() for each in lines.split(",") if each.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.client.host if request.client else ""


def _route(path: str, answer: RawEndpoint, method: str, allow: str) -> GuardedRoute:
    if allow not in WORDS:
        raise ValueError(f"nobody can be allowed by “{allow}”")

    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except Refused as refused:
            return _refusal(refused, _language(request))
        except Exception:
            code = secrets.token_hex(3).upper()
            log.exception("%s %s failed, code %s", method, path, code)
            return _failure(code, _language(request))

    route = GuardedRoute(path, guarded, methods=[method])
    route.allowed = frozenset({allow})
    return route


async def _known(request: Request, allow: str) -> Person | None:
    if allow == PUBLIC:
        return None
    people = await db.ask(people_of, session_cookies(request.headers.get("cookie", "")))
    person = people.get(Kind(allow) if allow in set(Kind) else Kind.STAFF)
    if person is None:
        raise NotAllowed("Please sign in first.")
    if not person.may(allow):
        raise NotAllowed("You may not do this.")
    return person


async def _form_of(request: Request) -> FormData:
    try:
        return await request.form(max_files=10, max_fields=200)
    except (MultiPartException, HTTPException) as error:
        raise UnreadableForm from error


def _check_source(request: Request) -> None:
    """Refuse what another site caused. A browser tells by one of two headers; a request with neither is no form."""
    site = request.headers.get("sec-fetch-site")
    ours = site == "same-origin" if site else request.headers.get("origin") == settings().origin
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not ours or kind not in _FORMS:
        raise ForeignForm


def _refusal(refused: Refused, language: str) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(refused, kind)), 400)
    return plain_page(said("That did not work", language), refusal(refused, language), status, language=language)


def _failure(code: str, language: str) -> Response:
    text = said("Nothing was changed. Code to quote: {code}", language, code=code)
    return plain_page(said("Something went wrong on our side", language), text, 500, language=language)


def _language(request: Request) -> str:
    return reader_language(request.headers, path=request.url.path, query=request.url.query)
