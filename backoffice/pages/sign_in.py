"""Sign-in of the back office: password, then code."""

import reflex as rx

from backoffice import routes
from shared.access.rules import LIFETIMES, Kind
from shared.settings import settings
from shared.ui.forms import field, native_form
from shared.ui.layout import sign_in_shell
from shared.ui.links import button
from shared.ui.marks import allow

_PROBLEMS = {
    "password": "Address or password is not right.",
    "code": "That code has run out or was used. Enter the one shown now.",
    "again": "That took too long. Please start again.",
}


class StaffSignInState(rx.State):
    """What went wrong on the way here, in words."""

    problem: str = ""

    @rx.event
    @allow("public")
    def load(self) -> None:
        self.problem = _PROBLEMS.get(self.router.url.query_parameters.get("problem", ""), "")


def sign_in() -> rx.Component:
    form = native_form(
        field("E-mail address", "email", kind="email", auto_complete="username", required=True, max_length=254),
        field(
            "Password",
            "password",
            kind="password",
            error=StaffSignInState.problem,
            auto_complete="current-password",
            required=True,
            max_length=128,
        ),
        button("Continue", submit=True, variant="primary", class_name="btn--wide"),
        action=routes.PASSWORD,
        csrf="",
    )
    return _page("1 of 2", "Sign in", f"{settings().firm_name}, back office", form)


def code() -> rx.Component:
    form = native_form(
        field(
            "Code",
            "code",
            error=StaffSignInState.problem,
            input_mode="numeric",
            auto_complete="one-time-code",
            auto_focus=True,
            required=True,
            max_length=7,
            class_name="codein",
        ),
        button("Sign in", submit=True, variant="primary", class_name="btn--wide"),
        action=routes.CHECK_CODE,
        csrf="",
    )
    return _page("2 of 2", "Enter the code", "6 digits from your authenticator app", form)


def register(app: rx.App) -> None:
    app.add_page(sign_in, route=routes.SIGN_IN, title="Sign in: Duebook", on_load=StaffSignInState.load)
    app.add_page(code, route=routes.CODE, title="Enter the code: Duebook", on_load=StaffSignInState.load)


def _page(step: str, title: str, lead: str, form: rx.Component) -> rx.Component:
    idle = int(LIFETIMES[Kind.STAFF].idle.total_seconds() // 60)
    rules = f"Signed out after {idle} minutes without work. Four wrong codes lock the account for 15 minutes."
    return sign_in_shell(
        rx.el.p(step, class_name="step"),
        rx.el.h1(title),
        rx.el.p(lead, class_name="lead"),
        form,
        footer=rx.el.span(rules),
    )
