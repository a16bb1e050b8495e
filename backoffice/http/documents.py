"""Files for staff: documents made for debtors, what debtors attached, and a debtor's account as a list."""

from sqlmodel import Session
from starlette.responses import Response

from backoffice import routes as at
from shared import clock, db, documents
from shared.access.rules import Permission
from shared.reports import account, letters
from shared.ui.files import hand_out, hand_out_csv
from shared.ui.http import Visit, get


async def document(visit: Visit) -> Response:
    return hand_out(await db.ask(documents.document, visit.request.path_params["document_id"]))


async def attachment(visit: Visit) -> Response:
    return hand_out(await db.ask(documents.attachment, visit.request.path_params["attachment_id"]))


async def account_list(visit: Visit) -> Response:
    """In the days and the currency that were chosen; by default the last twelve months and the debtor's currency."""
    asked, debtor_id = visit.request.query_params, visit.request.path_params["debtor_id"]
    chosen = letters.days(asked.get("since", ""), asked.get("until", ""), clock.today())
    data = await db.ask(_csv, debtor_id, asked.get("currency", "")[:3], chosen)
    return hand_out_csv(data, f"account-{debtor_id}-{chosen.since}-{chosen.until}.csv")


def _csv(session: Session, debtor_id: int, currency: str, chosen: letters.Days) -> bytes:
    known = account.choices(session, debtor_id)
    wanted = currency if currency in known else known[0]
    found = account.statement(session, debtor_id, wanted, since=chosen.since, until=chosen.until)
    return letters.account_csv(found, "en")


routes = [
    get(at.DOCUMENT, document, allow=Permission.DEBTORS_READ),
    get(at.ACCOUNT_LIST, account_list, allow=Permission.DEBTORS_READ),
    get(at.ATTACHMENT, attachment, allow=Permission.DEBTORS_READ),
]
