"""Telling us that something is wrong with an invoice: a plain form with files, so that it works on any phone."""

from urllib.parse import urlencode

from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from portal import routes as at
from portal.components.address import number_of
from portal.pages.dispute.problems import code_of
from shared import cases, db
from shared.access.rules import Person
from shared.cases import Evidence, Objection
from shared.cases.rules import MOST_FILES, TooManyFiles
from shared.documents import MOST_BYTES
from shared.documents.rules import NotTaken, check_file
from shared.errors import NotFound, Refused
from shared.formats import typed_amount
from shared.invoices import owed
from shared.ui.arguments import one_of
from shared.ui.http import Visit, post, see
from shared.words import DisputeReason


class _NotThisOne(Refused):
    """One of the files is not taken."""

    def __init__(self, number: int, why: NotTaken) -> None:
        super().__init__(why.text)
        self.number, self.why = number, why


async def dispute(visit: Visit) -> Response:
    """Keep what the form says, then back to the invoice; what cannot be kept leads back to the form, by its field."""
    invoice_id = number_of(visit.text("invoice"))
    try:
        files = await _files(visit)
        await db.call(_dispute, visit.person, invoice_id, _texts(visit), files)
    except _NotThisOne as one:
        return _again(invoice_id, problem=code_of(one.why), file=str(one.number))
    except Refused as refused:
        if not code_of(refused):
            raise
        return _again(invoice_id, problem=code_of(refused))
    return see(f"{at.invoice(invoice_id)}#wrong")


def _again(invoice_id: int, **said: str) -> Response:
    return see(f"{at.dispute(invoice_id)}?{urlencode(said)}")


def _texts(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name) for name in ("how", "amount", "reason", "text")}


async def _files(visit: Visit) -> list[Evidence]:
    """The files, each looked at.

    Raises:
        TooManyFiles: there are more than we take.
        _NotThisOne: one of them is none that we take.
    """
    given = [each for each in visit.form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if len(given) > MOST_FILES:
        raise TooManyFiles
    files = []
    for number, each in enumerate(given, 1):
        data = await each.read(MOST_BYTES + 1)
        try:
            check_file(each.filename or "", each.content_type or "", data)
        except NotTaken as why:
            raise _NotThisOne(number, why) from why
        files.append(Evidence(each.filename or "", each.content_type or "", data))
    return files


def _dispute(session: Session, person: Person, invoice_id: int, texts: dict[str, str], files: list[Evidence]) -> None:
    invoice = owed.by_ids(session, person.id, [invoice_id]).get(invoice_id)
    if invoice is None:
        raise NotFound("This invoice does not exist, or it is not yours.")
    amount = typed_amount(texts["amount"], invoice.outstanding.currency) if texts["how"] == "part" else None
    reason = one_of(texts["reason"], DisputeReason)
    said = Objection(person.id, invoice_id, reason, texts["text"], amount, files)
    cases.dispute(session, said, actor=person.actor)


routes = [post(at.DISPUTE_UPLOAD, dispute, allow="debtor")]
