"""How the elements of a camt file are looked at: by local name, so that every version and prefix reads alike.

`parts` and `inner_text` are for what every entry has: they visit each element once. `find` and `find_all` follow a
path, which costs several times as much, and are for what is rare.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any


class _LocalNames(dict[str, str]):
    """`{namespace}Name` to `Name`; a file has some hundred different names and millions of elements."""

    def __missing__(self, tag: str) -> str:
        name = sys.intern(tag.rpartition("}")[2])
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name


_MOST_NAMES = 10_000  # a file made to hurt may hold any number of names
local_name = _LocalNames()


def parts(element: Any) -> dict[str, Any]:
    """The children by local name; of several with one name, the last."""
    return {local_name[child.tag]: child for child in element}


def text_of(element: Any) -> str:
    """The text of a leaf without the white space around it; empty when there is no such element."""
    return (element.text or "").strip() if element is not None else ""


def inner_text(element: Any) -> str:
    """The text, or that of the first child: a status is `<Sts>BOOK</Sts>` or has a code inside, a date Dt or DtTm."""
    if element is None:
        return ""
    text = (element.text or "").strip()
    return text or (text_of(element[0]) if len(element) else "")


def amount_text(element: Any) -> tuple[str, str]:
    """The digits and the currency of an amount; both empty when there is no such element."""
    return ("", "") if element is None else (element.text or "", element.get("Ccy") or "")


def find(element: Any, path: str) -> Any:
    return element.find(_in_any_namespace(path))


def find_all(element: Any, path: str) -> list[Any]:
    found: list[Any] = element.findall(_in_any_namespace(path))
    return found


@lru_cache(maxsize=128)
def _in_any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{step}" for step in path.split("/"))
