"""Every text a debtor may read has its words in every language."""

import ast
import re
from collections import Counter

import pytest

from shared.i18n.catalogues import LANGUAGES, catalogue
from shared.i18n.extraction import ROOT, Found, everything

_PLACE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}", re.DOTALL)

OTHERS = LANGUAGES[1:]
FOUND = list(everything())


def places(text: str) -> Counter[str]:
    return Counter(" ".join(each.split()) for each in _PLACE.findall(text))


def strings(language: str, found: Found) -> list[str]:
    message = catalogue(language).get(found.text)
    if message is None or message.fuzzy:
        return [""]
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def test_texts_are_found_in_code_mails_and_plain_pages() -> None:
    files = {each.file for each in FOUND}

    assert {"portal/pages/sign_in.py", "shared/messaging/templates/plan_began.txt"} <= files


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_translated_that_nobody_says(language: str) -> None:
    said = {each.text for each in FOUND}
    kept = [each.id[0] if isinstance(each.id, tuple) else each.id for each in catalogue(language) if each.id]

    assert [each for each in kept if each not in said] == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_of_their_text(language: str) -> None:
    for found in FOUND:
        wanted = [places(found.text), places(found.many or found.text)]
        for said in strings(language, found):
            # A singular may spell its one out: "ein Tag" for "{count} day".
            assert not said or places(said) in wanted, found.text


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_its_words(language: str) -> None:
    assert [found.text for found in FOUND if not all(strings(language, found))] == []


def test_the_portal_says_nothing_past_the_catalogues() -> None:
    past = []
    for path in sorted((ROOT / "portal").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(part) for call in ast.walk(tree) if _says(call) for part in ast.walk(call)}
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        past += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SENTENCE.match(node.value)
            if id(node) not in said | docs
        ]

    assert past == []


_SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]")


def _says(node: ast.AST) -> bool:
    words = {"say", "sentence", "said", "said_count", "phrase", "titled"}
    return (isinstance(node, ast.Call) and getattr(node.func, "id", "") in words) or isinstance(node, ast.Raise)
