"""How the elements of a camt file are looked at: by local name, so that every version and prefix reads alike."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from shared.statements.shapes import ABSENT


class AmountPlace(NamedTuple):
    """Where an amount stands in a shape; its currency, being an attribute, is part of the shape."""

    place: int
    currency: str


NO_AMOUNT = AmountPlace(ABSENT, "")


def local_name(element: Any) -> str:
    name: str = element.tag.rpartition("}")[2]
    return name


def text_of(element: Any) -> str:
    """The text of a leaf without the white space around it; empty when there is no such element."""
    return (element.text or "").strip() if element is not None else ""


def inner_text(element: Any) -> str:
    """The text, or that of the first child: a status is `<Sts>BOOK</Sts>` or has a code inside, a date Dt or DtTm."""
    return text_of(element) or (text_of(element[0]) if element is not None and len(element) else "")


def amount_text(element: Any) -> tuple[str, str]:
    """The digits and the currency of an amount; both empty when there is no such element."""
    return ("", "") if element is None else (element.text or "", element.get("Ccy") or "")


def place_of(element: Any) -> int:
    """In a specimen: the place at which the text of the leaf, or of its first child, stands."""
    return int(inner_text(element) or ABSENT)


def amount_place(element: Any) -> AmountPlace:
    return NO_AMOUNT if element is None else AmountPlace(place_of(element), element.get("Ccy") or "")


def places(elements: list[Any]) -> tuple[int, ...]:
    """The places of those that hold a text."""
    return tuple(place for each in elements if (place := place_of(each)) != ABSENT)


def find(element: Any, path: str) -> Any:
    return element.find(_in_any_namespace(path))


def find_all(element: Any, path: str) -> list[Any]:
    found: list[Any] = element.findall(_in_any_namespace(path))
    return found


@lru_cache(maxsize=128)
def _in_any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))
