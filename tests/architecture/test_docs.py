"""What the documents name exists, and what exists and people must know is named: both ways, so that neither drifts."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from pydantic import SecretStr

from backoffice.cli import app as duebook
from shared.settings import Settings
from tests import machine

ROOT = Path(__file__).resolve().parents[2]
README, CONTRIBUTING, OPERATIONS = ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs/operations.md"
WALKS = ROOT / "docs/walks.md"
MATCHING = ROOT / "docs/matching-benchmark.md"
RECORDS = sorted((ROOT / "docs/adr").glob("*.md"))
DOCUMENTS = [README, CONTRIBUTING, ROOT / "CHANGELOG.md", OPERATIONS, WALKS, MATCHING, *RECORDS]
SOURCES = ("shared", "portal", "backoffice", "tests", "benchmarks", "app.py", "rxconfig.py")
SECTIONS = ["Status", "Context", "Decision", "Consequences", "Alternatives", "Kept by"]

_CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_PLACE = re.compile(
    r"(?P<path>\w[\w.-]*/(?:[\w.-]+/)*(?:[\w-]+\.\w+)?)(?:: (?P<names>\w+(?:\.\w+)?(?:, \w+(?:\.\w+)?)*))?"
)
_TO_BE_NAMED = re.compile(r"NAME|NNNN")
_SETTING = re.compile(r"DUEBOOK_[A-Z][A-Z_]*[A-Z]")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def code(document: Path) -> list[str]:
    """What stands in the document as code: the lines of blocks, and what is between backticks."""
    found = _CODE.findall(document.read_text("utf-8"))
    return [line.strip() for block, inline in found for line in (block or inline).splitlines() if line.strip()]


def places(document: Path) -> list[tuple[str, list[str]]]:
    """Files of ours that a document names, each with the names it says are in it."""
    whole = (_PLACE.fullmatch(each) for each in code(document))
    found = [(each["path"], (each["names"] or "").split(", ")) for each in whole if each]
    return [(path, [name for name in names if name]) for path, names in found if not _TO_BE_NAMED.search(path)]


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The functions and classes of a module, methods by `Class.method`, and its constants."""
    return frozenset(_names(ast.parse(path.read_text("utf-8")).body))


def _names(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.ClassDef():
                yield prefix + node.name
                yield from _names(node.body, f"{node.name}.")
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield prefix + node.name
            case ast.Assign():
                yield from (prefix + each.id for each in node.targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield prefix + name


@each_document
def test_every_file_and_every_name_in_it_exists(document: Path) -> None:
    for path, names in places(document):
        assert (ROOT / path).exists(), f"there is no {path}"
        for name in names:
            assert name in defined_in(ROOT / path), f"{path} has no {name}"


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)", document.read_text("utf-8"))
    missing = [each for each in links if "://" not in each and not (document.parent / each).exists()]

    assert missing == []


def test_every_picture_was_drawn() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)|<img src=\"([^\"]+)\"", README.read_text("utf-8"))

    assert len(pictures) == 2
    assert [path for pair in pictures for path in pair if path and not (ROOT / path).exists()] == []


def test_every_step_of_a_walk_names_who_does_it() -> None:
    steps = re.findall(r"^\d+\. (.+(?:\n   .+)*)", WALKS.read_text("utf-8"), re.MULTILINE)

    silent = [step for step in steps if not re.search(r"`[\w/]+\.py: \w+", step)]
    assert len(steps) >= 20
    assert silent == []


class TestSettings:
    def test_every_setting_is_told_with_its_default(self) -> None:
        told = dict(re.findall(r"^\| `(DUEBOOK_\w+)` \| (.*?) \|", OPERATIONS.read_text("utf-8"), re.MULTILINE))
        plain = {
            f"DUEBOOK_{name.upper()}": f"`{field.default}`" if str(field.default) else "–"
            for name, field in Settings.model_fields.items()
            if not isinstance(field.default, SecretStr)
        }
        secrets = {f"DUEBOOK_{name.upper()}" for name in Settings.model_fields} - plain.keys()

        assert {name: told.get(name) for name in plain} == plain
        assert secrets <= told.keys()

    def test_every_variable_the_sources_ask_for_is_told(self) -> None:
        asked = {name for path in _sources() for name in _SETTING.findall(path.read_text("utf-8"))}
        told = {name for each in (OPERATIONS, CONTRIBUTING) for name in _SETTING.findall(each.read_text("utf-8"))}

        assert asked - told == set()

    @each_document
    def test_none_is_told_that_nothing_asks_for(self, document: Path) -> None:
        known = {f"DUEBOOK_{name.upper()}" for name in Settings.model_fields}
        known |= {name for path in _sources() for name in _SETTING.findall(path.read_text("utf-8"))}

        assert set(_SETTING.findall(document.read_text("utf-8"))) - known == set()


class TestCommands:
    def test_every_command_is_told(self) -> None:
        told = " \n".join(code(README) + code(OPERATIONS)) + " "

        assert [each for each in commands() if f"duebook {each} " not in told.replace("\n", " ")] == []

    @each_document
    def test_every_command_that_is_told_exists(self, document: Path) -> None:
        for line in code(document):
            words = line.split()
            if len(words) > 1 and words[0] == "duebook" and words[1] != "--help":
                assert {words[1], " ".join(words[1:3])} & commands(), f"there is no “{line}”"

    def test_every_verb_of_make_is_told(self) -> None:
        told = {word for document in (README, CONTRIBUTING, OPERATIONS) for word in _verbs_told(document)}

        assert verbs() - told == set()

    @each_document
    def test_every_verb_that_is_told_exists(self, document: Path) -> None:
        assert set(_verbs_told(document)) - verbs() == set()


class TestReadme:
    def test_its_tree_names_every_folder_and_only_those(self) -> None:
        drawn = re.search(r"## The tree\n+```\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
        assert drawn is not None
        top = set(re.findall(r"^([\w.]+)/", drawn[1], re.MULTILINE))
        nouns = set(re.findall(r"^  (\w+)/", drawn[1], re.MULTILINE))

        assert top == {path.name for path in ROOT.iterdir() if _is_ours(path)}
        assert nouns == {path.parent.name for path in ROOT.glob("shared/*/__init__.py")}

    def test_every_example_is_named(self) -> None:
        text = README.read_text("utf-8")

        assert [path.name for path in (ROOT / "examples").iterdir() if path.name not in text] == []


def test_every_system_package_the_tests_need_is_named() -> None:
    text = CONTRIBUTING.read_text("utf-8")

    assert [package for package in machine.NEEDED if package not in text] == []


class TestRecords:
    def test_are_numbered_without_a_gap(self) -> None:
        assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))

    @pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
    def test_have_their_sections_in_order_and_fit_a_page(self, record: Path) -> None:
        text = record.read_text("utf-8")

        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
        assert re.match(rf"# {record.name[:4]}: \S", text)
        assert re.search(r"## Status\n\n(Accepted|Superseded by \d{4}), \d{4}-\d\d-\d\d\.", text)
        assert text.count("\n") <= 60

    @pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
    def test_say_what_keeps_them_or_that_nothing_does_yet(self, record: Path) -> None:
        _, _, keeps = record.read_text("utf-8").partition("## Kept by\n")

        assert re.search(r"`|[Cc]ontract “|Not yet enforced", keeps)

    @pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
    def test_name_only_tests_and_contracts_that_exist(self, record: Path) -> None:
        _, _, keeps = record.read_text("utf-8").partition("## Kept by\n")
        contracts = re.findall(r"[Cc]ontract “([^”]+)”", " ".join(keeps.split()))
        configuration = (ROOT / "pyproject.toml").read_text("utf-8")

        assert [each for each in contracts if f'name = "{each}"' not in configuration] == []

    def test_every_record_the_sources_cite_exists(self) -> None:
        cited = {number for path in _sources() for number in re.findall(r"ADR-(\d{4})", path.read_text("utf-8"))}

        assert cited <= {path.name[:4] for path in RECORDS}


@cache
def commands() -> frozenset[str]:
    return frozenset(_commands(typer.main.get_command(duebook)))


def _commands(group: object, prefix: str = "") -> Iterator[str]:
    for name, command in getattr(group, "commands", {}).items():
        yield from _commands(command, f"{prefix}{name} ") if hasattr(command, "commands") else [prefix + name]


@cache
def verbs() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _verbs_told(document: Path) -> list[str]:
    return [found[1] for line in code(document) if (found := re.match(r"make ([a-z-]+)", line))]


def _sources() -> Iterator[Path]:
    for source in SOURCES:
        start = ROOT / source
        yield from [start] if start.is_file() else start.rglob("*.py")


def _is_ours(path: Path) -> bool:
    """A folder that belongs to the repository: not hidden, not made by a build or an installation."""
    made = {"node_modules", "var", "uploaded_files", "__pycache__"}
    return path.is_dir() and not path.name.startswith(".") and path.name not in made and path.suffix != ".egg-info"
