"""Sign-in of the portal: an address, a link, no password."""

import reflex as rx

from portal import routes
from shared.settings import settings
from shared.ui.forms import field, native_form
from shared.ui.icons import icon
from shared.ui.layout import portal_shell, sign_in_sheet
from shared.ui.links import button, link
from shared.ui.marks import allow
from shared.ui.notices import notice

_PROBLEMS = {
    "link": "That link does not work any more. It works once, for ten minutes, in the browser that asked for it. "
    "Send yourself another one.",
}


class SignInState(rx.State):
    """What went wrong on the way here, in words."""

    problem: str = ""

    @rx.event
    @allow("public")
    def load(self) -> None:
        self.problem = _PROBLEMS.get(self.router.url.query_parameters.get("problem", ""), "")


def sign_in() -> rx.Component:
    form = native_form(
        field(
            "Your e-mail address",
            "email",
            kind="email",
            hint="The one your letter or invoice came to",
            auto_complete="email",
            required=True,
            max_length=254,
        ),
        button("Send me a link", submit=True, variant="primary", size="large", class_name="btn--wide"),
        action=routes.WANT_LINK,
        csrf="",
    )
    return _page(
        rx.cond(SignInState.problem, notice(SignInState.problem, tone="warn")),
        rx.el.h1("See what you owe"),
        rx.el.p("We send you a link. No password needed.", class_name="lead"),
        form,
    )


def sent() -> rx.Component:
    facts = (
        f"Nothing there? Look under spam. It comes from {settings().mail_from}.",
        "No e-mail of ours asks for a password or a card number.",
    )
    return _page(
        rx.el.div(
            icon("mail-check", 32),
            rx.el.h1("Look in your mailbox"),
            rx.el.p(
                "If that address is known to us, a link is on its way. It works once, for 10 minutes, in this browser.",
                class_name="muted",
            ),
            rx.el.ul(*(rx.el.li(each) for each in facts), rx.el.li(link("Send another link", href=routes.SIGN_IN))),
            class_name="sent",
            role="status",
        )
    )


def register(app: rx.App) -> None:
    app.add_page(sign_in, route=routes.SIGN_IN, title=f"Sign in: {settings().firm_name}", on_load=SignInState.load)
    app.add_page(sent, route=routes.SIGN_IN_SENT, title=f"Look in your mailbox: {settings().firm_name}")


def _page(*content: rx.Component) -> rx.Component:
    firm = settings().firm_name
    asks = rx.el.p(
        icon("shield-check", 20),
        rx.el.span(rx.el.span(firm, class_name="medium"), " asks for payment for the companies it works for"),
        class_name="asker-s",
    )
    return portal_shell(sign_in_sheet(asks, *content), brand=firm)
