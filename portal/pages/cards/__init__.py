"""Saved cards: which there are, what was agreed to with each, another one, and away with one."""

import reflex as rx

from portal import routes
from portal.components.asking import who_is_asking, with_asker
from portal.components.frame import frame, titled
from portal.pages.cards.state import NOT_SAVED, REMOVED, SAVED, UNREACHABLE, WAITS, CardRow, CardsState
from portal.session import PortalSession
from shared.ui import theme
from shared.ui.forms import choice, native_form
from shared.ui.layout import section, sheet
from shared.ui.links import back, button, link_button
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say
from shared.ui.status import status


def cards() -> rx.Component:
    loading = rx.el.div(skeleton_lines(5), style={"margin_top": theme.S5})
    return frame(
        sheet(
            rx.cond(CardsState.plan_href, back(say("Your plan"), href=CardsState.plan_href)),
            rx.el.h1(say("Your saved cards")),
            rx.cond(CardsState.loading, loading, rx.fragment(_became(), _held(), _add())),
            aside=who_is_asking(),
            aside_label=say("Who is asking"),
        ),
        here=routes.RECEIPTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        cards,
        route=routes.CARDS,
        title=titled("Your saved cards"),
        on_load=with_asker(CardsState.load, CardsState.watch),
    )


def _became() -> rx.Component:
    """What became of what the debtor just did."""
    told = rx.match(
        CardsState.stage,
        (SAVED, _saved()),
        (WAITS, notice(say("We have not heard yet whether your card is saved. This page tells you by itself."))),
        (NOT_SAVED, notice(say("Your card was not saved."), " ", CardsState.problem, tone="warn")),
        (REMOVED, notice(say("The card is removed and is not charged any more."), tone="good")),
        (UNREACHABLE, notice(say("The card service does not answer just now. Try again in a minute."), tone="bad")),
        rx.fragment(),
    )
    return rx.el.div(told, style={"margin": f"{theme.S5} 0"})


def _saved() -> rx.Component:
    on = link_button(say("Go on with your plan"), href=CardsState.plan_href, variant="primary", id="on")
    return rx.fragment(
        notice(say("Your card is saved. Nothing was taken."), tone="good"),
        rx.cond(CardsState.plan_href, rx.el.div(on, class_name="acts", style={"margin_top": theme.S4})),
    )


def _held() -> rx.Component:
    none = rx.el.p(say("No card is saved."), class_name="muted")
    return rx.cond(CardsState.rows, rx.el.ul(rx.foreach(CardsState.rows, _card), class_name="lines"), none)


def _card(card: CardRow) -> rx.Component:
    how = rx.cond(card.problem, status("failed", card.problem), rx.fragment())
    head = rx.el.div(
        rx.el.div(rx.el.strong(card.name), rx.el.p(card.expires, class_name="muted small")),
        how,
        class_name="row between wrap",
    )
    agreed = rx.el.details(
        rx.el.summary(card.agreed, class_name="small"), rx.el.p(card.mandate, class_name="small muted")
    )
    return rx.el.li(
        rx.el.div(head, rx.cond(card.agreed, agreed, rx.fragment()), _acts(card), class_name="grow stack"), key=card.id
    )


def _acts(card: CardRow) -> rx.Component:
    """Replace leads to the form below; Remove opens in place and says first what follows."""
    removal = native_form(
        rx.el.input(type="hidden", name="card", value=card.id, read_only=True),
        rx.el.p(
            say("Plans that use this card go on, but you pay their instalments yourself or with another card."),
            class_name="small",
        ),
        button(say("Remove this card"), submit=True),
        action=routes.CARDS_REMOVE,
        csrf=PortalSession.csrf,
        class_name="stack",
    )
    return rx.el.div(
        link_button(
            say("Replace"), href=f"{routes.CARDS}?replace={card.id}", aria_label=say("Replace {card}", card=card.name)
        ),
        rx.el.details(
            rx.el.summary(say("Remove"), aria_label=say("Remove {card}", card=card.name), class_name="btn"), removal
        ),
        class_name="row wrap row--top",
    )


def _add() -> rx.Component:
    more = rx.cond(CardsState.rows, say("Save another card"), say("Save a card"))
    title = rx.cond(CardsState.replaces, say("Replace {card}", card=CardsState.replaces_name), more)
    form = native_form(
        rx.el.input(type="hidden", name="language", value=CardsState.language, read_only=True),
        rx.cond(
            CardsState.replaces,
            rx.el.input(type="hidden", name="replaces", value=CardsState.replaces, read_only=True),
            rx.fragment(),
        ),
        rx.el.p(
            say(
                "A saved card pays the instalments of your plans. You enter it on the card provider’s page; its number "
                "never reaches us. Nothing is taken now."
            ),
        ),
        rx.el.blockquote(CardsState.mandate, id="agreement", class_name="quote"),
        choice(
            say("I agree to this"),
            "agree",
            CardsState.version,
            kind="checkbox",
            required=True,
            id="agree",
            aria_describedby="agreement",
        ),
        rx.el.div(
            button(say("Go on to enter the card"), submit=True, variant="primary", size="large", id="add"),
            rx.cond(CardsState.replaces, link_button(say("Keep the card"), href=routes.CARDS, variant="quiet")),
            class_name="row wrap acts",
        ),
        action=routes.CARDS_ADD,
        csrf=PortalSession.csrf,
        class_name="stack",
    )
    return rx.el.div(section(title, form, anchor="another"), style={"margin_top": theme.S7})
