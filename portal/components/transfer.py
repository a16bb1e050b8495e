"""Paying by bank transfer: reference, IBAN and amount to copy, and a code for the banking app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import reflex as rx
from reflex.event import set_clipboard

from shared.formats import in_fours, money
from shared.i18n import said
from shared.invoices.transfer import Account, Transfer, payment_code, together
from shared.money import Money
from shared.ui.icons import icon
from shared.ui.links import button
from shared.ui.marks import allow
from shared.ui.notices import notice
from shared.ui.say import say
from shared.ui.theme import Text


@dataclass
class TransferView:
    """What to write on a transfer, as it is read and (`…_copied`) as it is copied. Empty when none can be offered."""

    reference: str = ""
    reference_copied: str = ""
    iban: str = ""
    iban_copied: str = ""
    amount: str = ""
    amount_copied: str = ""
    holder: str = ""
    code: str = ""
    problem: str = ""


class CopiedState(rx.State):
    """What was copied last, so that its button can say so."""

    text: str = ""

    @rx.event
    @allow("public")
    def note(self, text: str) -> None:
        self.text = str(text)[:200]


def transfer_view(account: Account | None, references: Sequence[str], amount: Money, language: str) -> TransferView:
    """The transfer that pays `amount` on the invoices of these references."""
    if account is None:
        problem = said(
            "There is no account for transfers in {currency}. Please write to us.", language, currency=amount.currency
        )
        return TransferView(problem=problem)
    reference = together(references)
    if not reference:
        problem = said("Please send a transfer for each invoice. Its page shows the reference.", language)
        return TransferView(problem=problem)
    return TransferView(
        reference=in_fours(reference) if len(references) == 1 else reference,
        reference_copied=reference,
        iban=in_fours(account.iban),
        iban_copied=account.iban,
        amount=money(amount, language),
        amount_copied=amount.plain,
        holder=account.holder,
        code=payment_code(Transfer(account, reference, amount)),
    )


def transfer_details(view: TransferView) -> rx.Component:
    """The details beside the code; a sentence where no transfer can be offered."""
    terms = rx.el.dl(
        _to_copy(
            (say("Reference, copy it exactly"), say("Copy the reference"), say("Copied the reference")),
            view.reference,
            view.reference_copied,
            "copy is-ref",
        ),
        _to_copy((say("IBAN"), say("Copy the IBAN"), say("Copied the IBAN")), view.iban, view.iban_copied),
        _to_copy((say("Amount"), say("Copy the amount"), say("Copied the amount")), view.amount, view.amount_copied),
        rx.el.div(rx.el.dt(say("Name of account holder")), rx.el.dd(view.holder), class_name="copy"),
    )
    code = rx.el.figure(
        rx.el.img(src=view.code, alt=say("Payment code for your banking app"), width="148", height="148"),
        rx.el.figcaption(say("Scan this in your banking app. It fills in everything.")),
    )
    details = rx.el.div(terms, rx.cond(view.code, code), class_name="in bank")
    return rx.cond(view.problem, rx.el.div(notice(view.problem), class_name="in"), details)


def _to_copy(texts: tuple[Text, Text, Text], shown: str, copied: str, class_name: str = "copy") -> rx.Component:
    """A term with its copy button; the texts name it, its button, and that it was copied."""
    label, offer, done = texts
    is_copied, note = CopiedState.text == copied, cast(Any, CopiedState.note)
    copy = button(
        rx.fragment(rx.cond(is_copied, icon("check"), icon("copy")), say("Copy")),
        aria_label=offer,
        on_click=[set_clipboard(copied), note(copied)],
    )
    told = rx.el.span(rx.cond(is_copied, done, ""), class_name="sr", role="status")
    return rx.el.div(rx.el.dt(label), rx.el.dd(shown, copy, told), class_name=class_name)
