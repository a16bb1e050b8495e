"""The few pages that are written here and not by Reflex: they must work before anything is loaded."""

from functools import partial

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse

from shared.i18n import said
from shared.settings import settings

_environment = Environment(loader=PackageLoader("shared.ui"), autoescape=select_autoescape())


def plain_page(
    title: str, text: str, status: int = 200, *, language: str = "en", template: str = "plain.html", **facts: object
) -> HTMLResponse:
    """A page of one sentence, in words already; `template` may add a form to it."""
    page = _environment.get_template(template)
    known = {"firm": settings().firm_name, "language": language, "say": partial(_say, language)}
    html = page.render(title=title, text=text, **known, **facts)
    return HTMLResponse(html, status_code=status)


def link_page(title: str, text: str, token: str, *, language: str, action: str, **facts: str) -> HTMLResponse:
    """The page behind a link with a token: it does nothing until its button sends the token to `action`."""
    known = {"token": token, "action": action, **facts}
    page = plain_page(title, text, 200, language=language, template="open_link.html", **known)
    # The token is in this address: not even our own style sheet's request may repeat it.
    page.headers["referrer-policy"] = "strict-origin"
    return page


def _say(language: str, text: str) -> str:
    return said(text, language)
