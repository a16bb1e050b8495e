"""The page on which a debtor pays: plain HTML and forms, no script, test cards instead of card fields."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stripe_simulator import amounts, cards, checkout, objects, payments
from stripe_simulator.errors import ApiError
from stripe_simulator.store import Cause, Object, Store

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["figure"] = amounts.figure


class HostedPage:
    """`/pay/{session}` and the step in which the card's bank asks back (3-D Secure)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        return [
            Route("/pay/{session}", self._show, methods=["GET"]),
            Route("/pay/{session}", self._pay, methods=["POST"]),
            Route("/pay/{session}/authenticate", self._show_bank, methods=["GET"]),
            Route("/pay/{session}/authenticate", self._authenticate, methods=["POST"]),
            Route("/authenticate/{intent}", self._show_bank_alone, methods=["GET"]),
            Route("/authenticate/{intent}", self._authenticate_alone, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _missing()
        return self._page(session)

    async def _pay(self, request: Request) -> Response:
        async with request.form() as form:
            card = cards.BY_NAME.get(str(form.get("card")))
        session = self._session(request)
        if session is None:
            return _missing()
        if card is None:
            return self._page(session, problem="Choose a test card.", status=422)
        return self._attempted(session, lambda: checkout.pay(self._store, session, card))

    async def _show_bank(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _missing()
        intent = checkout.intent_of(self._store, session)
        if intent is None or intent["status"] != "requires_action":
            return _go(f"/pay/{session['id']}")
        return _bank_page(intent, session["success_url"])

    async def _authenticate(self, request: Request) -> Response:
        completed = await _completed(request)
        session = self._session(request)
        if session is None:
            return _missing()
        return self._attempted(session, lambda: checkout.authenticate(self._store, session, completed=completed))

    async def _show_bank_alone(self, request: Request) -> Response:
        intent = self._intent(request)
        if intent is None:
            return _missing()
        if intent["status"] != "requires_action":
            return _render("answered.html", intent=intent)
        return _bank_page(intent, intent["next_action"]["redirect_to_url"]["return_url"])

    async def _authenticate_alone(self, request: Request) -> Response:
        """3-D Secure of a payment that was not begun on our page; leads back to where that said."""
        completed = await _completed(request)
        intent = self._intent(request)
        if intent is None:
            return _missing()
        if intent["status"] != "requires_action":
            return _go(f"/authenticate/{intent['id']}")
        back = intent["next_action"]["redirect_to_url"]["return_url"]
        with self._store.transaction(_cause()):
            payments.authenticate(self._store, intent, completed=completed)
        return _go(back or f"/authenticate/{intent['id']}")

    def _session(self, request: Request) -> Object | None:
        """The session as it is now; call it after awaiting the form, so that nothing comes between."""
        found = self._store.get(request.path_params["session"])
        return found if found and found["object"] == "checkout.session" else None

    def _intent(self, request: Request) -> Object | None:
        found = self._store.get(request.path_params["intent"])
        return found if found and found["object"] == "payment_intent" else None

    def _attempted(self, session: Object, attempt: Callable[[], Object]) -> Response:
        """Make an attempt and lead on: to the product, to the bank, or back to the page with a sentence."""
        try:
            with self._store.transaction(_cause()):
                intent = attempt()
        except ApiError:
            # Paid, expired or answered meanwhile, in another tab perhaps: the page says which.
            return _go(f"/pay/{session['id']}")
        if intent["status"] == "succeeded":
            return _go(_success_url(session))
        if intent["status"] == "requires_action":
            return _go(f"/pay/{session['id']}/authenticate")
        return _go(f"/pay/{session['id']}")

    def _page(self, session: Object, *, problem: str | None = None, status: int = 200) -> Response:
        if session["status"] != "open":
            return _render("closed.html", session=session, back=_success_url(session))
        return _render(
            "save.html" if checkout.saves_card(session) else "pay.html",
            status,
            leads_to=session["success_url"],
            session=session,
            items=checkout.line_items(self._store, session),
            cards=cards.TO_SAVE if checkout.saves_card(session) else cards.ON_PAGE,
            problem=problem or self._last_problem(session),
        )

    def _last_problem(self, session: Object) -> str | None:
        intent = checkout.intent_of(self._store, session)
        problem = (intent.get("last_payment_error") or intent.get("last_setup_error")) if intent else None
        if not problem:
            return None
        return f"{problem['message']} Nothing was taken. Choose another test card."


async def _completed(request: Request) -> bool:
    async with request.form() as form:
        return form.get("outcome") == "complete"


def _bank_page(intent: Object, leads_to: str | None) -> Response:
    return _render("authenticate.html", leads_to=leads_to, intent=intent)


def _success_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _cause() -> Cause:
    return Cause(objects.new_id("req"))


def _go(url: str) -> Response:
    """See other: reloading the page after it repeats nothing."""
    return RedirectResponse(url, 303)


def _missing() -> Response:
    return _render("missing.html", 404)


def _render(template: str, status: int = 200, *, leads_to: str | None = None, **facts: Any) -> Response:
    """A page that may run nothing, load nothing, and send its form only here and to where that leads on."""
    onward = urlsplit(leads_to or "")
    origin = f" {onward.scheme}://{onward.netloc}" if onward.netloc else ""
    headers = {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
        f" frame-ancestors 'none'; form-action 'self'{origin}",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(_templates.get_template(template).render(**facts), status, headers)
