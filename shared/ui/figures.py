"""Numbers on a page: amounts, confidence, stats, progress. Texts come formatted from `shared.ui.format`.

amount("312.40", "EUR")                          312.40 EUR, the currency quieter
amount(State.owed, State.currency, hero=True)    once a page
amount("+900.00", money_in=True)                 green; in timelines only
confidence(94.2)                                 amber, below the threshold of 97
stats(stat("Outstanding", "600.00", href="?entries=outstanding", note="60 % of the invoice"))
facts(("Receipt", State.number), ("Card", "Visa ending 4410"))
progress("Posting 182 lines", State.done, State.total)
"""

import reflex as rx

from shared.ui.either import choose, when
from shared.ui.icons import icon
from shared.ui.links import amount_link
from shared.ui.theme import Child, Text, inline

THRESHOLD_PERCENT = 97.0


def amount(
    text: Text, currency: Text = "", *, hero: bool = False, strong: bool = False, money_in: bool | rx.Var = False
) -> rx.Component:
    """An amount in tabular figures; without a currency where the column's heading names it."""
    size = "amt--hero" if hero else "strong" if strong else ""
    unit = when(currency, lambda: rx.fragment("\u00a0", rx.el.abbr(currency)))
    return rx.el.span(text, unit, class_name=f"amt {size} {choose(money_in, 'amt--in')}")


def confidence(percent: float | rx.Var, *, threshold: float = THRESHOLD_PERCENT) -> rx.Component:
    """How sure a proposal is, 50 to 100 %, one decimal; "none" for 0, when nothing is proposed."""
    if not isinstance(percent, rx.Var):
        return _confidence_bar(rx.Var.create(float(percent)), threshold) if percent else _no_proposal()
    return rx.cond(percent, _confidence_bar(percent, threshold), _no_proposal())


def stats(*items: rx.Component) -> rx.Component:
    """A row of `stat`s between hairlines, as on the cards."""
    return rx.el.dl(*items, class_name="stat nums")


def stat(
    label: Child, value: Child, *, note: Text = "", href: Text = "", current: bool | rx.Var = False
) -> rx.Component:
    """Label, number, one line of context. With `href` the number opens its entries; `current` says they are shown."""
    number = when(
        href, lambda: amount_link(value, href=href, aria_expanded=current), lambda: rx.el.span(value, class_name="amt")
    )
    return rx.el.div(
        rx.el.dt(label),
        rx.el.dd(number, when(note, lambda: rx.el.span(note, class_name="note"))),
        class_name=choose(current, "is-current"),
    )


def equation(*parts: rx.Component | str) -> rx.Component:
    """Stats with signs between them, written as what they are: stat(...), "−", stat(...), "=", stat(...)."""
    terms = (rx.el.span(part, class_name="op", aria_hidden="true") if isinstance(part, str) else part for part in parts)
    return rx.el.dl(*terms, class_name="stat eq")


def facts(*pairs: tuple[Text, Child], plain: bool = False) -> rx.Component:
    """Names at the left, what they are at the right: a receipt, an invoice's terms. `plain` draws no hairlines."""
    rows = (rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in pairs)
    return rx.el.dl(*rows, class_name="facts facts--plain" if plain else "facts")


def progress(label: Text, done: int | rx.Var, total: int | rx.Var, *, note: Text = "") -> rx.Component:
    """Long work with its counts; it goes on when the reader leaves."""
    return rx.el.div(
        icon("loader"),
        rx.el.div(
            rx.el.div(
                rx.el.span(label, class_name="medium"),
                rx.el.span(done, " of ", total, class_name="amt muted"),
                class_name="row between",
            ),
            rx.el.progress(value=done, max=total, aria_label=label, class_name="progress"),
            rx.el.p(note or "You can leave this page. It goes on without you.", class_name="small muted"),
            class_name="grow",
        ),
        class_name="notice",
    )


def _no_proposal() -> rx.Component:
    return rx.el.span("none", class_name="conf conf--none")


def _confidence_bar(percent: rx.Var, threshold: float) -> rx.Component:
    # The bar starts at 50 %, because nothing below is proposed; 97 % is therefore 94 of its width.
    width: rx.Var = rx.Var(f"Math.max(0, ({percent!s} - 50) * 2) + '%'", _var_data=percent._get_all_var_data())
    mark: rx.Var = rx.Var(f"(({rx.Var.create(threshold)!s} - 50) * 2) + '%'")
    # Rounded down and never to 100: a line below the threshold must not look as if it reached it, and none is certain.
    shown = f"Math.min(99.9, Math.floor({percent!s} * 10) / 10).toFixed(1)"
    number: rx.Var = rx.Var(shown, _var_data=percent._get_all_var_data())
    return rx.el.span(
        rx.el.i(**inline({"--p": width, "--mark": mark})),
        rx.el.b(number, "\u00a0%"),
        class_name=f"conf {rx.cond(percent.to(float) < threshold, 'conf--low', '')}",
    )
