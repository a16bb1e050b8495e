"""Ask for the payment of one invoice: a mail with a link that pays it without signing in."""

from sqlmodel import Session

from shared import clock, messaging
from shared.access import pay_links
from shared.access.pay_links import FreshPayLink
from shared.errors import NotFound, Refused
from shared.models import Creditor, Debtor, Invoice
from shared.settings import settings


class NothingToAsk(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is left to pay on this invoice.")


class NoAddress(Refused):
    def __init__(self) -> None:
        super().__init__("No e-mail address of this debtor is known. Copy the link instead.")


def make_pay_link(session: Session, invoice_id: int, *, actor: str) -> FreshPayLink:
    """A link that pays one invoice.

    Raises:
        NotFound: there is no such invoice.
        NothingToAsk: it is paid.
    """
    return pay_links.make_for_invoices(session, _open_invoice(session, invoice_id).debtor_id, [invoice_id], actor=actor)


def mail_pay_link(session: Session, invoice_id: int, *, actor: str) -> str:
    """Write to the debtor with a link that pays one invoice; returns the address it goes to.

    Raises:
        NotFound, NothingToAsk: as `make_pay_link`.
        NoAddress: there is no address to write to.
    """
    invoice = _open_invoice(session, invoice_id)
    debtor = session.get_one(Debtor, invoice.debtor_id)
    if not debtor.email:
        raise NoAddress
    made = make_pay_link(session, invoice_id, actor=actor)
    facts = {
        "firm": settings().firm_name,
        "name": debtor.name,
        "creditor": session.get_one(Creditor, invoice.creditor_id).name,
        "number": invoice.number,
        "amount": invoice.outstanding,
        "due": invoice.due_on,
        "link": messaging.Secret(made.address),
        "until": clock.day_of(made.expires_at),
    }
    messaging.write(
        session, invoice.debtor_id, "pay_link", address=debtor.email, facts=facts, secrets_until=made.expires_at
    )
    return debtor.email


def _open_invoice(session: Session, invoice_id: int) -> Invoice:
    invoice = session.get(Invoice, invoice_id)
    if invoice is None:
        raise NotFound("This invoice does not exist.")
    if not invoice.outstanding:
        raise NothingToAsk
    return invoice
