"""Choosing the language: kept by the browser, and by whoever is signed in as theirs."""

from urllib.parse import urlsplit

from starlette.responses import Response

from portal import routes as at
from shared import db
from shared.access.queries import people_of
from shared.access.rules import Kind
from shared.debtors import service as debtors
from shared.i18n import negotiated
from shared.ui.cookies import session_cookies
from shared.ui.http import Visit, post, see
from shared.ui.reader import remember_language


async def choose_language(visit: Visit) -> Response:
    """Back to the page it was chosen on."""
    language = negotiated([visit.text("language")])
    people = await db.ask(people_of, session_cookies(visit.cookies))
    if debtor := people.get(Kind.DEBTOR):
        await db.call(debtors.prefer_language, debtor.id, language)
    came_from = urlsplit(visit.request.headers.get("referer", ""))
    answer = see(f"{came_from.path or at.HOME}?{came_from.query}" if came_from.query else came_from.path or at.HOME)
    remember_language(answer, language)
    return answer


routes = [post(at.LANGUAGE, choose_language, allow="public")]
