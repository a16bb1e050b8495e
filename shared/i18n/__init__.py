"""What debtors read, in their language: gettext catalogues under `shared/locale`.

said("Due on {day}", language, day=long_date(day, language))
said_count("{count} day overdue", "{count} days overdue", days, language)
refusal(refused, language)                       a `Refused`, its values in the language's forms
PAID = phrase("Paid")                             marks a text that is looked up later: said(PAID, language)
retold(Told("{amount} is owed.", amount=…), language)      a sentence that is kept with its values and said later

Texts are whole English sentences, written out, so that `make words` finds them. What no catalogue has stays English.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from babel import negotiate_locale

from shared import formats
from shared.errors import Refused
from shared.i18n.catalogues import LANGUAGE_NAMES, LANGUAGES, translations
from shared.i18n.sentences import Told
from shared.money import Money

__all__ = ["LANGUAGES", "LANGUAGE_NAMES", "Told", "negotiated", "phrase", "refusal", "retold", "said", "said_count"]


def said(text: str, language: str, /, **values: object) -> str:
    """An English sentence in another language; `{name}` stands for the value of that name, formatted by the caller."""
    found = translations(language).gettext(text) if text else ""
    return found.format(**values) if values else found


def said_count(one: str, many: str, count: int, language: str, /, **values: object) -> str:
    """One of two sentences by the number in it, which is `{count}` there."""
    found = translations(language).ngettext(one, many, count)
    return found.format(count=formats.count(count, language), **values)


def refusal(refused: Refused, language: str) -> str:
    """Why something was refused, as the debtor reads it."""
    return _with_values(refused.text, refused.values, language)


def retold(told: Told, language: str = "en") -> str:
    """A sentence that was kept, in the words and the forms of a language; somebody's own words stay as they are."""
    return _with_values(told.text, told.values, language)


def phrase(text: str) -> str:
    """The text itself, which catalogues shall have because it is said later."""
    return text


def negotiated(accepted: Sequence[str]) -> str:
    """The first of the languages a reader accepts that we have, else English: de-AT is de."""
    return negotiate_locale(accepted, LANGUAGES, sep="-") or "en"


def _with_values(text: str, values: Mapping[str, object], language: str) -> str:
    return said(text, language, **{name: _shown(each, language) for name, each in values.items()})


def _shown(value: object, language: str) -> str:
    match value:
        case Money():
            return formats.money(value, language)
        case date():
            return formats.long_date(value, language)
        case int():
            return formats.count(value, language)
    return said(value, language) if isinstance(value, str) else str(value)
