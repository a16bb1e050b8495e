"""Where the published bank files lie; they are not ours to hand out, so a checkout may be without them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

_SETTING = "DUEBOOK_STATEMENT_CORPUS"
FOLDER = Path(os.environ.get(_SETTING, "")) if os.environ.get(_SETTING) else None

needs_corpus = pytest.mark.skipif(FOLDER is None, reason=f"{_SETTING} names no folder of published bank files")


def published_camt() -> list[Path]:
    return sorted(FOLDER.glob("visible/camt.*/*.xml")) if FOLDER else []


def published_csv() -> list[Path]:
    return [each for each in sorted(FOLDER.glob("visible/csv/*")) if each.suffix != ".json"] if FOLDER else []


def published(kind: str) -> list[Path]:
    """The files of mt940, ofx or bai2."""
    return sorted(FOLDER.glob(f"visible/{kind}/*")) if FOLDER else []


def facts(path: Path) -> dict[str, Any]:
    assert FOLDER is not None
    return json.loads((FOLDER / "expected" / f"{path.name}.json").read_text("utf-8"))


def hostile(*groups: str, firm: bool) -> list[dict[str, Any]]:
    if FOLDER is None:
        return []
    cases = json.loads((FOLDER / "hostile" / "expected.json").read_text("utf-8"))
    return [case for case in cases if case["group"] in groups and case["firm"] is firm]


def hostile_bytes(name: str) -> bytes:
    assert FOLDER is not None
    return (FOLDER / "hostile" / name).read_bytes()
