"""Sentences that are kept with their values and said later, in any language."""

from datetime import date

import pytest

from shared.i18n import Told, retold
from tests.factories import eur

MORE = Told("{amount} more is owed; with your consent it is paid at the end of the plan.", amount=eur(50_00))
MOVED = Told("The payment of {day} was moved to {to}.", day=date(2026, 12, 1), to=date(2026, 12, 5))


def test_a_sentence_that_was_kept_is_said_in_the_readers_words_and_forms() -> None:
    kept = Told.read(MORE.text, MORE.facts)

    assert retold(kept).startswith("50.00\u00a0EUR more is owed")
    assert retold(kept, "de").startswith("50,00\u00a0EUR mehr sind offen")
    assert "5 décembre 2026" in retold(Told.read(MOVED.text, MOVED.facts), "fr")


@pytest.mark.parametrize("told", [MORE, MOVED, Told("{count} left of {name}", count=3, name="A-1"), Told("Paid.")])
def test_nothing_of_a_sentence_is_lost_when_it_is_kept(told: Told) -> None:
    kept = Told.read(told.text, told.facts)

    assert (kept.text, kept.values) == (told.text, told.values)


def test_what_somebody_wrote_stays_as_it_is() -> None:
    assert retold(Told("You have {x} on hold."), "de") == "You have {x} on hold."


def test_a_row_with_a_value_of_another_kind_is_no_sentence() -> None:
    with pytest.raises(ValueError, match="is no value"):
        Told.read("{amount} is owed.", {"amount": 1.5})
