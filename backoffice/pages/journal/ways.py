"""The editor's other ways, drawn: whose account, nobody's, no customer's money, a payment taken back."""

from typing import Any

import reflex as rx

from backoffice.components.debtor_search import debtor_search, debtors_found
from backoffice.pages.journal.draft import Way
from backoffice.pages.journal.elsewhere import ReceiptFound
from backoffice.pages.journal.working import Journal
from shared.journals import deciding
from shared.ui import theme
from shared.ui.forms import Option, field, select
from shared.ui.links import button

_FOR_MONEY_IN = {
    Way.INVOICES: "For invoices",
    Way.ACCOUNT: "On account",
    Way.NOBODY: "Not known whose",
    Way.OTHER: "No customer’s money",
}
_ACCOUNTS = [Option(number, f"{number} {name}") for number, name in deciding.accounts()]
_FOR_MONEY_OUT = {Way.RETURN: "A payment taken back", Way.OTHER: "No customer’s money"}


def ways(for_invoices: rx.Component) -> rx.Component:
    """What the line may be, and the one chosen."""
    return rx.fragment(
        rx.cond(Journal.panel.is_credit, _choices(_FOR_MONEY_IN), _choices(_FOR_MONEY_OUT)),
        rx.match(
            Journal.way,
            (Way.ACCOUNT.value, _on_account()),
            (Way.NOBODY.value, _nobody()),
            (Way.OTHER.value, _other()),
            (Way.RETURN.value, _return()),
            for_invoices,
        ),
    )


def _choices(words: dict[Way, str]) -> rx.Component:
    def one(way: Way, word: str) -> rx.Component:
        return rx.el.button(
            word,
            type="button",
            on_click=Journal.choose_way(way.value),
            aria_pressed=Journal.way == way.value,
            class_name="chip",
        )

    chosen = [one(way, word) for way, word in words.items()]
    return rx.el.div(*chosen, role="group", aria_label="What this line is", class_name="chips")


def _on_account() -> rx.Component:
    return _way(
        "The money stays with the debtor, unapplied, until it is set against invoices.",
        debtor_search("find-debtor", on_change=Journal.search_debtor.debounce(200)),
        debtors_found(
            Journal.debtors_found,
            searched=Journal.who_searched,
            choose=lambda one: Journal.put_on_account(one.id),
            word="On their account",
        ),
    )


def _nobody() -> rx.Component:
    return _way(
        "It is posted to unidentified receipts and waits there until somebody says whose it is.",
        button(
            rx.fragment("Accept ", Journal.panel.paid, " ", Journal.panel.currency, " as unidentified"),
            on_click=Journal.leave_unidentified,
            variant="primary",
            id="leave-unidentified",
        ),
    )


def _other() -> rx.Component:
    form = rx.el.form(
        select("Account", "book-to", _ACCOUNTS),
        button(rx.fragment("Book ", Journal.panel.paid, " ", Journal.panel.currency), submit=True, variant="primary"),
        on_submit=Journal.book_to_account,
    )
    payout = button("It is a payout of card money", on_click=Journal.mark_payout, icon="credit-card")
    return _way("Interest, bank fees, tax, our own money: all of the line goes to one account.", form, payout)


def _return() -> rx.Component:
    nothing = rx.el.p("No receipt fits. Try its number, the payer or the exact amount.", class_name="muted")
    rows = rx.el.ul(rx.foreach(Journal.receipts_found, _receipt), class_name="lines")
    return _way(
        "What the payment paid reopens at its original due date; what was taken beyond it is the bank’s fee.",
        field(
            "Which receipt was taken back?",
            "find-receipt",
            hint="Receipt number, payer, text or amount",
            kind="search",
            on_change=Journal.search_receipt.debounce(200),
            auto_complete="off",
            max_length=80,
            class_name="input--sm",
        ),
        rx.cond(Journal.receipts_found.length(), rows, rx.cond(Journal.who_searched, nothing)),
    )


def _receipt(one: ReceiptFound) -> rx.Component:
    what = rx.el.span(
        rx.el.span(one.number, class_name="medium"),
        rx.el.span(one.who, ", ", one.received, class_name="sub"),
        rx.cond(one.why, rx.el.span(one.why, class_name="sub")),
        class_name="grow",
    )
    take = button("Take back", on_click=Journal.mark_return(one.id))
    return rx.el.li(what, rx.el.span(one.amount, class_name="amt"), take)


def _way(said: str, *content: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(said, class_name="muted"),
        *content,
        rx.el.div(button("Keep it as it was", on_click=Journal.cancel_edit, variant="quiet")),
        class_name="stack",
        style={"--gap": theme.S3, "marginTop": theme.S3},
    )
