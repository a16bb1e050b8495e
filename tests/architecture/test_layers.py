"""Who may import whom: the contracts of pyproject.toml hold, and the list of layers leaves nobody out."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_import_contract_holds() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [shutil.which(program) or str(program), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout[-3000:]
    assert " 0 broken" in done.stdout


def test_the_layers_of_shared_are_all_its_nouns() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [nouns] = [each for each in contracts if each.get("containers") == ["shared"]]
    listed = {name for layer in nouns["layers"] for name in layer.split(" | ")}
    there = {
        path.stem for path in (ROOT / "shared").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert nouns["exhaustive"] is True
    assert listed == there - {"__init__"}
