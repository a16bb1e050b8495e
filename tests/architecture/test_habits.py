"""How the code is written: one subject a module, one thing a function, whole money, one place that commits."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_PER_FILE = 300
LINES_PER_FUNCTION = 50
CODE = ("shared", "portal", "backoffice", "stripe_simulator", "benchmarks", "migrations", "app.py", "rxconfig.py")
TESTED = (*CODE, "tests")

# Money goes through these; what draws, waits or ranks may count in fractions.
MONEY = (
    "shared/money.py",
    *(
        "shared/" + noun
        for noun in ("ledger", "invoices", "agreements", "receipts", "plans", "journals", "models", "statements")
    ),
)

# Among them, what counts in confidence and never in money.
CONFIDENCE = {"shared/journals/calibration.py"}

# Modules that break a habit today, each with the one it breaks. This list may only shrink.
EXCEPTIONS: dict[str, set[str]] = {
    "migrations/versions/0001_the_first_schema.py": {"lines", "functions"},
}

# In pieces, so that this file names none of them either.
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("crates", "io"))
_REGISTRIES = re.compile("|".join(rf"{name}\.{ending}" for name, ending in _HOSTS), re.I)
_MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|root|home|Users|opt)/\w")


def _python(*roots: str) -> list[Path]:
    found = [
        path for root in roots for path in ([ROOT / root] if root.endswith(".py") else (ROOT / root).rglob("*.py"))
    ]
    return sorted(path for path in found if path.exists() and "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _named(paths: Iterable[Path]) -> list[object]:
    return [pytest.param(path, id=_name(path)) for path in paths]


def _breaks(path: Path, habit: str) -> bool:
    return habit in EXCEPTIONS.get(_name(path), set())


@pytest.mark.parametrize("path", _named(_python(*CODE)))
def test_a_module_has_one_subject_and_says_which(path: Path) -> None:
    source = path.read_text("utf-8")

    assert not source or ast.get_docstring(ast.parse(source)), "say in a sentence what it is for"
    assert (source.count("\n") > LINES_PER_FILE) is _breaks(path, "lines"), f"over {LINES_PER_FILE} lines: split it"


@pytest.mark.parametrize("path", _named(_python(*CODE)))
def test_a_function_fits_a_screen(path: Path) -> None:
    long = [
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LINES_PER_FUNCTION
    ]

    assert bool(long) is _breaks(path, "functions"), long


@pytest.mark.parametrize("path", _named(_python("shared", "portal", "backoffice", "app.py")))
def test_only_the_database_module_commits_and_nobody_prints(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    commits = [each for each in calls if isinstance(each, ast.Attribute) and each.attr == "commit"]
    prints = [each for each in calls if isinstance(each, ast.Name) and each.id == "print"]

    assert not commits or _name(path) == "shared/db.py", "only shared/db.py commits; a service receives the session"
    assert not prints, "commands say; everything else logs"


@pytest.mark.parametrize("path", _named(path for path in _python(*MONEY) if _name(path) not in CONFIDENCE))
def test_money_is_never_a_fraction(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    floats = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    fractions = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    divisions = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]

    assert not floats + fractions + [line for line in divisions if not _is_path(path, line)], (
        "money is whole minor units"
    )


@pytest.mark.parametrize("path", _named(_python(*TESTED)))
def test_nothing_names_a_registry_or_a_place_on_somebodys_machine(path: Path) -> None:
    source = path.read_text("utf-8")

    assert not _REGISTRIES.findall(source), "where packages come from is the installation's own business"
    assert not _MACHINE_PATHS.findall(source), "a path of one machine"


def test_no_lock_file_names_where_its_packages_came_from() -> None:
    for path in (*ROOT.glob("requirements*.lock"), *(ROOT / "reflex.lock").glob("*")):
        assert not re.search(r"https?://", path.read_text("utf-8")), _name(path)


def test_the_list_of_exceptions_only_shrinks() -> None:
    assert set(EXCEPTIONS) <= {"migrations/versions/0001_the_first_schema.py"}
    assert all((ROOT / name).exists() for name in EXCEPTIONS), "the module is gone: take it off the list"


def _is_path(path: Path, line: int) -> bool:
    """Whether the slash joins a folder and a file, which `pathlib` writes as a division."""
    return bool(re.search(r"""/ f?["']|_dir /|ROOT /""", path.read_text("utf-8").split("\n")[line - 1]))
