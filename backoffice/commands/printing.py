"""How commands say what they did: a table for people, JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from shared.errors import Refused

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
FilePath = Annotated[Path, typer.Argument(help="The file to read.")]

_console = Console(highlight=False, soft_wrap=True)


class Unreadable(Refused):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}.")


def say(text: str) -> None:
    _console.print(text, markup=False)


def say_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> None:
    """Rows under headings; the columns named in `numbers` are right-aligned."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left")
    for row in rows:
        table.add_row(*row)
    _console.print(table)


def read_bytes(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        Unreadable: there is no such file, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(path, error.strerror or "unknown reason") from error
