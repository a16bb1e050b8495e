"""Duebook put together: both faces' pages and routes, the guard in front of events, what wraps HTTP answers."""

from functools import partial

import reflex as rx
from starlette.applications import Starlette

import backoffice.http
import backoffice.pages
import backoffice.session
import portal.http
import portal.pages
import portal.session
from backoffice import routes as staff_routes
from portal import routes as portal_routes
from shared.access.redaction import redact_logs
from shared.settings import settings
from shared.ui.drawn.data import PageData
from shared.ui.drawn.pages import DrawnPages
from shared.ui.drawn.painter import Painter
from shared.ui.faces import register_pages, routes_of
from shared.ui.guard import Guard
from shared.ui.notice_state import show_failure
from shared.ui.offline import lost_connection
from shared.ui.page_words import WORDS_ROUTE, with_reader_words
from shared.ui.security import EVIDENCE_LIMIT, UPLOAD_LIMIT, with_body_limits, with_security_headers, with_upload_gate
from shared.ui.shells import with_shells

_FACES = {"portal": portal, "backoffice": backoffice}
_LARGER_BODIES = {
    "/_upload": UPLOAD_LIMIT,
    staff_routes.UPLOAD: UPLOAD_LIMIT,
    portal_routes.DISPUTE_UPLOAD: EVIDENCE_LIMIT,
    "/webhooks/": 256 * 1024,
}


redact_logs()
_shown = [_FACES[name] for name in sorted(settings().shown_faces)]

app = rx.App(
    html_lang="en",
    stylesheets=["/duebook.css"],
    # Neither toasts, which come with a library, nor Reflex's own word for a lost connection.
    toaster=None,
    extra_app_wraps={(5, "Overlay"): lambda _stateful: rx.fragment(lost_connection())},
    api_transformer=[
        with_shells,
        Starlette(routes=[WORDS_ROUTE, *(route for face in _shown for route in routes_of(face.http))]),
        partial(with_reader_words, arrived=lambda scope, page: _drawn.arrived(scope, page)),
        with_upload_gate,
        partial(with_body_limits, larger=_LARGER_BODIES),
        with_security_headers,
    ],
    backend_exception_handler=show_failure,
)
_drawn: DrawnPages = DrawnPages(PageData(app, portal.session.FACES).of, Painter())
app.add_middleware(Guard([each for face in _shown for each in face.session.FACES]), index=0)
for _face in _shown:
    register_pages(app, _face.pages)
