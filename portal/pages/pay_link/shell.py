"""The frame of what is paid from a link: whose site it is and nothing of what a signed-in debtor has."""

import reflex as rx

from portal import routes
from shared.settings import settings
from shared.ui.layout import NavItem, language_choice, portal_shell, sheet
from shared.ui.notice_state import notice_area
from shared.ui.say import say


def paying_without_signing_in(*content: rx.Component) -> rx.Component:
    firm = settings().firm_name
    return portal_shell(
        notice_area(),
        sheet(*content, narrow=True),
        brand=firm,
        languages=language_choice(routes.LANGUAGE),
        footer=(NavItem(say("Is this genuine?"), routes.GENUINE),),
        legal=firm,
    )
