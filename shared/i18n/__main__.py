"""Bring the catalogues up to what the sources say (`make words`): new texts come in empty, unused ones go out."""

import sys

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from shared.i18n.catalogues import LANGUAGES, catalogue, path_of
from shared.i18n.extraction import everything


def update(language: str) -> int:
    """Write a language's catalogue anew; returns how many of its texts are still to be translated."""
    known = catalogue(language) if path_of(language).exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, header_comment=f"# What debtors read, in {language}.", fuzzy=False)
    fresh.creation_date, fresh.revision_date = known.creation_date, known.revision_date
    for found in everything():
        kept = known.get(found.text)
        said = kept.string if kept and isinstance(kept.id, tuple) == bool(found.many) else None
        name = (found.text, found.many) if found.many else found.text
        fresh.add(name, said, locations=[(found.file, 0)], auto_comments=found.comments)
    with path_of(language).open("wb") as file:
        write_po(file, fresh, width=120, omit_header=False, sort_output=True, include_lineno=False)
    return sum(1 for each in fresh if each.id and not _is_said(each.string))


def _is_said(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


if __name__ == "__main__":
    for each in LANGUAGES[1:]:
        sys.stdout.write(f"{each}: {update(each)} texts to translate\n")
