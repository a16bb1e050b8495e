"""Who the debtor is, or who holds a pay link. Every portal state inherits one of the two."""

from typing import Any

import reflex as rx

from portal import routes
from shared import db
from shared.access import step_up
from shared.access.rules import Kind, Person
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

    async def _code_first(self, then: str) -> Any:
        """Where to go before this; None for whoever signed in, or typed a mailed code, a moment ago."""
        is_fresh = await db.ask(step_up.is_fresh, self._signed_in())
        return None if is_fresh else rx.redirect(routes.prove(then), is_external=True)


class PayerSession(SignedIn, rx.State):
    """Whoever opened a pay link: nobody is signed in, `name` is masked, and only what the link names may be shown."""

    def _payer(self) -> Person:
        """Whose link this is; pass it to `pay_links.scope_of`, and the scope to every query.

        Raises:
            NotAllowed: no link was opened, or it has ended.
        """
        return self._signed_in()

    def _language(self) -> str:
        return socket_language(self.router_data)


FACES = (
    Face(Kind.DEBTOR, PortalSession, routes.SIGN_IN, comes_back=True),
    Face(Kind.PAYER, PayerSession, routes.PAY_LINK_OVER),
)
