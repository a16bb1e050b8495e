"""What a portal page says, in the reader's language."""

import re
from functools import reduce

import reflex as rx

_PLACE = re.compile(r"\{(\w+)\}")


def say(text: str, **values: rx.Var | str) -> rx.Var:
    """An English sentence as the reader's language has it; `{name}` stands for the value of that name."""
    pieces = _PLACE.split(text)
    parts = [rx.Var.create(values[each] if at % 2 else each) for at, each in enumerate(pieces) if each or at % 2]
    return reduce(lambda left, right: left + right.to(str), parts[1:], parts[0].to(str))
