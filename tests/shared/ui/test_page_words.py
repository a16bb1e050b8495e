"""Ready-made pages, opened in the reader's language."""

import pytest

from shared.i18n import catalogues
from shared.ui.page_words import opened
from shared.ui.reader import reader_language

WORDS = {"Pay {amount}": "{amount} <jetzt> zahlen", "left of {invoice}": "Rest von {invoice}"}


class _German:
    def gettext(self, text: str) -> str:
        return WORDS.get(text, text)


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.i18n.translations", lambda language: _German())
    monkeypatch.setattr("shared.ui.page_words.words_path", lambda language: f"/words/{language}.1.js")


def sealed(text: str, **values: str) -> str:
    """As `assets/words.js` writes it."""
    return "\ue000" + text + "".join(f"\ue002{name}\ue003{value}" for name, value in values.items()) + "\ue001"


@pytest.mark.usefixtures("german")
class TestAPage:
    def test_has_its_texts_in_the_language(self) -> None:
        page = f"<h1>{sealed('Pay {amount}', amount='<b>3 &amp; 4</b>')}</h1>"

        assert opened(page, "de") == "<h1><b>3 &amp; 4</b> &lt;jetzt&gt; zahlen</h1>"

    def test_opens_texts_within_texts(self) -> None:
        page = sealed("Pay {amount}", amount=sealed("left of {invoice}", invoice="R-7"))

        assert opened(page, "de") == "Rest von R-7 &lt;jetzt&gt; zahlen"

    def test_keeps_english_where_words_are_missing(self) -> None:
        assert opened(sealed("What you owe &amp; when"), "de") == "What you owe &amp; when"

    def test_says_its_language_and_brings_its_words(self) -> None:
        page = '<!DOCTYPE html><html lang="en"><head><title></title></head></html>'

        assert opened(page, "de").startswith('<!DOCTYPE html><html lang="de">')
        assert '<script src="/words/de.1.js"></script></head>' in opened(page, "de")
        assert opened(page, "en") == page


class TestTheReader:
    @pytest.mark.parametrize(
        ("headers", "path", "query", "language"),
        [
            ({}, "/", "", "en"),
            ({"accept-language": "de-AT,en;q=0.5"}, "/", "", "de"),
            ({"accept-language": "en;q=0.2, fr-CA;q=0.9, *;q=0.1"}, "/", "", "fr"),
            ({"accept-language": "it, xx;q=nonsense, de;q=0"}, "/", "", "en"),
            ({"accept-language": "de", "cookie": "language=sv"}, "/", "", "sv"),
            ({"accept-language": "de", "cookie": "language=klingon"}, "/", "", "de"),
            ({"cookie": "language=sv"}, "/", "lang=fr", "fr"),
            ({"cookie": "language=sv"}, "/", "lang=../x", "sv"),
            ({"cookie": "language=sv"}, "/staff/invoices", "lang=fr", "en"),
            ({"cookie": "language=sv"}, "/staffing", "", "sv"),
        ],
    )
    def test_reads(self, headers: dict[str, str], path: str, query: str, language: str) -> None:
        assert reader_language(headers, path=path, query=query) == language


def test_english_pages_carry_no_words() -> None:
    assert catalogues.page_words("en") == {}
