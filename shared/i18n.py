"""What debtors read, in their language: gettext catalogues under `shared/locale`."""

import gettext
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "sv")
_CATALOGUES = Path(__file__).with_name("locale")


def said(text: str, language: str, /, **values: object) -> str:
    """An English sentence in another language; `{name}` stands for the value of that name."""
    return _catalogue(language).gettext(text).format(**values)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("duebook", _CATALOGUES, [language], fallback=True)
