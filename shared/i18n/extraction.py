"""Finding what debtors read: the texts in calls of `say`, `said` and their like, in refusals, mails and plain pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.i18n.catalogues import ON_PAGES

ROOT: Final = Path(__file__).parents[2]
_PAGES: Final = {"say": 1, "sentence": 1, "titled": 1, "Status": 3}
"""Calls in page code by the position of their text; a status of `shared.ui.status` is said on pages too."""
_PYTHON: Final = {"said": 1, "phrase": 1, "Refused": 1, "Told": 1}
_PLURAL: Final = "said_count"
_REFUSING: Final = (
    "portal",
    "shared/ui",
    "shared/debtors",
    "shared/access",
    "shared/payments",
    "shared/plans",
    "shared/cases",
    "shared/documents",
    "shared/messaging",
)
"""Where a refusal is raised that a debtor may see; staff alone see those of other modules, in English."""
_STAFF_ALONE: Final = (
    "shared/messaging/channels.py",
    "shared/payments/dispatch.py",
    "shared/payments/inbox.py",
    "shared/payments/replay.py",
    "shared/payments/seen.py",
    "shared/payments/signatures.py",
    "shared/plans/policies.py",
    "shared/plans/policy.py",
    "shared/plans/scopes.py",
)
_BUGS: Final = frozenset({"ValueError", "KeyError", "TypeError", "RuntimeError", "TimeoutError", "NotImplementedError"})
_SILENT: Final = ("shared/statements", "shared/matching", "shared/journals", "shared/i18n")
"""What has no words for debtors, but functions of the same names."""
_MAILS: Final = "shared/messaging/templates"
_PLAIN: Final = "shared/ui/templates"
_SAID_IN_TEMPLATE: Final = re.compile(r"""say\(\s*(["'])(.*?)\1""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A text, its plural where it has one, and the file it stands in."""

    text: str
    file: str
    many: str = ""
    is_on_pages: bool = False

    @property
    def comments(self) -> list[str]:
        return [ON_PAGES] if self.is_on_pages else []


def everything(root: Path = ROOT) -> Iterator[Found]:
    """Every text a debtor may read."""
    for path in sorted(path for folder in ("portal", "shared") for path in (root / folder).rglob("*.py")):
        if not (file := str(path.relative_to(root))).startswith(_SILENT):
            yield from _in_code(path.read_text(encoding="utf-8"), file)
    for path in sorted((root / _MAILS).glob("*.txt")):
        yield from (Found(each, str(path.relative_to(root))) for each in paragraphs(path.read_text(encoding="utf-8")))
    for path in sorted((root / _PLAIN).glob("*.html")):
        for _, text in _SAID_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            yield Found(text, str(path.relative_to(root)))


def paragraphs(mail: str) -> list[str]:
    """The paragraphs of a mail's template that have words in them: what is translated as a whole."""
    return [each for each in re.split(r"\n\n+", mail.strip()) if re.search(r"[^\W\d_]", re.sub(r"{.*?}+", "", each))]


def _in_code(source: str, file: str) -> Iterator[Found]:
    refuses = file.startswith(_REFUSING) and not file.startswith(_STAFF_ALONE)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _in_call(node, file, refuses=refuses)
        elif isinstance(node, ast.Raise) and refuses and isinstance(node.exc, ast.Call):
            text = _text(node.exc, 1)
            if text and _name(node.exc) not in _BUGS:
                yield Found(text, file)


def _in_call(call: ast.Call, file: str, *, refuses: bool) -> Iterator[Found]:
    name = _name(call)
    if name == _PLURAL and (one := _text(call, 1)):
        yield Found(one, file, many=_text(call, 2))
    elif name == "__init__" and refuses and " " in (text := _text(call, 1)):
        yield Found(text, file)
    elif name in _PAGES and (text := _text(call, _PAGES[name])):
        yield Found(text, file, is_on_pages=True)
    elif name in _PYTHON and (text := _text(call, _PYTHON[name])):
        yield Found(text, file)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _text(call: ast.Call, position: int) -> str:
    """The literal at that position of a call, or ""."""
    argument = call.args[position - 1] if len(call.args) >= position else None
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""
