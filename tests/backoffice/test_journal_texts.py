"""What the journal's page makes of a proof and of typed amounts, without a page."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backoffice.components.amount_typed import NotTyped, typed, typed_as
from backoffice.pages.journal.marking import Span, pieces
from backoffice.pages.journal.proof import panel
from shared.journals.line_details import LineDetail, OpenItem, ShareView
from shared.journals.piles import Pile
from shared.journals.queries import LineView
from shared.matching import Signal
from shared.models import LinePurpose
from shared.money import Money

TEXT = "RG 2026/1834 U 1840 KD 30921"
OPEN = OpenItem(1, "2026-1834", "Meridian Bau GmbH", "30921", Money(148000, "EUR"), date(2026, 11, 26))


def detail(pays: int, *, fit: str = "exact", pile: Pile = Pile.REVIEW, paid: int = 0, **more: object) -> LineDetail:
    amount = Money(paid or pays, "EUR")
    line = LineView(7, 118, "Meridian Bau GmbH", TEXT, amount, 9420, pile, "", ("2026-1834",), "Meridian", None)
    facts: dict[str, object] = {
        "view": line,
        "journal_id": 1,
        "fit": fit,
        "booked_on": date(2026, 11, 24),
        "payer_iban": "DE07123412341234129914",
        "reference": "",
        "end_to_end_id": "",
        "decided_by": "",
        "is_held": False,
        "is_credit": True,
        "is_bookable": False,
        "purpose": LinePurpose.RECEIPT,
        "account": "",
        "finding": "",
        "undoes_id": None,
        "fee": Money(0, "EUR"),
        "digest": "abc",
        "receipt_id": None,
        "shares": (ShareView(OPEN, Money(pays, "EUR")),),
        "signals": (),
        "runner_up": None,
    }
    return LineDetail(**(facts | more))  # type: ignore[arg-type]


class TestTyped:
    @pytest.mark.parametrize(
        ("text", "minor"),
        [
            ("1450.40", 145040),
            ("1,450.40", 145040),
            ("1 450.40", 145040),
            ("1\u00a0450.4", 145040),
            ("12,345", 1234500),
            ("1,450.40 EUR", 145040),
            (".5", 50),
        ],
    )
    def test_amounts_as_english_pages_write_them(self, text: str, minor: int) -> None:
        assert typed(text, "EUR") == Money(minor, "EUR")

    @pytest.mark.parametrize(
        "text", ["", " ", "1.450,40", "12,34", "1,45", "1,2345", "-5", "1e3", "٣", "1.234", "12 CHF"]
    )
    def test_what_could_be_meant_otherwise_is_refused(self, text: str) -> None:
        with pytest.raises(NotTyped):
            typed(text, "EUR")

    @given(some.integers(0, 10**15), some.sampled_from(["EUR", "JPY", "KWD"]))
    def test_what_a_field_shows_means_itself(self, minor: int, currency: str) -> None:
        assert typed(typed_as(Money(minor, currency)), currency) == Money(minor, currency)


class TestPieces:
    def test_the_text_is_cut_at_its_spans(self) -> None:
        found = pieces(TEXT, [Span(15, 19, "2"), Span(3, 12, "1")])

        assert [(each.text, each.mark) for each in found] == [
            ("RG ", ""),
            ("2026/1834", "1"),
            (" U ", ""),
            ("1840", "2"),
            (" KD 30921", ""),
        ]

    @given(some.text(max_size=40), some.lists(some.tuples(some.integers(-3, 50), some.integers(-3, 50)), max_size=6))
    def test_no_character_is_lost_or_doubled_whatever_the_spans(self, text: str, spans: list[tuple[int, int]]) -> None:
        found = pieces(text, [Span(start, end, "1") for start, end in spans])

        assert "".join(each.text for each in found) == text
        assert all(each.text for each in found)


class TestPanel:
    def test_reasons_of_one_stretch_of_text_share_its_number(self) -> None:
        number = Signal("number", "Invoice number 2026-1834", "strong", "text", 3, 12)
        customer = Signal("number", "Customer number of Meridian Bau GmbH", "strong", "text", 23, 28)
        doubt = Signal("against", "Named twice", "strong", "text", 3, 12)
        iban = Signal("iban", "This IBAN belongs to Meridian Bau GmbH", "strong", "payer_iban", 0, 22)

        shown = panel(detail(148000, signals=(number, customer, iban, doubt)))

        assert [each.mark for each in shown.why] == ["1", "2", "", "1"]
        assert [each.against for each in shown.why] == [False, False, False, True]
        assert [(each.text, each.mark) for each in shown.text if each.mark] == [("2026/1834", "1"), ("30921", "2")]

    @pytest.mark.parametrize(
        ("pays", "paid", "fit", "said"),
        [
            (148000, 148000, "exact", ("paid", "Amount fits to the cent", "")),
            (145040, 145040, "discount", ("difference", "Discount taken", "1,480.00 less 29.60 is 1,450.40")),
            (100000, 100000, "partial", ("partly-paid", "A part", "480.00\u00a0EUR stays open")),
            (
                148000,
                150000,
                "over",
                ("difference", "More than is open", "20.00\u00a0EUR stays with the debtor, unapplied"),
            ),
        ],
    )
    def test_how_the_amount_fits_is_said_with_its_sum(
        self, pays: int, paid: int, fit: str, said: tuple[str, str, str]
    ) -> None:
        shown = panel(detail(pays, paid=paid, fit=fit))

        assert (shown.fit_kind, shown.fit, shown.fit_detail) == said

    def test_an_invoice_that_was_paid_in_the_meantime_is_said(self) -> None:
        less = OpenItem(1, "2026-1834", "Meridian Bau GmbH", "30921", Money(10000, "EUR"), date(2026, 11, 26))

        shown = panel(detail(148000, shares=(ShareView(less, Money(148000, "EUR")),)))

        assert (shown.fit, shown.fit_detail) == (
            "No longer fits",
            "100.00\u00a0EUR is open now; it was paid in the meantime",
        )

    @pytest.mark.parametrize(
        ("pile", "may"),
        [
            (Pile.READY, "accept decide"),
            (Pile.REVIEW, "accept decide"),
            (Pile.ACCEPTED, "decide undo"),
            (Pile.LEFT, "accept decide undo"),
            (Pile.POSTED, "reverse"),
            (Pile.REVERSED, ""),
            (Pile.SET_ASIDE, ""),
        ],
    )
    def test_only_what_can_be_done_is_offered(self, pile: Pile, may: str) -> None:
        shown = panel(detail(148000, pile=pile))

        offered = [name for name in ("accept", "decide", "undo", "reverse") if getattr(shown, f"can_{name}")]
        assert offered == may.split()

    def test_nothing_is_offered_while_the_statement_is_held(self) -> None:
        shown = panel(detail(148000, is_held=True))

        assert (shown.can_accept, shown.can_decide) == (False, False)
        assert shown.note == "Its statement is held"
