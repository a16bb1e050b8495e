"""Your profile: who we think you are, the language, e-mail and telephone, and how we may reach you."""

from typing import Any

import reflex as rx

from portal import routes
from portal.components.asking import with_asker
from portal.components.frame import frame, titled
from portal.pages.profile.state import GIVEN, LAPSED, TAKEN, UNASKED, ChannelRow, ProfileState
from shared.i18n import LANGUAGE_NAMES
from shared.ui import theme
from shared.ui.figures import facts
from shared.ui.forms import Option, field, native_form, select
from shared.ui.layout import section, sheet
from shared.ui.links import back, button, link
from shared.ui.notices import notice, skeleton_lines
from shared.ui.say import say, sentence
from shared.ui.status import status

_LANGUAGES = [Option(code, name) for code, name in LANGUAGE_NAMES.items()]


def profile() -> rx.Component:
    loaded = rx.fragment(
        rx.cond(ProfileState.came_back, _came_back()), _known(), _language(), _email(), _phone(), _channels()
    )
    return frame(
        sheet(
            back(say("Your account"), href=routes.ACCOUNT),
            rx.el.h1(say("Your profile")),
            rx.el.div(
                rx.cond(ProfileState.loading, skeleton_lines(8), loaded),
                style={"margin_top": theme.S5},
            ),
            narrow=True,
        ),
        here=routes.PROFILE,
    )


def register(app: rx.App) -> None:
    app.add_page(
        profile,
        route=routes.PROFILE,
        title=titled(say("Your profile")),
        on_load=with_asker(ProfileState.load, ProfileState.watch),
    )


def _came_back() -> rx.Component:
    """What the link in the mail did."""
    lapsed = say("That link was used already, is too old, or is not yours. Ask for another below.")
    return rx.match(
        ProfileState.came_back,
        (TAKEN, notice(say("From now on we write to {address}.", address=ProfileState.email), tone="good")),
        (LAPSED, notice(lapsed, tone="warn")),
        rx.fragment(),
    )


def _known() -> rx.Component:
    write = link(say("Write to us"), href=routes.MESSAGES)
    return rx.el.div(
        facts(
            (say("Name"), ProfileState.whole_name),
            (say("Postal address"), rx.cond(ProfileState.postal, ProfileState.postal, say("Not known"))),
            (say("Customer number"), ProfileState.number),
        ),
        rx.el.p(
            sentence("Is something wrong here? {write_to_us} and we put it right.", write_to_us=write),
            class_name="small muted",
            style={"margin": f"{theme.S3} 0 {theme.S6}"},
        ),
    )


def _language() -> rx.Component:
    """The same choice as at the foot of every page, kept for mails and letters too."""
    form = native_form(
        select(
            say("We write to you in"),
            "language",
            _LANGUAGES,
            default_value=ProfileState.reads,
            key=ProfileState.reads,
        ),
        rx.el.div(button(say("Use this language"), submit=True)),
        action=routes.LANGUAGE,
        csrf="",
        class_name="stack",
    )
    return section(say("Language"), form, anchor="language-of-yours")


def _email() -> rx.Component:
    state: Any = ProfileState
    form = rx.el.form(
        field(
            say("New e-mail address"),
            "address",
            kind="email",
            hint=say("A link goes there. The address counts once you have opened it."),
            auto_complete="email",
            required=True,
            max_length=254,
        ),
        rx.el.div(button(say("Send the link"), submit=True)),
        on_submit=state.ask_address,
        reset_on_submit=True,
        class_name="stack",
    )
    waits = notice(
        say(
            "A link went to {address}. Open it in this browser; until then we write to the address above.",
            address=state.waiting,
        )
    )
    none = rx.el.span(say("We know no e-mail address of yours."), class_name="muted")
    return section(
        say("E-mail"),
        rx.el.div(
            rx.el.p(rx.cond(state.email, state.email, none), style={"overflow_wrap": "anywhere"}),
            rx.cond(state.waiting, waits),
            rx.el.details(rx.el.summary(say("Change the address")), form, class_name="more"),
            class_name="stack",
        ),
        anchor="e-mail",
    )


def _phone() -> rx.Component:
    state: Any = ProfileState
    form = rx.el.form(
        field(
            say("Number with country code"),
            "phone",
            kind="tel",
            hint=say("Such as +49 151 23456789. Empty it and save, and we forget it."),
            default_value=state.phone,
            key=state.phone,
            auto_complete="tel",
            max_length=40,
        ),
        rx.el.div(button(say("Save the number"), submit=True)),
        on_submit=state.save_phone,
        class_name="stack",
    )
    return section(say("Telephone"), form, anchor="telephone")


def _channels() -> rx.Component:
    about = say(
        "This is about what you owe. What you ask for yourself comes whatever you choose here: links to sign in, "
        "receipts, answers."
    )
    listed = rx.el.ul(rx.foreach(ProfileState.channels, _channel), class_name="lines")
    return section(
        say("How we may reach you"),
        rx.el.p(about, class_name="muted", style={"margin_bottom": theme.S4}),
        listed,
        anchor="channels",
    )


def _channel(row: ChannelRow) -> rx.Component:
    """What stands; then the words of yes, unless it stands, and of no, unless that stands."""
    is_given, is_open = row.standing == GIVEN, row.standing == UNASKED
    never = rx.el.p(say("You have not told us yet."), class_name="small muted")
    kept = rx.el.details(rx.el.summary(row.told), rx.el.blockquote(row.kept, class_name="muted"), class_name="small")
    stands = rx.cond(is_given, status("accepted", say("Yes")), status("rejected", say("No")))
    head = rx.el.div(rx.el.h3(row.title), rx.cond(is_open, rx.fragment(), stands), class_name="row between wrap")
    return rx.el.li(
        rx.el.div(
            head,
            rx.cond(is_open, never, kept),
            rx.cond(is_given, rx.fragment(), rx.cond(is_open, _agreeing(row), _later(row.agree, _agreeing(row)))),
            rx.cond(is_given | is_open, _later(row.refuse, _refusing(row)), rx.fragment()),
            class_name="grow stack",
        ),
        key=row.channel,
    )


def _agreeing(row: ChannelRow) -> rx.Component:
    state: Any = ProfileState
    yes = state.agree(row.channel, row.version, row.language, row.address)
    return rx.el.div(rx.el.blockquote(row.agree_words), rx.el.div(button(row.agree, on_click=yes)), class_name="stack")


def _refusing(row: ChannelRow) -> rx.Component:
    state: Any = ProfileState
    no = state.refuse(row.channel, row.version, row.language, row.address)
    return rx.el.div(rx.el.blockquote(row.refuse_words), rx.el.div(button(row.refuse, on_click=no)), class_name="stack")


def _later(label: rx.Var[str] | str, content: rx.Component) -> rx.Component:
    return rx.el.details(rx.el.summary(label), content, class_name="more")
