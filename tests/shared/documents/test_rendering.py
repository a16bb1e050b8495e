"""A letter comes out with every word of it as text, or not at all."""

import pytest

from shared.documents import rendering
from shared.documents.cage import NotRendered
from shared.documents.letter import MOST_ROWS, Column, Pair, Payment, Sender, Table, TooLong
from shared.documents.pdf_text import text_of
from tests.shared.documents.letters import NUMBER, letter

HOSTILE = (
    "<script>document.write('ran')</script>",
    "<iframe src='file:///etc/passwd'></iframe>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>body{display:none}</style>",
    '<meta name="pdfkit-enable-local-file-access" content="">',
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "&lt;b&gt; &amp; “quoted” ’single’",
    "<!-- <h1>",
    "</table></body></html>",
)


def _words(text: str) -> str:
    return "".join(text.split())


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_stand_in_the_letter_as_they_are_written(self, words: str) -> None:
        facts = letter(
            recipient=(words,),
            sender=Sender(words, (words,), words),
            lead=words,
            notes=(words,),
            tables=(Table(words, (Column(words),), ((words,),)),),
            payment=Payment(words, (Pair(words, words),)),
        ).facts_of_it()

        read = _words(text_of(rendering.made(facts)))

        assert read.count(_words(words)) >= 9
        assert _words(NUMBER) in read

    def test_cannot_bring_a_picture_from_elsewhere(self) -> None:
        with pytest.raises(ValueError, match="fetches nothing"):
            Payment("Pay", (), code="https://elsewhere.example/code.png")


class TestWhatComesOut:
    def test_holds_every_word_of_the_letter(self) -> None:
        read = text_of(rendering.made(letter().facts_of_it()))

        for words in (
            "Novak Trading s.r.o.",
            "Kaiserstraße 12",
            "1,250.00 EUR",
            "RF18 5390 0754 7034",
            "2 November 2026",
        ):
            assert _words(words) in _words(read)

    def test_reads_in_four_languages(self) -> None:
        words = "Überfällig öäüß – Échéance déjà passée – Förfallen åäö – 1 250,00 €"

        assert _words(words) in _words(text_of(rendering.made(letter(lead=words).facts_of_it())))

    def test_without_its_number_is_a_failure(self) -> None:
        facts = letter().facts_of_it() | {"number": "INV-99999"}

        with pytest.raises(NotRendered, match="without its number"):
            rendering.made(facts)

    def test_that_is_empty_is_a_failure(self) -> None:
        with pytest.raises(NotRendered, match="came out empty"):
            rendering.made(letter().facts_of_it(), lambda _html: b"%PDF-1.4\n%%EOF")

    def test_may_have_as_many_rows_as_a_letter_takes(self) -> None:
        rows = tuple((f"INV-{each:05d}", "1,250.00") for each in range(MOST_ROWS))
        long = Table("Invoices", (Column("Invoice"), Column("EUR", figure=True)), rows)

        read = text_of(rendering.made(letter(tables=(long,)).facts_of_it()))

        assert "INV-00000" in read
        assert f"INV-{MOST_ROWS - 1:05d}" in read

    def test_has_an_end(self) -> None:
        with pytest.raises(TooLong):
            Table("Invoices", (Column("Invoice"),), (("x",),) * (MOST_ROWS + 1))

    def test_has_a_cell_for_every_column(self) -> None:
        with pytest.raises(ValueError, match="not as many cells"):
            Table("Invoices", (Column("Invoice"), Column("EUR")), (("INV-1",),))


class TestDigest:
    def test_is_the_same_for_the_same_facts(self) -> None:
        assert rendering.digest_of(letter().facts_of_it()) == rendering.digest_of(letter().facts_of_it())

    @pytest.mark.parametrize(
        "change", [{"lead": "Nothing is left."}, {"language": "de"}, {"debtor_id": 2}, {"recipient": ("Somebody",)}]
    )
    def test_is_another_when_anything_differs(self, change: dict[str, object]) -> None:
        other = letter(**change)

        assert rendering.digest_of(other.facts_of_it()) != rendering.digest_of(letter().facts_of_it())
