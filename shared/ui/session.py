"""What a page may know of the person in front of it; the guard alone writes it, before every event."""

from __future__ import annotations

import reflex as rx

from shared.access.rules import Person
from shared.access.tokens import csrf_token
from shared.errors import NotAllowed


class SignedIn(rx.State, mixin=True):
    """Mixed into each face's session. Decisions look at `_person`; the public names are copies for display."""

    _person: Person | None = None
    name: str = ""
    initials: str = ""
    csrf: str = ""
    """What a native form must carry; see `shared.ui.forms.native_form`."""

    def _signed_in(self) -> Person:
        """Who is asking.

        Raises:
            NotAllowed: nobody is signed in.
        """
        if self._person is None:
            raise NotAllowed("Please sign in first.")
        return self._person

    def _bind(self, person: Person | None) -> None:
        """Take note of who this browser is now."""
        self._person = person
        self.name = person.name if person else ""
        self.initials = person.initials if person else ""
        self.csrf = csrf_token(person.session_id) if person else ""
