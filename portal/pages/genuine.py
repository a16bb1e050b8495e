"""Is this genuine? A code from a letter or mail, and what we sent with it; nobody need say who they are."""

from dataclasses import dataclass
from typing import Any, Final

import reflex as rx

from portal import routes
from portal.components.frame import titled
from portal.session import PortalSession
from shared import db
from shared.access import genuine
from shared.access.genuine import MistypedCode, Sent
from shared.clock import day_of
from shared.formats import long_date, money
from shared.i18n import phrase, said
from shared.money import Money
from shared.settings import settings
from shared.ui import theme
from shared.ui.arguments import line
from shared.ui.figures import facts
from shared.ui.forms import field
from shared.ui.layout import language_choice, portal_shell, sign_in_sheet
from shared.ui.links import button, link_button
from shared.ui.marks import allow
from shared.ui.notice_state import notice_area
from shared.ui.notices import notice
from shared.ui.say import say

_MISTYPED: Final = phrase("This is not one of our codes. It has ten letters and digits: please compare it once more.")
_UNKNOWN: Final = phrase(
    "We have not sent anything with this code. Do not pay, and do not ring a number in that message. "
    "Ring the company on the number in your contract, or sign in here to see what you owe."
)


@dataclass
class Answer:
    """What was sent with a code, in words."""

    creditors: str = ""
    band: str = ""
    sent_on: str = ""


class GenuineState(PortalSession):
    """The code that was typed, and what we know of it."""

    answer: Answer = Answer()
    mistyped: str = ""
    unknown: str = ""

    @rx.event
    @allow("public")
    def load(self) -> None:
        self._clear()

    @rx.event
    @allow("public")
    async def check(self, form: dict[str, Any]) -> None:
        """Rationed by network address: a code is short."""
        language = self._language()
        self._clear()
        try:
            sent = await db.call(genuine.check, line(form.get("code"), most=40), ip=self.router.session.client_ip)
        except MistypedCode:
            self.mistyped = said(_MISTYPED, language)
            return
        self.unknown = "" if sent else said(_UNKNOWN, language)
        if sent:
            self.answer = _answer(sent, language)

    def _clear(self) -> None:
        self.answer, self.mistyped, self.unknown = Answer(), "", ""


def page() -> rx.Component:
    firm = settings().firm_name
    return portal_shell(
        notice_area(),
        sign_in_sheet(
            rx.el.h1(say("Is this genuine?")),
            rx.el.p(
                say("Every letter and e-mail of ours ends with a code of ten letters and digits. Enter it here."),
                class_name="lead",
            ),
            _form(),
            rx.el.div(rx.cond(GenuineState.answer.sent_on, _yes(firm)), _no(), aria_live="polite"),
            rx.el.ul(
                rx.el.li(say("We never ask for a password or a card number by letter, e-mail or telephone.")),
                rx.el.li(say("Type our address into your browser yourself; do not follow a link you doubt.")),
                class_name="muted",
                style={"margin_top": theme.S6},
            ),
        ),
        brand=firm,
        languages=language_choice(routes.LANGUAGE),
        legal=firm,
    )


def register(app: rx.App) -> None:
    app.add_page(page, route=routes.GENUINE, title=titled(say("Is this genuine?")), on_load=GenuineState.load)


def _form() -> rx.Component:
    return rx.el.form(
        field(
            say("Code"),
            "code",
            hint=say("For example K7QM2-9XR4T"),
            error=GenuineState.mistyped,
            auto_complete="off",
            required=True,
            max_length=20,
        ),
        button(say("Check the code"), submit=True, variant="primary", size="large", class_name="btn--wide"),
        on_submit=GenuineState.check,
    )


def _yes(firm: str) -> rx.Component:
    answer = GenuineState.answer
    return rx.el.section(
        notice(say("Yes, we sent this."), tone="good"),
        facts(
            (say("Sent by"), firm),
            (say("On behalf of"), rx.cond(answer.creditors, answer.creditors, firm)),
            (say("Sent on"), answer.sent_on),
            (say("Amount asked for then"), answer.band),
        ),
        rx.el.p(
            say("Does your letter say something else, or name another account? Then do not pay, and tell us."),
            class_name="muted",
        ),
        link_button(say("Sign in to see what you owe"), href=routes.SIGN_IN),
        class_name="stack",
        style={"margin_top": theme.S6},
    )


def _no() -> rx.Component:
    return rx.cond(
        GenuineState.unknown,
        rx.el.div(notice(GenuineState.unknown, tone="warn"), style={"margin_top": theme.S6}),
    )


def _answer(sent: Sent, language: str) -> Answer:
    return Answer(sent.creditors, _band(sent.band, language), long_date(day_of(sent.sent_at), language))


def _band(band: tuple[Money, Money | None] | None, language: str) -> str:
    if band is None:
        return said("Nothing was asked for.", language)
    least, most = band
    if most is None:
        return said("More than {least}", language, least=money(least, language))
    if not least:
        return said("Less than {most}", language, most=money(most, language))
    return said("Between {least} and {most}", language, least=money(least, language), most=money(most, language))
