"""Who the debtor is. Every portal state inherits this."""

import reflex as rx

from portal import routes
from shared.access.rules import Kind
from shared.ui.guard import Face
from shared.ui.session import SignedIn


class PortalSession(SignedIn, rx.State):
    """The signed-in debtor; nobody before sign-in."""

    def _debtor_id(self) -> int:
        """Whose things this event may touch; pass it to every query.

        Raises:
            NotAllowed: nobody is signed in.
        """
        return self._signed_in().id


FACE = Face(Kind.DEBTOR, PortalSession, routes.SIGN_IN)
