"""Where the bytes lie: a folder beside the database, under names that say nothing and that nobody can guess.

No web server shows the folder; a file leaves it through a route that has asked whose it is.
"""

import os
import re
import secrets
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from shared.settings import settings

_NAME: Final = re.compile(r"[0-9a-f]{32}")
_LEFT_ALONE_S: Final = 3600
"""A file younger than this may belong to a row that is just being written."""


def keep(data: bytes) -> str:
    """Write the bytes; the name they are kept under. Whole or not at all, readable by us alone."""
    name = secrets.token_hex(16)
    folder = _folder()
    written = folder / f"{name}.part"
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    written.rename(folder / name)
    return name


def path_of(name: str) -> Path:
    """Where a kept file lies.

    Raises:
        ValueError: that is no name of ours, so it could lead anywhere.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"“{name}” is no name of a kept file")
    return _folder() / name


def holds(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and path_of(name).is_file()


def sweep(known: Collection[str]) -> int:
    """Remove what no row knows any more, or never did because its transaction failed; how many files that were."""
    before = time.time() - _LEFT_ALONE_S
    left = [each for each in _folder().iterdir() if each.name not in known and each.stat().st_mtime < before]
    for each in left:
        each.unlink()
    return len(left)


def _folder() -> Path:
    folder = settings().data_dir / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
