"""The few pages that are written here and not by Reflex: they must work before anything is loaded."""

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse

from shared.settings import settings

_environment = Environment(loader=PackageLoader("shared.ui"), autoescape=select_autoescape())


def plain_page(title: str, text: str, status: int = 200, *, template: str = "plain.html", **facts: str) -> HTMLResponse:
    """A page of one sentence; `template` may add a form to it."""
    page = _environment.get_template(template)
    html = page.render(title=title, text=text, firm=settings().firm_name, **facts)
    return HTMLResponse(html, status_code=status)
