"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` to nested values, each checked and typed.

A reader takes a raw value and the name it was sent under, and gives the typed value or raises `ParameterError`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stripe_simulator.amounts import CURRENCIES
from stripe_simulator.errors import ParameterError

Reader = Callable[[Any, str], Any]
Fields = Mapping[str, Reader]

_NAME = re.compile(r"(?P<head>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])*)")
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def decode(encoded: str) -> dict[str, Any]:
    """Nested dictionaries of strings; members named `[0]`, `[1]`, … or `[]` become lists.

    Raises:
        ParameterError: a name is malformed, or is used both as a value and as a group.
    """
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _place(tree, name, value)
    return {key: _with_lists(value) for key, value in tree.items()}


def _place(tree: dict[str, Any], name: str, value: str) -> None:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ParameterError(f"Invalid parameter name: {name}", name, "parameter_unknown")
    path = [match["head"], *re.findall(r"\[([^\[\]]*)\]", match["rest"])]
    branch = tree
    for step in path[:-1]:
        branch = branch.setdefault(step, {})
        if not isinstance(branch, dict):
            raise ParameterError("Invalid hash", name, "parameter_invalid_string_blank")
    last = path[-1] or str(len(branch))
    if isinstance(branch.get(last), dict):
        raise ParameterError("Invalid hash", name, "parameter_invalid_string_blank")
    branch[last] = value


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    members = {key: _with_lists(member) for key, member in value.items()}
    if all(key.isdecimal() for key in members):
        return [members[key] for key in sorted(members, key=int)]
    return members


def group(required: Fields | None = None, optional: Fields | None = None) -> Reader:
    """A reader of named members; an empty string means "not given", as it does for Stripe."""
    needed, known = required or {}, {**(required or {}), **(optional or {})}

    def read(raw: Any, name: str) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise ParameterError("Invalid object", name, "parameter_invalid_empty")
        given = {key: value for key, value in raw.items() if value != ""}
        for key in raw:
            if key not in known:
                full = _inside(name, key)
                raise ParameterError(f"Received unknown parameter: {full}", full, "parameter_unknown")
        for key in needed:
            if key not in given:
                full = _inside(name, key)
                raise ParameterError(f"Missing required param: {full}.", full, "parameter_missing")
        return {key: known[key](value, _inside(name, key)) for key, value in given.items()}

    return read


def each(reader: Reader, *, at_most: int = 100) -> Reader:
    def read(raw: Any, name: str) -> list[Any]:
        if not isinstance(raw, list):
            raise ParameterError("Invalid array", name, "parameter_invalid_empty")
        if len(raw) > at_most:
            raise ParameterError(f"Array must have at most {at_most} elements", name, "parameter_invalid_empty")
        return [reader(value, f"{name}[{place}]") for place, value in enumerate(raw)]

    return read


def text(raw: Any, name: str) -> str:
    if not isinstance(raw, str):
        raise ParameterError("Invalid string", name, "parameter_invalid_string_empty")
    return raw


def one_of(*allowed: str) -> Reader:
    def read(raw: Any, name: str) -> str:
        if raw not in allowed:
            raise ParameterError(
                f"Invalid {name}: must be one of {', '.join(allowed)}", name, "parameter_invalid_empty"
            )
        return str(raw)

    return read


def whole(raw: Any, name: str) -> int:
    if not isinstance(raw, str) or not _WHOLE.fullmatch(raw):
        raise ParameterError(f"Invalid integer: {raw}", name, "parameter_invalid_integer")
    return int(raw)


def positive(raw: Any, name: str) -> int:
    value = whole(raw, name)
    if value < 1:
        raise ParameterError("This value must be greater than or equal to 1.", name, "parameter_invalid_integer")
    return value


def limit(raw: Any, name: str) -> int:
    value = positive(raw, name)
    if value > 100:
        raise ParameterError("This value must be less than or equal to 100.", name, "parameter_invalid_integer")
    return value


def flag(raw: Any, name: str) -> bool:
    return bool(one_of("true", "false")(raw, name) == "true")


def currency(raw: Any, name: str) -> str:
    code = text(raw, name).lower()
    if code not in CURRENCIES:
        raise ParameterError(f"Invalid currency: {code}", name, "parameter_invalid_empty")
    return code


def url(raw: Any, name: str) -> str:
    parts = urlsplit(text(raw, name))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ParameterError("Not a valid URL", name, "url_invalid")
    return str(raw)


def metadata(raw: Any, name: str) -> dict[str, str]:
    """Free names and values within Stripe's limits: 50 names of at most 40 characters, values of at most 500."""
    # Names that are all digits were taken for the places of a list.
    pairs = {str(place): value for place, value in enumerate(raw)} if isinstance(raw, list) else raw
    if not isinstance(pairs, dict) or len(pairs) > 50:
        raise ParameterError("Metadata takes up to 50 names", name, "parameter_invalid_empty")
    for key, value in pairs.items():
        if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
            full = _inside(name, key)
            raise ParameterError(
                "Metadata names can have up to 40 characters and values up to 500.", full, "parameter_invalid_empty"
            )
    return pairs


def created(raw: Any, name: str) -> dict[str, int]:
    """A moment or a span of moments, in seconds since 1970; a single number means exactly then."""
    if isinstance(raw, str):
        moment = whole(raw, name)
        return {"gte": moment, "lte": moment}
    return dict(group(optional={"gt": whole, "gte": whole, "lt": whole, "lte": whole})(raw, name))


def _inside(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key
