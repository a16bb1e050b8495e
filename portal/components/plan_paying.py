"""How a plan is paid: by a saved card on each day, or by the debtor themselves."""

from dataclasses import dataclass
from typing import Any, Self

import reflex as rx

from portal.components.card_name import card_name
from shared.i18n import said
from shared.payments.saved_cards import CardView
from shared.ui.forms import choice, choices
from shared.ui.links import link
from shared.ui.say import say
from shared.ui.theme import Text


@dataclass
class CardChoice:
    """A saved card that may be charged, with what its owner agreed to."""

    reference: str = ""
    label: str = ""
    mandate: str = ""

    @classmethod
    def of(cls, card: CardView, language: str) -> Self:
        label = said("Charge my {card} on each day", language, card=card_name(card, language))
        return cls(card.reference, label, card.mandate)


def ways_to_pay(cards: Any, add_href: Text, *, chosen: Text | None = None, choose: Any = None) -> rx.Component:
    """The choice; without a card the way to save one.

    In a form of its own nothing is chosen at first that takes money by itself. With `choose`, a handler, the page knows
    what is `chosen`.
    """

    def picked(reference: Text) -> dict[str, Any]:
        return {"checked": chosen == reference, "on_change": choose(reference)} if choose else {}

    def by_card(card: CardChoice) -> rx.Component:
        words = rx.el.span(rx.el.span(card.label, class_name="medium"), rx.el.span(notice, class_name="sub"))
        return choice(words, "card", card.reference, key=card.reference, **picked(card.reference))

    notice = say("We tell you by e-mail before each charge. Remove the card, and you pay by hand again.")
    add = link(say("Save a card to have each instalment charged"), href=add_href, id="add-card")
    another = link(say("Save another card"), href=add_href, id="add-card")
    return rx.fragment(
        choices(
            say("How you pay"),
            choice(_by_hand(), "card", "", **(picked("") or {"default_checked": True})),
            rx.foreach(cards, by_card),
            hidden_legend=True,
        ),
        rx.el.p(rx.cond(cards, another, add), class_name="small"),
        rx.foreach(cards, _mandate),
    )


def _mandate(card: CardChoice) -> rx.Component:
    return rx.el.details(
        rx.el.summary(say("What you agree to: {choice}", choice=card.label)),
        rx.el.p(card.mandate, class_name="small muted"),
        key=card.reference,
        class_name="more",
    )


def _by_hand() -> rx.Component:
    return rx.el.span(
        rx.el.span(say("I pay each instalment myself"), class_name="medium"),
        rx.el.span(say("By card here, or by bank transfer. We tell you before each one."), class_name="sub"),
    )
