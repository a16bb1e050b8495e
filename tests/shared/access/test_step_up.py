"""A mailed code answers for who sits at a browser, for five minutes, and cannot be guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from shared import clock, db
from shared.access import step_up
from shared.access.rules import Person, TooManyTries
from shared.messaging.step_up import send_code
from shared.models import Message
from shared.models import Session as Row
from tests.harness import debtor_cookie, new_debtor, person_behind

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def jana(database: str) -> Person:
    return signed_in(new_debtor())


def signed_in(debtor_id: int) -> Person:
    return person_behind(debtor_cookie(debtor_id))


def later(minutes: float) -> None:
    """So long after now, which itself may have been put off."""
    clock.move(clock.now() - datetime.now(UTC) + timedelta(minutes=minutes))


def code_for(person: Person) -> str:
    return db.run(step_up.new_code, person)


def proves(person: Person, code: str) -> bool:
    return db.run(step_up.prove, person, code)


def is_fresh(person: Person) -> bool:
    return db.look(step_up.is_fresh, person)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_signing_in_answers_for_five_minutes(jana: Person) -> None:
    later(4.9)
    assert is_fresh(jana)

    later(0.2)
    assert not is_fresh(jana)


def test_a_code_answers_for_five_minutes_more(jana: Person) -> None:
    later(60)

    assert proves(jana, code_for(jana))
    assert is_fresh(jana)

    later(5.1)
    assert not is_fresh(jana)


def test_a_code_works_once_with_spaces_or_without(jana: Person) -> None:
    code = code_for(jana)

    assert proves(jana, f" {code[:3]} {code[3:]}")
    assert not proves(jana, code)
    assert not proves(jana, "")


def test_a_code_lapses_after_ten_minutes(jana: Person) -> None:
    code = code_for(jana)
    later(10.1)

    assert not proves(jana, code)


def test_five_wrong_ones_close_it(jana: Person) -> None:
    code = code_for(jana)
    for _ in range(5):
        assert not proves(jana, wrong(code))

    assert not proves(jana, code)


def test_another_browser_of_the_same_debtor_needs_its_own(jana: Person) -> None:
    code = code_for(jana)
    other = signed_in(jana.id)

    assert not proves(other, code)
    assert proves(jana, code)


def test_a_new_code_ends_the_one_before_and_none_comes_within_a_minute(jana: Person) -> None:
    first = code_for(jana)
    assert code_for(jana) == ""

    later(1.1)
    second = code_for(jana)

    assert first == second or not proves(jana, first)
    assert proves(jana, second)


def test_no_more_than_three_in_a_quarter_of_an_hour(jana: Person) -> None:
    for _ in range(3):
        assert code_for(jana)
        later(1.1)

    with pytest.raises(TooManyTries):
        code_for(jana)


def test_the_code_is_mailed_and_kept_nowhere(jana: Person) -> None:
    db.run(send_code, jana)

    [mail] = db.look(_mails)
    [code] = mail.secrets.values()
    assert (len(code), mail.address, code in mail.body) == (6, "jana@debtor.example", False)
    row = db.look(lambda session: session.get_one(Row, jana.session_id))
    assert code not in row.code_digest
    assert proves(jana, code)


def _mails(session: Session) -> list[Message]:
    return list(session.exec(select(Message)).all())
