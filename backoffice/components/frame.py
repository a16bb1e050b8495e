"""The frame around every back-office page: navigation, who is signed in, and where notices appear.

frame(page_head("Invoices"), page(...), here=routes.INVOICES)
"""

import reflex as rx

from backoffice import routes
from backoffice.session import StaffSession
from shared.ui.layout import NavItem, Person, backoffice_shell
from shared.ui.notice_state import notice_area
from shared.ui.theme import Child

NAV = (
    NavItem("Daily Actions", routes.HOME),
    NavItem("Journals", routes.JOURNALS),
    NavItem("Receipts", routes.RECEIPTS),
    NavItem("Invoices", routes.INVOICES),
    NavItem("Debtors", routes.DEBTORS),
    NavItem("Plans", routes.PLANS),
    NavItem("Agreements", routes.AGREEMENTS),
    NavItem("Payers", routes.PAYERS),
    NavItem("Events", routes.EVENTS),
)
"""Only places that exist; a page that belongs here adds its own."""


def frame(*content: Child, here: str, fills_window: bool = False) -> rx.Component:
    """A page of somebody who is signed in; `here` is the href of its place in NAV."""
    return backoffice_shell(
        rx.el.div(notice_area(), class_name="told"),
        *content,
        nav=NAV,
        here=here,
        find_action=routes.FIND,
        person=Person(StaffSession.name, StaffSession.initials, StaffSession.csrf, routes.SIGN_OUT),
        fills_window=fills_window,
    )
