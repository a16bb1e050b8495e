"""Rows as the text that PostgreSQL's COPY reads, a block of them at a time.

Written by columns: what a block shares is looked at once, so that a hundred thousand rows cost little more than their
letters.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Dialect, Integer, Table
from sqlalchemy.types import String, TypeDecorator, TypeEngine

Write = Callable[[Sequence[Any]], Iterable[str]]

_BLOCK = 1_000
_NULL = r"\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def columns_of(table: Table, common: Mapping[str, Any]) -> list[str]:
    """The columns in the order in which `text_of` writes them."""
    return ["id", *_own(table, common), *common]


def text_of(
    table: Table, dialect: Dialect, ids: Iterable[int], rows: Iterable[Mapping[str, Any]], common: Mapping[str, Any]
) -> Iterator[str]:
    """The rows in blocks of text; what is common to all of them is written once.

    Raises:
        KeyError: a row does not give a column.
        TypeError: a value is of a kind that no column here holds.
        ValueError: there are not as many ids as rows.
    """
    names = _own(table, common)
    writers = [_writer(table, name, dialect) for name in names]
    shared = [each for name, value in common.items() for each in _writer(table, name, dialect)([value])]
    end = "".join(f"\t{each}" for each in shared) + "\n"
    numbered = zip(ids, rows, strict=True)
    while block := list(islice(numbered, _BLOCK)):
        columns = [write([row[name] for _, row in block]) for name, write in zip(names, writers, strict=True)]
        yield end.join(map("\t".join, zip((str(id_) for id_, _ in block), *columns, strict=True))) + end


def _own(table: Table, common: Mapping[str, Any]) -> list[str]:
    return [each.name for each in table.columns if each.name != "id" and each.name not in common]


def _writer(table: Table, name: str, dialect: Dialect) -> Write:
    kind: TypeEngine[Any] = table.c[name].type.dialect_impl(dialect)
    convert = kind.bind_processor(dialect)
    kind = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(kind, JSON):
        return lambda column: [_plain(convert(value)) for value in column] if convert else map(_plain, column)
    if convert is None and isinstance(kind, String):
        return _texts
    if convert is None and isinstance(kind, Integer):
        return _numbers
    return lambda column: _few(column, convert)


def _texts(column: Sequence[str | None]) -> Iterable[str]:
    if None not in column and not _SPECIAL.search("".join(column)):  # type: ignore[arg-type]
        return column  # type: ignore[return-value]
    return [_NULL if value is None else value.translate(_ESCAPES) for value in column]


def _numbers(column: Sequence[int | None]) -> Iterable[str]:
    return [_NULL if value is None else str(value) for value in column]


def _few(column: Sequence[Any], convert: Callable[[Any], Any] | None) -> Iterable[str]:
    """Days, words and switches: few of them in many rows, so each is written once."""
    written = {value: _plain(convert(value) if convert else value) for value in set(column)}
    return map(written.__getitem__, column)


def _plain(value: Any) -> str:
    match value:
        case None:
            return _NULL
        case bool():
            return "t" if value else "f"
        case str():
            return value.translate(_ESCAPES)
        case date() | datetime():
            return value.isoformat()
        case Jsonb():
            return json.dumps(value.obj).translate(_ESCAPES)
    raise TypeError(f"no column holds {value!r}")
