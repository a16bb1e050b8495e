"""The mark that says who may fire an event: `@allow("journals.post")`, always under `@rx.event`.

A mark and not a wrapper, so that the handler keeps its signature. A handler without a mark is nobody's.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from shared.access.rules import WORDS

Handler = TypeVar("Handler", bound=Callable[..., Any])

_NAME = "duebook_allows"


def allow(*words: str) -> Callable[[Handler], Handler]:
    """Who may: "public", "debtor", "staff" (anybody of the staff) or a `Permission`; several mean any of them."""
    if not words or (unknown := set(words) - WORDS):
        raise ValueError(f"nobody can be allowed by {unknown if words else 'no word at all'}")

    def mark(handler: Handler) -> Handler:
        setattr(handler, _NAME, frozenset(map(str, words)))
        return handler

    return mark


def words_of(handler: Callable[..., Any]) -> frozenset[str]:
    """The words a handler is marked with; none for one without a mark."""
    return getattr(handler, _NAME, frozenset())
