"""Card payments that were begun and have no end yet: told wherever somebody might pay a second time."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from portal import routes
from shared.formats import moment, money
from shared.i18n import said
from shared.payments import queries
from shared.ui import theme
from shared.ui.links import link
from shared.ui.notices import notice
from shared.ui.say import say


@dataclass
class UnderWay:
    """One of them, in words."""

    text: str = ""
    href: str = ""


def under_way(session: Session, debtor_id: int, language: str, invoice_id: int | None = None) -> list[UnderWay]:
    """The debtor's card payments that may still come to something; for one invoice, if it is named."""
    return [
        UnderWay(
            said(
                "On {moment} you began to pay {amount} by card.",
                language,
                moment=moment(each.begun_at, language),
                amount=money(each.amount, language),
            ),
            f"{routes.PAYMENT}{each.key}",
        )
        for each in queries.attempts_of(session, debtor_id)
        if each.state == queries.PROCESSING
        and (invoice_id is None or invoice_id in [share.invoice_id for share in each.shares])
    ]


def under_way_notices(found: list[UnderWay]) -> rx.Component:
    """A notice for each; nothing when there is none."""
    lines = rx.foreach(
        found, lambda one: notice(rx.el.p(one.text, " ", link(say("See how it stands"), href=one.href)), tone="accent")
    )
    return rx.cond(found, rx.el.div(lines, class_name="stack", style={"margin": f"{theme.S5} 0"}))
