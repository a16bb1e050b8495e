"""Before what nobody else may do in a browser that was left open: a mailed code, and then on with what was wanted."""

from collections.abc import Iterable
from functools import wraps

from starlette.responses import Response

from portal import routes as at
from shared import db
from shared.access import step_up
from shared.access.tokens import csrf_token
from shared.i18n import said
from shared.messaging.step_up import send_code
from shared.ui.http import Endpoint, Visit, get, post, see
from shared.ui.plain_page import plain_page


def proved(endpoint: Endpoint) -> Endpoint:
    """The endpoint for whoever signed in a moment ago; anybody else types a mailed code first, and it goes on."""

    @wraps(endpoint)
    async def first(visit: Visit) -> Response:
        if await db.ask(step_up.is_fresh, visit.person):
            return await endpoint(visit)
        if not (given := visit.text("code")):
            await db.call(send_code, visit.person)
        elif await db.call(step_up.prove, visit.person, given):
            return await endpoint(visit)
        return _code_page(visit, is_wrong=bool(given))

    return first


async def _offer(visit: Visit) -> Response:
    """Nothing is sent before the button is pressed."""
    then = visit.request.query_params.get("then", "")
    csrf = csrf_token(visit.person.session_id)
    text = said("For your safety we make sure that it is you. We send a code to your e-mail address.", visit.language)
    return _page(visit, text, [("csrf", csrf), ("then", then)], asks=False)


async def _go_on(visit: Visit) -> Response:
    return see(visit.text("then"))


def _code_page(visit: Visit, *, is_wrong: bool) -> Response:
    """What was sent so far comes back with the code, so that nothing has to be typed again."""
    fields = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str) and name != "code"]
    text = said("For your safety we sent a code to your e-mail address. Type it here and we go on.", visit.language)
    problem = said("That is not the code, or it is too old.", visit.language) if is_wrong else ""
    return _page(visit, text, fields, asks=True, problem=problem)


def _page(visit: Visit, text: str, fields: Iterable[tuple[str, str]], *, asks: bool, problem: str = "") -> Response:
    return plain_page(
        said("Is it you?", visit.language),
        text,
        language=visit.language,
        template="code.html",
        action=visit.request.url.path,
        fields=list(fields),
        asks=asks,
        problem=problem,
    )


routes = [
    get(at.PROVE, _offer, allow="debtor"),
    post(at.PROVE, proved(_go_on), allow="debtor"),
]
