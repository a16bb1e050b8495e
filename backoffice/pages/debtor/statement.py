"""A debtor's statement of account on their card: as a letter or as a list, of the days that are chosen."""

from typing import Any, cast
from urllib.parse import urlencode

import reflex as rx

from backoffice import routes
from backoffice.components.papers import PaperState
from backoffice.session import StaffSession
from shared import clock
from shared.reports import letters
from shared.ui.arguments import id_in, line
from shared.ui.forms import field
from shared.ui.links import link
from shared.ui.marks import allow
from shared.ui.papers import paper_offer


class StatementDaysState(StaffSession):
    """The days of the statement; the last twelve months until others are chosen."""

    debtor: int = 0
    since: str = ""
    until: str = ""
    list_href: str = ""

    @rx.event
    @allow("debtors.read")
    async def load(self) -> None:
        debtor_id = id_in(self.router.url.path)
        if debtor_id != self.debtor:
            self.debtor = debtor_id
            self._choose("", "")

    @rx.event
    @allow("debtors.read")
    async def begin(self, day: str) -> None:
        """The first day; an empty field goes back to twelve months."""
        self._choose(line(day), self.until)

    @rx.event
    @allow("debtors.read")
    async def end(self, day: str) -> None:
        """The last day; an empty field is today."""
        self._choose(self.since, line(day))

    def _choose(self, since: str, until: str) -> None:
        chosen = letters.days(since, until, clock.today())
        self.since, self.until = chosen.since.isoformat(), chosen.until.isoformat()
        asked = urlencode({"since": self.since, "until": self.until})
        self.list_href = f"{routes.account_list(self.debtor)}?{asked}"


def debtor_statement() -> rx.Component:
    """Both days, the letter and the list."""
    at: Any = StatementDaysState
    about = "statement/" + at.debtor.to(str) + "/" + at.since + "/" + at.until
    ask = cast(Any, PaperState.statement)(at.debtor, at.since, at.until)
    return rx.fragment(
        rx.el.h2("Statement of account"),
        rx.el.div(
            field("From", "since", kind="date", value=at.since, on_change=at.begin),
            field("To", "until", kind="date", value=at.until, on_change=at.end),
            paper_offer(PaperState.paper, about=about, ask=ask, label="Statement as PDF"),
            rx.el.p(link("The same as CSV", href=at.list_href, download=True)),
            rx.el.p("In their language, with both days included.", class_name="small muted"),
            class_name="stack",
        ),
    )
