"""Everything that happened, money and words in one list, newest first, what is planned on top.

timeline(State.moments)                       a list of Moment, as Vars
timeline([Moment("mail", "First reminder, e-mail", "26 Oct, 08:00", detail="Delivered 08:00")])
"""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from shared.ui.either import choose, when
from shared.ui.figures import amount
from shared.ui.icons import icon
from shared.ui.links import link
from shared.ui.theme import Child


@dataclass
class Moment:
    """One thing that happened. `icon` is one of `icons.NAMED`; texts come formatted."""

    icon: str = "clock"
    text: str = ""
    when: str = ""
    detail: str = ""
    quote: str = ""
    amount: str = ""
    currency: str = ""
    money_in: bool = False
    late: bool = False
    href: str = ""
    link_text: str = ""


def timeline(moments: Sequence[Moment] | rx.Var) -> rx.Component:
    """An ordered list of moments."""
    return rx.el.ol(rx.foreach(moments, _moment), class_name="timeline")


def _moment(one: Moment) -> rx.Component:
    where = when(one.href, lambda: rx.fragment(" ", link(one.link_text, href=one.href)))
    text: list[Child] = [
        one.text,
        where,
        when(one.detail, lambda: rx.el.span(one.detail, class_name="sub")),
        when(one.quote, lambda: rx.el.blockquote("“", one.quote, "”")),
    ]
    money = when(one.amount, lambda: amount(one.amount, one.currency, strong=True, money_in=one.money_in))
    return rx.el.li(
        icon(one.icon),
        rx.el.div(*text),
        rx.el.div(money, rx.el.span(one.when, class_name="when"), class_name="a"),
        class_name=f"{choose(one.money_in, 'is-money')} {choose(one.late, 'is-late')}",
    )
