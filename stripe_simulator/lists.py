"""Stripe's lists: newest first, cut into pages by ids, filtered by simple equality and by time."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from stripe_simulator import forms
from stripe_simulator.forms import Reader
from stripe_simulator.store import Object, Store

_PAGING: dict[str, Reader] = {
    "limit": forms.limit,
    "starting_after": forms.text,
    "ending_before": forms.text,
    "created": forms.created,
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def paged(**filters: Reader) -> Reader:
    """A reader of the parameters of a list with those filters."""
    return forms.group(optional={**_PAGING, **filters, "expand": forms.each(forms.text)})


def page(store: Store, kind: str, path: str, params: dict[str, Any], wanted: Callable[[Object], bool]) -> Object:
    """The page asked for of the objects of that kind which are `wanted`.

    Raises:
        ApiError: the cursor names nothing (400).
    """
    places = {
        bound: store.place(kind, params[cursor], param=cursor)
        for cursor, bound in (("starting_after", "below"), ("ending_before", "above"))
        if cursor in params
    }
    found = (each for each in store.newest_first(kind, **places) if _in_time(each, params) and wanted(each))
    size = params.get("limit", 10)
    # The page before a cursor is the one next to it, not the newest one.
    data = list(found)[-size - 1 :] if "above" in places else list(islice(found, size + 1))
    surplus = len(data) > size
    kept = data[-size:] if "above" in places else data[:size]
    return {"object": "list", "url": path, "has_more": surplus, "data": kept}


def same(params: dict[str, Any], *names: str) -> Callable[[Object], bool]:
    """Whether an object has the values that were asked for, of those that were."""
    return lambda each: all(each.get(name) == params[name] for name in names if name in params)


def _in_time(each: Object, params: dict[str, Any]) -> bool:
    return all(_COMPARE[name](each["created"], moment) for name, moment in params.get("created", {}).items())
