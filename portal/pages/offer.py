"""A settlement offer: less than what is owed, if it comes by a day. It is accepted by paying it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final, Self

import reflex as rx

from portal import routes
from portal.components.address import last_part, number_of
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, plain_answer, titled
from portal.session import PortalSession
from shared import clock, db
from shared.i18n import phrase, said
from shared.payments.rules import NOT_BY_CARD
from shared.plans import offers
from shared.plans.offers import OfferView
from shared.ui import live, theme
from shared.ui.figures import amount, facts
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.ui.forms import native_form
from shared.ui.layout import sheet
from shared.ui.links import back, button, link, link_button
from shared.ui.marks import allow
from shared.ui.notices import skeleton_lines
from shared.ui.say import say
from shared.ui.status import status
from shared.words import OfferState

_STATES: Final = {
    OfferState.OFFERED: ("open", phrase("Stands until {day}")),
    OfferState.ACCEPTED: ("open", phrase("Stands until {day}")),
    OfferState.HONOURED: ("paid", phrase("Settled: nothing of it is owed any more")),
    OfferState.EXPIRED: ("cancelled", phrase("Ended on {day}, because the amount had not come")),
}


@dataclass
class CoveredLine:
    """An invoice it settles, with what is open on it now."""

    number: str = ""
    href: str = ""
    left: str = ""


@dataclass
class OfferCard:
    """An offer in words."""

    id: str = ""
    kind: str = "open"
    label: str = ""
    pay: str = ""
    currency: str = ""
    owed: str = ""
    discount: str = ""
    until: str = ""
    button: str = ""
    invoices: list[CoveredLine] = field(default_factory=list)

    @classmethod
    def of(cls, offer: OfferView, language: str) -> Self:
        kind, text = _STATES[offer.state]
        until = long_date(offer.until, language)
        by_card = offer.stands and offer.left.currency not in NOT_BY_CARD
        return cls(
            id=str(offer.id),
            kind=kind,
            label=said(text, language, day=until),
            pay=digits(offer.pay, language),
            currency=offer.pay.currency,
            owed=money(offer.owed, language),
            discount=money(offer.discount, language),
            until=until,
            button=said("Pay {amount} and settle", language, amount=money(offer.left, language)) if by_card else "",
            invoices=[
                CoveredLine(each.number, routes.invoice(each.invoice_id), digits(each.outstanding, language))
                for each in offer.invoices
            ],
        )


class OfferPageState(PortalSession):
    """The offer in the address, if it was made to the debtor."""

    loading: bool = True
    card: OfferCard = OfferCard()

    @rx.event
    @allow("debtor")
    async def load(self) -> None:
        offer_id = number_of(last_part(self.router.url))
        found = await db.ask(offers.of_debtor, self._debtor_id(), clock.today())
        mine = next((each for each in found if each.id == offer_id), None)
        self.card = OfferCard.of(mine, self._language()) if mine else OfferCard()
        self.loading = False

    @rx.event(background=True)
    @allow("debtor")
    async def watch(self) -> AsyncIterator[Any]:
        async for _ in live.changes(self, "ledger", "payments", "plans"):
            yield OfferPageState.load


def offer() -> rx.Component:
    missing = plain_answer(
        say("This offer is not here"),
        say("It does not exist, or it is not yours."),
        link_button(say("See what you owe"), href=routes.HOME),
    )
    loading = rx.el.div(rx.el.h1(say("An offer to settle")), skeleton_lines(6))
    shown = rx.cond(OfferPageState.card.id, _full(), missing)
    return frame(
        sheet(
            rx.cond(OfferPageState.loading, loading, shown),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
        ),
        here=routes.HOME,
    )


def register(app: rx.App) -> None:
    app.add_page(
        offer,
        route=routes.OFFER_PAGE,
        title=titled(say("An offer to settle")),
        on_load=with_asker(OfferPageState.load, OfferPageState.watch),
    )


def _full() -> rx.Component:
    card: Any = OfferPageState.card
    form = native_form(
        rx.el.input(type="hidden", name="offer", value=card.id, read_only=True),
        button(card.button, submit=True, variant="primary", size="large", id="pay"),
        action=routes.PAY,
        csrf=PortalSession.csrf,
    )
    return rx.fragment(
        back(say("What you owe"), href=routes.HOME),
        rx.el.h1(say("An offer to settle")),
        rx.el.p(amount(card.pay, card.currency, hero=True), style={"margin": f"{theme.S4} 0 {theme.S2}"}),
        rx.el.p(status(card.kind, card.label), style={"margin_bottom": theme.S5}),
        facts(
            (say("You owe"), card.owed),
            (say("You pay"), card.pay),
            (say("You need not pay"), card.discount),
            (say("It has to reach us by"), card.until),
        ),
        rx.el.p(
            say("You take the offer by paying it. If it comes later, all that is owed stays due."),
            class_name="muted",
            style={"margin": f"{theme.S5} 0"},
        ),
        rx.cond(card.button, rx.el.div(form, class_name="pay", style={"margin_bottom": theme.S6})),
        rx.el.h2(say("What it settles"), id="settles"),
        rx.el.ul(rx.foreach(card.invoices, _covered), class_name="lines"),
    )


def _covered(one: CoveredLine) -> rx.Component:
    name = link(say("Invoice {number}", number=one.number), href=one.href)
    return rx.el.li(name, rx.el.span(one.left, class_name="amt"), key=one.number)
