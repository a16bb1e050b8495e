"""Whatever staff do with the bank's lines, in any order: what is refused changes nothing, and the books hold.

The steps are those of a working day: invoices and statements come in, matching proposes, people accept, correct, leave
and take back, post, reverse what was posted, move money between invoices, identify payers and refund.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from backoffice.jobs import journals as jobs
from shared import db, journals, ledger, receipts
from shared.errors import Refused
from shared.models import Allocation, Invoice, JournalLine, LineState, Receipt, Refund
from shared.receipts import refunds
from shared.statements import Entry
from tests import factories
from tests.conftest import sequences
from tests.factories import ACTOR, TODAY

AMOUNTS = st.integers(1, 400_00)
PLACES = st.integers(0, 1_000)
"""Which of what there is at the moment: the place is taken modulo how many there are."""
TEXTS = ("thanks", "", "payment", "RE 4711", "Debtor D-1 account")
REASON = "walked in any order"


class WorkingDays(RuleBasedStateMachine):
    """One firm, three debtors, one journal; each example begins with books of its own."""

    fresh_books: ClassVar[Callable[[], None]]

    @initialize()
    def begin(self) -> None:
        """A week is posted, another is in the journal and undecided, so that every step finds something to do."""
        type(self).fresh_books()
        self.journal = db.run(lambda session: factories.journal(session).id) or 0
        self.told: list[list[Entry]] = []
        for debtor in (1, 2, 3):
            self.register(100_00 * debtor, debtor)
        self._tell([self._named(0, 100_00), self._named(1, 50_00), self._named(2, 310_00), factories.entry(40_00)])
        self.work_off()
        self._tell([self._named(1, 150_00), self._named(1, 150_00), factories.entry(70_00, "thanks")])
        self.apply()

    @rule(total=AMOUNTS, debtor=st.integers(1, 3))
    def register(self, total: int, debtor: int) -> None:
        number, name = f"D-{debtor}", f"Debtor D-{debtor}"
        db.run(lambda session: factories.invoice(session, total, debtor_number=number, debtor_name=name).id)

    @rule(data=st.data(), payments=st.integers(1, 4))
    def import_statement(self, data: st.DataObject, payments: int) -> None:
        """Payments that name an invoice and pay it wholly, partly or too much, and payments that say nothing."""
        self._tell([self._payment(data) for _ in range(payments)])

    @rule()
    def work_off(self) -> None:
        """What finds its invoice is posted, the rest is posted as nobody's."""
        self.apply()
        for line in db.look(lambda session: _all(session, JournalLine)):
            if line.state in (LineState.READY, LineState.REVIEW):
                db.run(journals.accept, [line.id or 0], actor=ACTOR)
            elif line.state is LineState.UNMATCHED:
                db.run(journals.leave_unidentified, line.id or 0, actor=ACTOR)
        self.post()

    @rule(place=PLACES)
    def import_again(self, place: int) -> None:
        before = db.look(lambda session: len(_all(session, JournalLine)))
        self._take_in(self.told[place % len(self.told)])
        assert db.look(lambda session: len(_all(session, JournalLine))) == before

    @rule()
    def apply(self) -> None:
        jobs.apply_journal(self.journal, actor=ACTOR)

    @rule(confidence=st.sampled_from((0, 5_000, 9_000)))
    def accept_above(self, confidence: int) -> None:
        db.run(journals.accept_above, self.journal, confidence, actor=ACTOR)

    @rule(place=PLACES, how=st.sampled_from(("accept", "leave", "leave_unidentified", "undo")))
    def say(self, place: int, how: str) -> None:
        """What needs nothing but the line."""
        steps: dict[str, Callable[[Session, int], Any]] = {
            "accept": lambda session, line: journals.accept(session, [line], actor=ACTOR),
            "leave": lambda session, line: journals.leave(session, line, actor=ACTOR),
            "leave_unidentified": lambda session, line: journals.leave_unidentified(session, line, actor=ACTOR),
            "undo": journals.undo,
        }
        self._on_a_line(place, steps[how])

    @rule(place=PLACES, parts=st.lists(st.tuples(PLACES, AMOUNTS), min_size=1, max_size=3))
    def decide(self, place: int, parts: list[tuple[int, int]]) -> None:
        """Split by hand over any invoices, with amounts that fit or do not."""
        ids = db.look(lambda session: [each.id or 0 for each in _all(session, Invoice)])
        shares = {ids[which % len(ids)]: amount for which, amount in parts}
        self._on_a_line(place, lambda session, line: journals.decide(session, line, shares, actor=ACTOR))

    @rule(place=PLACES, debtor=st.integers(1, 3))
    def put_on_account(self, place: int, debtor: int) -> None:
        id_ = db.run(factories.debtor, f"D-{debtor}")
        self._on_a_line(place, lambda session, line: journals.put_on_account(session, line, id_, actor=ACTOR))

    @rule()
    def post(self) -> None:
        jobs.post_journal(self.journal, actor=ACTOR)
        assert jobs.post_journal(self.journal, actor=ACTOR).is_empty

    @rule(place=PLACES)
    def reverse_line(self, place: int) -> None:
        self._on_a_line(
            place, lambda session, line: journals.reverse_line(session, line, reason=REASON, actor=ACTOR), posted=True
        )

    @rule(place=PLACES, to=PLACES)
    def move(self, place: int, to: int) -> None:
        invoices = db.look(lambda session: [each.id or 0 for each in _all(session, Invoice)])
        goes_to = invoices[to % len(invoices)]
        self._on(Allocation, place, receipts.move, goes_to, reason=REASON, on=TODAY, actor=ACTOR)

    @rule(place=PLACES)
    def take_allocation_back(self, place: int) -> None:
        self._on(Allocation, place, receipts.reverse_allocation, reason=REASON, on=TODAY, actor=ACTOR)

    @rule(place=PLACES, debtor=st.integers(1, 3))
    def identify(self, place: int, debtor: int) -> None:
        id_ = db.run(factories.debtor, f"D-{debtor}")
        self._on(Receipt, place, receipts.identify, id_, on=TODAY, actor=ACTOR)

    @rule(place=PLACES, to=PLACES, amount=AMOUNTS)
    def allocate(self, place: int, to: int, amount: int) -> None:
        invoices = db.look(lambda session: [each.id or 0 for each in _all(session, Invoice)])
        goes_to = invoices[to % len(invoices)]
        self._on(Receipt, place, lambda session, id_: factories.allocation(session, id_, goes_to, amount))

    @rule(place=PLACES, amount=AMOUNTS)
    def propose_refund(self, place: int, amount: int) -> None:
        to = {"payee_name": "Debtor", "payee_iban": factories.SECOND_IBAN}
        self._on(Receipt, place, refunds.propose, factories.eur(amount), **to, reason=REASON, actor=ACTOR)

    @rule(place=PLACES, agreed=st.booleans())
    def decide_refund(self, place: int, agreed: bool) -> None:
        if agreed:
            self._on(Refund, place, refunds.approve, on=TODAY, actor="somebody else")
        else:
            self._on(Refund, place, refunds.decline, reason=REASON, on=TODAY, actor="somebody else")

    @invariant()
    def the_books_hold(self) -> None:
        if not hasattr(self, "journal"):
            return
        with db.reading() as session:
            assert ledger.verify(session) == []
            assert sum(factories.books(session).values()) == 0
            lines = _all(session, JournalLine)
            posted = [each for each in lines if each.state is LineState.POSTED]
            assert all(each.receipt_id for each in posted)
            assert factories.books(session).get("1010", 0) == sum(each.amount_minor for each in posted)
            assert all(0 <= each.outstanding_minor <= each.total_minor for each in _all(session, Invoice))
            assert all(0 <= each.unapplied_minor <= each.amount_minor for each in _all(session, Receipt))

    def _payment(self, data: st.DataObject) -> Entry:
        invoices = db.look(lambda session: len(_all(session, Invoice)))
        amount, text = data.draw(AMOUNTS), data.draw(st.sampled_from(TEXTS))
        if data.draw(st.booleans()):
            return factories.entry(amount, text)
        return self._named(data.draw(st.integers(0, invoices - 1)), data.draw(st.sampled_from((0, 0, amount))))

    def _named(self, place: int, amount: int) -> Entry:
        """A payment that names an invoice; of all of it where no amount is given."""
        invoice = db.look(lambda session: _all(session, Invoice)[place])
        return factories.entry(amount or invoice.total_minor, f"Invoice {invoice.number}")

    def _tell(self, entries: list[Entry]) -> None:
        self.told.append(entries)
        self._take_in(entries)

    def _take_in(self, entries: list[Entry]) -> None:
        statement = factories.statement(*entries)
        db.run(journals.take_in, self.journal, [statement], file_name="any.xml", actor=ACTOR)

    def _on_a_line(self, place: int, step: Callable[[Session, int], Any], *, posted: bool = False) -> None:
        """Of all lines, or mostly of those that were posted."""

        def ids(session: Session) -> list[int]:
            lines = [each for each in _all(session, JournalLine) if each.state is LineState.POSTED or not posted]
            return [each.id or 0 for each in lines]

        self._unless_refused(db.look(ids), place, step)

    def _on(self, model: type[Any], place: int, step: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        ids = db.look(lambda session: [each.id for each in _all(session, model)])
        self._unless_refused(ids, place, lambda session, id_: step(session, id_, *args, **kwargs))

    @staticmethod
    def _unless_refused(ids: list[int], place: int, step: Callable[[Session, int], Any]) -> None:
        """What is not lawful at the moment is refused with a sentence, and leaves the books as they were."""
        if not ids:
            return
        before = db.look(factories.books)
        try:
            db.run(lambda session: step(session, ids[place % len(ids)]))
        except Refused:
            assert db.look(factories.books) == before


def _all(session: Session, model: type[Any]) -> list[Any]:
    return list(session.exec(select(model).order_by(col(model.id))))


def test_no_sequence_of_steps_breaks_an_invariant(fresh_books: Callable[[], None]) -> None:
    WorkingDays.fresh_books = staticmethod(fresh_books)
    many = sequences(30)
    bounds = settings(max_examples=many, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WorkingDays, settings=bounds)
