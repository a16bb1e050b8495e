"""What stands under every letter and mail: how to find out that it is genuine."""

from sqlmodel import Session

from shared.access import genuine
from shared.access.genuine import GENUINE_PATH
from shared.i18n import negotiated, said
from shared.models import Debtor
from shared.settings import settings


def genuine_note(session: Session, debtor_id: int, template: str) -> str:
    """The last lines of a message, with a code of its own, in the debtor's language."""
    language = negotiated([session.get_one(Debtor, debtor_id).language])
    asked = said("Is this genuine? Type {address} into your browser and give this code:", language, address=_address())
    return f"-- \n{asked}\n{genuine.issue(session, debtor_id, template)}\n"


def _address() -> str:
    return f"{settings().origin}{GENUINE_PATH}"
