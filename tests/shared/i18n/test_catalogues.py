"""Every text a debtor may read has its words in every language."""

import re
from collections import Counter

import pytest

from shared.i18n.catalogues import LANGUAGES, catalogue
from shared.i18n.extraction import Found, everything

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
