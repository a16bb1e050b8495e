"""Sets made by somebody else, from the folder that DUEBOOK_CASHBENCH names: unpacked, or as *.tar.xz."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

VARIABLE = "DUEBOOK_CASHBENCH"
NEEDED = "statement.csv"


def folders(unpack_into: Path) -> list[Path]:
    """Every set found, by name; packed ones are unpacked first. Empty when the variable is not set."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        return []
    here = Path(named)
    found = {path.name: path for path in here.iterdir() if (path / NEEDED).is_file()}
    for archive in sorted(here.glob("*.tar.xz")):
        name = archive.name.removesuffix(".tar.xz")
        if name not in found:
            with tarfile.open(archive) as packed:
                packed.extractall(unpack_into, filter="data")
            found[name] = unpack_into / name
    return [found[name] for name in sorted(found)]
