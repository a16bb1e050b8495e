from datetime import timedelta

import pytest

from shared import clock, db, payments
from shared.models import EventState
from shared.payments import inbox, queries
from shared.payments.inbox import Claimed
from shared.payments.signatures import Notice, read
from tests.shared.payments.cards import event, events

pytestmark = pytest.mark.usefixtures("database")


def notice(kind: str = "payment_intent.succeeded", event_id: str = "evt_1") -> Notice:
    return read(event(kind, {"id": "pi_1"}, event_id).decode())


def _next() -> Claimed | None:
    """The event that has been due longest."""
    return next(iter(db.run(inbox.claim_due, 1)), None)


class TestKeep:
    def test_an_event_is_kept_once_however_often_it_comes(self) -> None:
        told = notice()
        assert db.run(payments.keep, [told]) == 1
        assert db.run(payments.keep, [told]) == 0
        assert db.run(payments.keep, [told, notice(event_id="evt_2")]) == 1

        assert [each.event_id for each in events()] == ["evt_1", "evt_2"]
        assert events()[0].body == told.body

    @pytest.mark.parametrize(
        ("kind", "sentence"),
        [
            ("customer.created", "ask for nothing here"),
            ("made.up", "ask for nothing here"),
        ],
    )
    def test_what_asks_for_nothing_is_kept_and_says_so(self, kind: str, sentence: str) -> None:
        db.run(payments.keep, [notice(kind)])

        [kept] = events()
        assert kept.state is EventState.IGNORED
        assert sentence in kept.problem
        assert _next() is None


class TestClaim:
    def test_an_event_is_one_workers_until_its_lease_lapses(self) -> None:
        db.run(payments.keep, [notice()])

        assert db.run(payments.claim, "evt_1") is not None
        assert db.run(payments.claim, "evt_1") is None
        clock.move(timedelta(seconds=61))
        assert _next() is not None

    def test_several_are_taken_at_once_those_that_wait_longest_first(self) -> None:
        db.run(payments.keep, [notice(event_id="evt_1")])
        clock.move(timedelta(seconds=1))
        db.run(payments.keep, [notice(event_id=f"evt_{number}") for number in (2, 3)])

        first, second = db.run(inbox.claim_due, 2), db.run(inbox.claim_due, 2)

        assert [[each.id for each in some] for some in (first, second)] == [[1, 2], [3]]

    def test_each_wait_is_twice_as_long(self) -> None:
        db.run(payments.keep, [notice()])
        waits = []
        for day in range(4):
            clock.move(timedelta(days=day))
            assert _next()
            waits.append(round((events()[0].next_try_at - clock.now()).total_seconds() / 60))

        assert waits == [1, 2, 4, 8]

    def test_after_twelve_tries_it_is_given_to_staff(self) -> None:
        _try_twelve_times("The card provider cannot be reached.")

        [kept] = events()
        assert (kept.state, kept.tries) == (EventState.FAILED, 12)
        assert _next() is None

    def test_an_event_that_kills_its_workers_is_given_to_staff_too(self) -> None:
        _try_twelve_times("")

        assert events()[0].state is EventState.FAILED
        assert "could not be handled" in events()[0].problem


class TestRetry:
    def test_a_failed_event_starts_afresh(self) -> None:
        db.run(payments.keep, [notice()])
        claimed = _next()
        assert claimed
        db.run(inbox.refuse, claimed.id, "This payment was not begun by this installation.")

        db.run(payments.retry, claimed.id, "staff:1")

        [kept] = events()
        assert (kept.state, kept.tries) == (EventState.KEPT, 0)
        assert _next() is not None

    def test_what_asks_for_nothing_needs_no_retry(self) -> None:
        db.run(payments.keep, [notice("payout.paid")])

        with pytest.raises(inbox.NotFailed):
            db.run(payments.retry, events()[0].id or 0, "staff:1")


class TestEventsNeedingAttention:
    def test_failed_and_waiting_ones_are_told_with_their_sentence(self) -> None:
        db.run(payments.keep, [notice(event_id=f"evt_{number}") for number in range(4)])
        waits, fails = db.run(payments.claim, "evt_1"), db.run(payments.claim, "evt_2")
        assert waits
        assert fails
        db.run(inbox.postpone, waits.id, "Later.")
        db.run(inbox.refuse, fails.id, "Never.")

        rows, total = db.look(queries.events_needing_attention)

        assert total == 2
        assert [(each.event_id, each.problem, each.tries) for each in rows] == [
            ("evt_2", "Never.", 1),
            ("evt_1", "Later.", 1),
        ]
        assert [each.next_try_at is None for each in rows] == [True, False]
        assert [each.event_id for each in db.look(queries.events_needing_attention, offset=1)[0]] == ["evt_1"]


def _try_twelve_times(why: str) -> None:
    """Each try ends with that sentence, or with the death of the worker."""
    db.run(payments.keep, [notice()])
    for day in range(13):
        clock.move(timedelta(days=2 * day))
        claimed = _next()
        if claimed and why:
            db.run(inbox.postpone, claimed.id, why)
