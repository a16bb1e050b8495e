"""The catalogues themselves: read straight from the `.po` files, so that there is nothing to compile."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "sv": "Svenska"}
LANGUAGES = tuple(LANGUAGE_NAMES)
FOLDER = Path(__file__).parents[1] / "locale"
ON_PAGES = "on pages"
"""The comment on a text that a page's code says, and not Python."""


def path_of(language: str) -> Path:
    return FOLDER / f"{language}.po"


@cache
def catalogue(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: str) -> NullTranslations:
    """What turns English into the language; English and unknown languages stay as they are."""
    if language == "en" or language not in LANGUAGES:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def page_words(language: str) -> dict[str, str]:
    """What pages say: the English texts and theirs in the language."""
    if language == "en" or language not in LANGUAGES:
        return {}
    return {
        message.id: message.string
        for message in catalogue(language)
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
        and not message.fuzzy
        and ON_PAGES in message.auto_comments
    }
