"""Who the debtor is. Every portal state inherits this."""

import reflex as rx

from portal import routes
from shared.access.rules import Kind
from shared.ui.guard import Face
from shared.ui.reader import socket_language
from shared.ui.session import SignedIn


class PortalSession(SignedIn, rx.State):
    """The signed-in debtor; nobody before sign-in."""

    def _debtor_id(self) -> int:
        """Whose things this event may touch; pass it to every query.

        Raises:
            NotAllowed: nobody is signed in.
        """
        return self._signed_in().id

    def _language(self) -> str:
        """What `said` and the formats take: the language this debtor reads in."""
        return socket_language(self.router_data)


FACE = Face(Kind.DEBTOR, PortalSession, routes.SIGN_IN)
