"""`expand[]`: ids in an answer replaced by the objects they name."""

from typing import Any

from stripe_simulator.errors import ParameterError
from stripe_simulator.store import Object, Store


def expand(store: Store, thing: Object, paths: list[str]) -> Object:
    """The object with each dotted path expanded, as in `latest_charge.balance_transaction` or `data.charge`.

    Raises:
        ParameterError: a path names nothing that can be expanded.
    """
    for path in paths:
        _expand(store, thing, path.split("."), path)
    return thing


def _expand(store: Store, thing: Any, steps: list[str], path: str) -> None:
    if isinstance(thing, list):
        for each in thing:
            _expand(store, each, steps, path)
        return
    head, *rest = steps
    if thing["object"] == "checkout.session" and head == "line_items":
        thing[head] = store.need("line_items", f"{thing['id']}/line_items")["list"]
    if head not in thing:
        raise ParameterError(f"This property cannot be expanded ({path}).", "expand", "parameter_invalid_empty")
    if isinstance(thing[head], str):
        thing[head] = store.get(thing[head])
    if rest and thing[head] is not None:
        _expand(store, thing[head], rest, path)
