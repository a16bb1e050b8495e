"""A letter becomes a PDF, or it fails: a page without its number in its words is not offered to anybody."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.documents.cage import NotRendered, render
from shared.documents.pdf_text import text_of

PdfRenderer = Callable[[str], bytes]
"""HTML to PDF. wkhtmltopdf in its cage is the one there is; another can take its place here."""

_TEMPLATE: Final = "letter.html"
_environment = Environment(
    loader=PackageLoader("shared.documents"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
)


def page_of(facts: Mapping[str, Any]) -> str:
    """A letter's facts as HTML; every word of them is escaped."""
    return _environment.get_template(_TEMPLATE).render(facts)


def made(facts: Mapping[str, Any], render_pdf: PdfRenderer = render) -> bytes:
    """The letter as PDF.

    Raises:
        NotRendered: the program failed, or its number cannot be read in what came out.
    """
    pdf = render_pdf(page_of(facts))
    text = text_of(pdf)
    if not text.strip():
        raise NotRendered("The page came out empty.")
    if _compact(str(facts["number"])) not in _compact(text):
        raise NotRendered("The letter came out without its number.")
    return pdf


def digest_of(facts: Mapping[str, Any]) -> str:
    """Names the file: the same facts under the same template are the same file."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_look()}\n{text}".encode()).hexdigest()


@cache
def _look() -> str:
    template = files("shared.documents").joinpath("templates", _TEMPLATE).read_bytes()
    return hashlib.sha256(template).hexdigest()


def _compact(text: str) -> str:
    """Letters without the space between them, which is drawn but not always written."""
    return "".join(text.split())
