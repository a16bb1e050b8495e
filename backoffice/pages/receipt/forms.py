"""The forms of the receipt's card: each says what will happen, asks for the reason, and can be given up."""

from typing import Any

import reflex as rx

from backoffice.components.debtor_search import debtor_search, debtors_found
from backoffice.components.invoice_search import found_list, search_field
from backoffice.pages.receipt.doing import Doing, ReceiptDoing
from shared.ui import theme
from shared.ui.forms import field
from shared.ui.keys import hold_focus, key_bindings
from shared.ui.links import button
from shared.ui.theme import Child

# Handlers take arguments here, which the type of a handler does not say.
do: Any = ReceiptDoing


def form_asked() -> rx.Component:
    """The one form that is open, or nothing."""
    forms = {
        Doing.APPLY: _apply,
        Doing.MOVE: _move,
        Doing.UNDO: _undo,
        Doing.IDENTIFY: _identify,
        Doing.REFUND: _refund,
        Doing.CARD_REFUND: _card_refund,
        Doing.REVERSE: _reverse,
    }
    shown = rx.match(do.doing, *((each.value, draw()) for each, draw in forms.items()), rx.fragment())
    return rx.cond(do.doing, rx.fragment(key_bindings({"Escape": do.give_up}), shown), rx.fragment())


def _box(title: Child, *content: Child, focus: str) -> rx.Component:
    return rx.el.section(
        hold_focus(focus),
        rx.el.h2(title, id="doing"),
        *content,
        aria_labelledby="doing",
        class_name="stack",
        style={
            "padding": theme.S4,
            "marginBottom": theme.S5,
            "background": theme.SUNKEN,
            "borderRadius": theme.RADIUS,
            "maxWidth": "640px",
        },
    )


def _buttons(label: Child) -> rx.Component:
    return rx.el.div(
        button(label, submit=True, variant="primary"),
        button("Leave it", on_click=do.give_up, variant="quiet"),
        class_name="row wrap",
    )


def _reason(hint: str) -> rx.Component:
    return field("Reason", "reason", hint=hint, required=True, max_length=200, auto_complete="off")


def _pick(word: str) -> rx.Component:
    """The invoice: the payer's own open ones first, any other by searching."""
    chosen = rx.el.p(
        rx.el.span(do.target.number, class_name="strong"),
        " ",
        rx.el.span(do.target.debtor, ", ", do.target.remaining, " open", class_name="muted"),
    )
    return rx.fragment(
        search_field("find-invoice", on_change=do.search.debounce(200)),
        found_list(do.found, searched=do.searched, choose=lambda one: do.choose(one.invoice_id), word=word),
        rx.cond(do.target.invoice_id, chosen),
    )


def _amount(label: str) -> rx.Component:
    return field(
        label,
        "amount",
        error=do.typed_error,
        unit=do.head.currency,
        default_value=do.typed,
        key=do.typed,
        auto_complete="off",
        max_length=30,
    )


def _apply() -> rx.Component:
    form = rx.el.form(
        _amount("Amount"),
        _buttons(rx.fragment("Apply to ", do.target.number)),
        on_submit=do.apply,
        no_validate=True,
    )
    return _box(
        rx.fragment("Apply ", do.head.unapplied, " ", do.head.currency),
        _pick("Choose"),
        rx.cond(do.target.invoice_id, form, button("Leave it", on_click=do.give_up, variant="quiet")),
        focus="find-invoice",
    )


def _move() -> rx.Component:
    form = rx.el.form(
        _reason("Why it belongs there. It is kept with your name."),
        _buttons(rx.fragment("Move to ", do.target.number)),
        on_submit=do.move,
    )
    return _box(
        rx.fragment("Move ", do.doing_said),
        _pick("Choose"),
        rx.cond(do.target.invoice_id, form, button("Leave it", on_click=do.give_up, variant="quiet")),
        focus="find-invoice",
    )


def _undo() -> rx.Component:
    form = rx.el.form(
        _reason("The invoice reopens at its original due date; the receipt holds the money again."),
        _buttons(rx.fragment("Take back ", do.doing_said)),
        on_submit=do.take_back,
    )
    return _box(rx.fragment("Take back ", do.doing_said), form, focus="reason")


def _identify() -> rx.Component:
    return _box(
        "Identify the payer",
        debtor_search("find-debtor", on_change=do.search_debtor.debounce(200)),
        debtors_found(
            do.debtors_found, searched=do.searched, choose=lambda one: do.identify(one.id), word="It is theirs"
        ),
        button("Leave it", on_click=do.give_up, variant="quiet"),
        focus="find-debtor",
    )


def _refund() -> rx.Component:
    form = rx.el.form(
        _amount("Amount to send back"),
        field("To", "payee_name", default_value=do.head.payer, required=True, max_length=140, auto_complete="off"),
        field("IBAN", "payee_iban", default_value=do.head.iban, required=True, max_length=42, auto_complete="off"),
        _reason("Somebody else reads it before approving."),
        _buttons("Propose the refund"),
        on_submit=do.propose_refund,
        no_validate=True,
    )
    return _box("Propose a refund", form, focus="amount")


def _card_refund() -> rx.Component:
    form = rx.el.form(
        _amount("Amount to refund"),
        _reason("Somebody else reads it before approving. What the payment settled is then open again."),
        _buttons("Propose the refund"),
        on_submit=do.propose_card_refund,
        no_validate=True,
    )
    title = rx.fragment("Refund to the card, at most ", do.head.refundable, " ", do.head.currency)
    return _box(title, form, focus="amount")


def _reverse() -> rx.Component:
    form = rx.el.form(
        _reason("Everything it paid reopens. The reason is kept with your name."),
        _buttons(rx.fragment("Reverse ", do.head.amount, " ", do.head.currency)),
        on_submit=do.reverse,
    )
    return _box(rx.fragment("Reverse receipt ", do.head.number), form, focus="reason")
