"""What people of the story want of one another: an answer, an invoice put right, less to pay, money back."""

import struct
import zlib
from datetime import timedelta

from sqlmodel import Session, select

from backoffice.demo.seed import ACTOR, import_, new_invoice, on_the_day
from backoffice.demo.story import (
    ALLOWED,
    CALLED_AT,
    DEALT,
    DEBTORS,
    MOST_FORGIVEN_BP,
    OBJECTIONS,
    PAID_TWICE,
    SETTLEMENTS,
    STAFF,
    WRITTEN,
    Allows,
    Less,
    Objects,
    Wrote,
)
from backoffice.jobs import journals as work
from shared import cases, clock, db, invoices, journals
from shared.cases import Evidence, Objection
from shared.debtors import consents
from shared.debtors.consents import Shown
from shared.debtors.service import be_called_at
from shared.messaging import portal_messages
from shared.models import Debtor, Invoice, JournalLine, Receipt, Staff
from shared.money import Money
from shared.plans import policies, settling
from shared.plans.policy import usual
from shared.receipts import refunds
from shared.settings import settings
from shared.words import Channel, DisputeReason


def deal() -> None:
    """Who wrote, objected, was offered less and paid twice; some of it waits for staff."""
    db.run(_register)
    db.run(_tell_numbers)
    for allowed in ALLOWED:
        with on_the_day(allowed.ago):
            db.run(_allow, allowed)
    for said in WRITTEN:
        with on_the_day(said.ago):
            db.run(_write, said)
    for objected in OBJECTIONS:
        with on_the_day(objected.ago):
            dispute = db.run(_object, objected)
        if objected.answer:
            with on_the_day(objected.ago - 2):
                db.run(cases.decide, dispute, is_upheld=False, answer=objected.answer, actor=db.run(_staff, 0))
    db.run(_let_less_be_offered)
    for offer in SETTLEMENTS:
        db.run(_offer, offer)
    _pay_twice()


def _debtor(session: Session, number: str) -> int:
    return session.exec(select(Debtor.id).where(Debtor.number == number)).one() or 0


def _register(session: Session) -> None:
    rows = [new_invoice(line, each) for line, each in enumerate(DEALT, 2)]
    invoices.register(session, rows, source="demo story", actor=ACTOR)


def _tell_numbers(session: Session) -> None:
    for number, phone in CALLED_AT.items():
        be_called_at(session, _debtor(session, number), phone)


def _allow(session: Session, allowed: Allows) -> None:
    debtor, channel = _debtor(session, allowed.debtor), Channel(allowed.channel)
    address = next(each for one, each, _ in consents.channels(session, debtor) if one is channel)
    say = consents.give if allowed.is_given else consents.withdraw
    say(session, debtor, channel, Shown(consents.VERSION, "en", address), actor=f"debtor:{debtor}")


def _write(session: Session, said: Wrote) -> None:
    debtor = _debtor(session, said.debtor)
    if said.by_staff:
        portal_messages.answer(session, debtor, said.text, actor=_staff(session, 0))
    else:
        portal_messages.ask(session, debtor, said.text, actor=f"debtor:{debtor}")


def _object(session: Session, objected: Objects) -> int:
    invoice = _invoice(session, objected.invoice)
    files = [Evidence(objected.photo, "image/png", _photo())] if objected.photo else []
    reason, amount = DisputeReason(objected.reason), Money.parse(objected.amount, invoice.currency)
    said = Objection(invoice.debtor_id, invoice.id or 0, reason, objected.text, amount, files)
    return cases.dispute(session, said, actor=f"debtor:{invoice.debtor_id}").id or 0


def _let_less_be_offered(session: Session) -> None:
    """The usual policy forgives nothing; the firm of the story published one that does."""
    currency = settings().base_currency
    policy = usual(currency).model_dump(mode="json")
    policy["settlement"] = {"max_discount_bp": MOST_FORGIVEN_BP, "max_days": 30}
    draft = policies.write(session, f"usual-{currency}", policy, actor=_staff(session, 0))
    policies.publish(session, draft.id or 0, clock.today(), actor=_staff(session, 1))


def _offer(session: Session, less: Less) -> None:
    invoice = _invoice(session, less.invoice)
    pay, until = Money.parse(less.pay, invoice.currency), clock.today() + timedelta(days=less.days)
    ids, by = [invoice.id or 0], _staff(session, 0)
    offer = settling.propose(session, invoice.debtor_id, ids, pay, until, reason=less.reason, actor=by)
    if less.is_approved:
        settling.approve(session, offer.id or 0, actor=_staff(session, 1))


def _pay_twice() -> None:
    """Money with nothing left to pay: it is put on the debtor's account, and is to go back."""
    with on_the_day(PAID_TWICE.ago):
        journal = db.run(import_, PAID_TWICE)
        db.run(_put_on_account, journal)
        work.post_journal(journal, actor=ACTOR)
    db.run(_give_back, journal)


def _put_on_account(session: Session, journal_id: int) -> None:
    line = session.exec(select(JournalLine.id).where(JournalLine.journal_id == journal_id)).one() or 0
    debtor = session.exec(select(Debtor.id).where(Debtor.number == PAID_TWICE.debtor)).one() or 0
    journals.put_on_account(session, line, debtor, actor=ACTOR)


def _give_back(session: Session, journal_id: int) -> None:
    line = session.exec(select(JournalLine).where(JournalLine.journal_id == journal_id)).one()
    receipt = session.exec(select(Receipt).where(Receipt.id == line.receipt_id)).one()
    payer = next(each for each in DEBTORS if each.number == PAID_TWICE.debtor)
    refunds.propose(
        session,
        receipt.id or 0,
        receipt.unapplied,
        payee_name=payer.name,
        payee_iban=payer.iban,
        reason="The last instalment was paid twice",
        actor=_staff(session, 0),
    )


def _invoice(session: Session, number: str) -> Invoice:
    return session.exec(select(Invoice).where(Invoice.number == number)).one()


def _staff(session: Session, place: int) -> str:
    """A member of staff as the books name who did something."""
    found = session.exec(select(Staff.id).where(Staff.email == STAFF[place][0])).one()
    return f"staff:{found}"


def _photo() -> bytes:
    """A picture of 64 by 64 dots, from light to dark: enough for a file that can be opened."""
    rows = b"".join(b"\0" + bytes([240 - 3 * line] * 64) for line in range(64))
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
