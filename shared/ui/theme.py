"""Names for the tokens of `assets/duebook.css` and the types every component takes.

Pages set no colours and no font sizes of their own. Where a page lays things out, it uses these names:

    rx.el.div(..., style={"display": "grid", "gap": theme.S5, "color": theme.TEXT_2})
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import reflex as rx

Text: TypeAlias = str | rx.Var
Child: TypeAlias = rx.Component | str | rx.Var
Tone: TypeAlias = Literal["plain", "good", "warn", "bad", "accent"]

S1, S2, S3, S4, S5, S6, S7, S8 = (f"var(--s{step})" for step in range(1, 9))
RADIUS = "var(--radius)"

BACKGROUND, SUNKEN, HOVER = "var(--bg)", "var(--sunken)", "var(--hover)"
LINE, LINE_STRONG, CONTROL = "var(--line)", "var(--line-strong)", "var(--control)"
TEXT, TEXT_2 = "var(--text)", "var(--text-2)"
ACCENT, ACCENT_TEXT, ACCENT_TINT = "var(--accent)", "var(--accent-text)", "var(--accent-tint)"
GOOD, WARN, WARN_FILL, BAD = "var(--good)", "var(--warn)", "var(--warn-fill)", "var(--bad)"
AGES = tuple(f"var(--age-{age})" for age in range(5))


def inline(css: Mapping[str, Any]) -> dict[str, Any]:
    """A plain style attribute: `rx.el.col(**inline({"width": "96px"}))`.

    `style=` writes a <style> element beside the element, which a table's columns and rows may not hold.
    """
    return {"custom_attrs": {"style": rx.Var.create(dict(css))}}
