"""Take an invoice list: all its rows or none, and every wrong row named at once (architecture.md, The command line)."""

from pathlib import PurePath

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import HTMLResponse, Response

from backoffice import routes as at
from backoffice.components.told import with_told
from shared import db, invoices
from shared.access.rules import Permission
from shared.access.tokens import csrf_token
from shared.errors import Refused
from shared.invoices import RowProblem, RowsRefused
from shared.ui.http import Visit, post, see

_environment = Environment(loader=PackageLoader("backoffice.http"), autoescape=select_autoescape())


async def take_in(visit: Visit) -> Response:
    """Read, check and register; a refusal shows what to mend and takes the mended file on the same page."""
    upload = visit.file("list")
    if upload is None or not upload.filename:
        return _refused(visit, "No file was chosen.", [])
    name, data = PurePath(upload.filename).name[:100], await upload.read()
    try:
        read = await db.aside(lambda: invoices.read_csv(data))
        done = await db.call(invoices.register, read, source=name, actor=visit.person.actor)
    except RowsRefused as refused:
        return _refused(visit, f"{name}: nothing was registered.", refused.problems)
    except Refused as refused:
        return _refused(visit, f"{name}: {refused} Nothing was registered.", [])
    return see(with_told(at.INVOICES, _sentence(name, len(done.added), done.repeated), tone="good"))


def _sentence(name: str, added: int, repeated: int) -> str:
    new = f"Registered {added:,} {'invoice' if added == 1 else 'invoices'} from {name}."
    return f"{new} {repeated:,} had been registered before." if repeated else new


def _refused(visit: Visit, text: str, problems: list[RowProblem]) -> Response:
    page = _environment.get_template("invoice_list.html").render(
        text=text,
        problems=problems,
        rows=len({each.line for each in problems}),
        action=at.INVOICE_LISTS,
        back=at.IMPORT_INVOICES,
        home=at.HOME,
        csrf=csrf_token(visit.person.session_id),
    )
    return HTMLResponse(page, status_code=422)


routes = [post(at.INVOICE_LISTS, take_in, allow=Permission.INVOICES_REGISTER)]
