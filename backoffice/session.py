"""Which member of staff this is. Every back-office state inherits this."""

import reflex as rx

from backoffice import routes
from shared.access.rules import Kind, Person
from shared.ui.guard import Face
from shared.ui.session import SignedIn


class StaffSession(SignedIn, rx.State):
    """The signed-in member of staff; `role` and `may` are copies for display, to hide what would be refused."""

    role: str = ""
    may: list[str] = []

    def _bind(self, person: Person | None) -> None:
        super()._bind(person)
        self.role = str(person.role) if person else ""
        self.may = sorted(person.permissions) if person else []


FACES = (Face(Kind.STAFF, StaffSession, routes.SIGN_IN),)
