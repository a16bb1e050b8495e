"""Files for the debtor: documents made for them, files they gave us, and their account as a list for a spreadsheet."""

from sqlmodel import Session
from starlette.responses import Response

from portal import routes as at
from shared import clock, db, documents
from shared.i18n import said
from shared.reports import account, letters
from shared.ui.files import hand_out, hand_out_csv
from shared.ui.http import Visit, get
from shared.ui.reader import reader_language


async def document(visit: Visit) -> Response:
    """Only the debtor's own: another's is as if it were not there."""
    number = visit.request.path_params["document_id"]
    return hand_out(await db.ask(documents.document, number, debtor_id=visit.person.id))


async def attachment(visit: Visit) -> Response:
    """A file the debtor gave us: another's is as if it were not there."""
    number = visit.request.path_params["attachment_id"]
    return hand_out(await db.ask(documents.attachment, number, debtor_id=visit.person.id))


async def account_list(visit: Visit) -> Response:
    """The account as CSV, in the days and the currency that the page shows."""
    asked, language = visit.request.query_params, reader_language(visit.request.headers)
    chosen = letters.days(asked.get("since", ""), asked.get("until", ""), clock.today())
    data = await db.ask(_csv, visit.person.id, asked.get("currency", "")[:3], chosen, language)
    name = said("Statement {number}", language, number=f"{chosen.since}–{chosen.until}")
    return hand_out_csv(data, f"{name}.csv")


def _csv(session: Session, debtor_id: int, currency: str, chosen: letters.Days, language: str) -> bytes:
    found = account.statement(session, debtor_id, currency, since=chosen.since, until=chosen.until)
    return letters.account_csv(found, language)


routes = [
    get(at.DOCUMENT, document, allow="debtor"),
    get(at.ATTACHMENT, attachment, allow="debtor"),
    get(at.ACCOUNT_LIST, account_list, allow="debtor"),
]
