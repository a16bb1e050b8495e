"""Sign-in of the portal: an address, a link, no password."""

import reflex as rx

from portal import routes
from portal.components.frame import titled
from portal.session import PortalSession
from shared.i18n import phrase, said
from shared.settings import settings
from shared.ui.cookies import WANTED
from shared.ui.forms import field, native_form
from shared.ui.http import local_path
from shared.ui.icons import icon
from shared.ui.layout import language_choice, portal_shell, sign_in_sheet
from shared.ui.links import button, link
from shared.ui.marks import allow
from shared.ui.notices import notice
from shared.ui.say import say, sentence

_PROBLEMS = {
    "link": phrase(
        "That link does not work any more. It works once, for ten minutes, in the browser that asked for it. "
        "Send yourself another one."
    ),
    "pay-link": phrase(
        "That link to pay does not work any more. Look for a newer letter or mail, or sign in here: then you see and "
        "pay everything."
    ),
}


class SignInState(PortalSession):
    """What went wrong on the way here, in words, and the page that was wanted."""

    problem: str = ""
    wanted: str = ""

    @rx.event
    @allow("public")
    def load(self) -> None:
        problem = self.router.url.query_parameters.get("problem", "")
        self.problem = said(_PROBLEMS.get(problem, ""), self._language())
        self.wanted = local_path(self.router.url.query_parameters.get(WANTED, ""), otherwise="")


def sign_in() -> rx.Component:
    form = native_form(
        rx.el.input(type="hidden", name=WANTED, value=SignInState.wanted, read_only=True),
        field(
            say("Your e-mail address"),
            "email",
            kind="email",
            hint=say("The one your letter or invoice came to"),
            auto_complete="email",
            required=True,
            max_length=254,
        ),
        button(say("Send me a link"), submit=True, variant="primary", size="large", class_name="btn--wide"),
        action=routes.WANT_LINK,
        csrf="",
    )
    return _page(
        rx.cond(SignInState.problem, notice(SignInState.problem, tone="warn")),
        rx.el.h1(say("See what you owe")),
        rx.el.p(say("We send you a link. No password needed."), class_name="lead"),
        form,
    )


def sent() -> rx.Component:
    facts = (
        say("Nothing there? Look under spam. It comes from {sender}.", sender=settings().mail_from),
        say("No e-mail of ours asks for a password or a card number."),
    )
    return _page(
        rx.el.div(
            icon("mail-check", 32),
            rx.el.h1(say("Look in your mailbox")),
            rx.el.p(
                say(
                    "If that address is known to us, a link is on its way. It works once, for 10 minutes, in this "
                    "browser."
                ),
                class_name="muted",
            ),
            rx.el.ul(
                *(rx.el.li(each) for each in facts), rx.el.li(link(say("Send another link"), href=routes.SIGN_IN))
            ),
            class_name="sent",
            role="status",
        )
    )


def register(app: rx.App) -> None:
    app.add_page(sign_in, route=routes.SIGN_IN, title=titled(say("Sign in")), on_load=SignInState.load)
    app.add_page(sent, route=routes.SIGN_IN_SENT, title=titled(say("Look in your mailbox")))


def _page(*content: rx.Component) -> rx.Component:
    firm = settings().firm_name
    asks = rx.el.p(
        icon("shield-check", 20),
        rx.el.span(
            sentence(
                "{firm} asks for payment for the companies it works for", firm=rx.el.span(firm, class_name="medium")
            )
        ),
        class_name="asker-s",
    )
    return portal_shell(sign_in_sheet(asks, *content), brand=firm, languages=language_choice(routes.LANGUAGE))
