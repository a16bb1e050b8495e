"""What Daily Actions shows, as texts, made from what the queries say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from backoffice import routes
from backoffice.components.debtor_dispute_lines import REASON
from backoffice.components.plan_lines import STATE as PLAN_STATE
from backoffice.components.receipt_lines import age
from shared.cases.queries import Disputed
from shared.journals.piles import Pile, Tally
from shared.journals.queries import JournalSummary
from shared.journals.rules import READY_FROM
from shared.messaging.portal_messages import Waiting as Asking
from shared.money import Money
from shared.payments.queries import EventView
from shared.plans.lists import PlanRow
from shared.plans.lists import Which as PlanPart
from shared.receipts.lists import OLD_AFTER_DAYS, Which
from shared.receipts.lists import Waiting as Unused
from shared.receipts.refund_list import ToApprove
from shared.reports.queries import AGES, OLDEST, Aged, CashIn
from shared.ui.charts import Age, Bar
from shared.ui.format import amount, count, moment, money, percent, short_date

DAYS: Final = 15
"""How many days of cash are drawn, today included."""

_ROWS_SHOWN: Final = 5
_REVIEWED: Final = (
    (Pile.REVIEW, f"Below {READY_FROM // 100} % confidence"),
    (Pile.DIFFERENCE, "Amount differs from the invoice"),
    (Pile.UNMATCHED, "No invoice found"),
    (Pile.RETURN, "Money that went back"),
)


@dataclass
class Sum:
    """An amount in a currency of its own."""

    amount: str = ""
    currency: str = ""


@dataclass
class Cash:
    """Cash in today: the firm's own currency large, others beside it."""

    amount: str = ""
    currency: str = ""
    note: str = ""
    others: list[Sum] = field(default_factory=list)
    first_day: str = ""
    days_label: str = ""


@dataclass
class WaitingRow:
    """One piece of work; with a `kind` its value is a status, else an amount or a count."""

    text: str = ""
    note: str = ""
    href: str = ""
    value: str = ""
    unit: str = ""
    kind: str = ""


@dataclass
class Waiting:
    """One sort of work that waits."""

    count: str = "0"
    title: str = ""
    note: str = ""
    rows: list[WaitingRow] = field(default_factory=list)


@dataclass
class OpenByAge:
    """What is open in one currency."""

    currency: str = ""
    overdue: str = ""
    overdue_note: str = ""
    ages: list[Age] = field(default_factory=list)


def cash(found: Mapping[str, Mapping[date, CashIn]], today: date, base: str) -> Cash:
    ours = found[base][today] if base in found else _no_cash(base)
    others = [by_day[today].total for currency, by_day in found.items() if currency != base and by_day[today].total]
    days = sorted(found[base]) if base in found else [today]
    return Cash(
        amount=amount(ours.total),
        currency=base,
        note=_cash_note(ours),
        others=[Sum(amount(each), each.currency) for each in others],
        first_day=short_date(days[0]),
        days_label=f"Cash in, {base}, the last {DAYS} days; today {amount(ours.total)}",
    )


def cash_days(by_day: Mapping[date, CashIn]) -> list[Bar]:
    """A column a day, in percent of the highest."""
    totals = [max(by_day[each].total.minor, 0) for each in sorted(by_day)]
    highest = max(totals, default=0) or 1
    return [
        Bar(percent=round(100 * each / highest, 1), current=place == len(totals) - 1)
        for place, each in enumerate(totals)
    ]


def journals_waiting(waiting: Sequence[JournalSummary], total: int) -> Waiting:
    fresh = sum(1 for each in waiting if each.tally(Pile.NEW).count)
    note = f"{count(fresh)} not applied yet" if fresh else ""
    return Waiting(count(total), "Journals waiting", note, [_journal_row(each) for each in waiting[:_ROWS_SHOWN]])


def lines_to_review(waiting: Sequence[JournalSummary]) -> Waiting:
    """By the reason why somebody must look; each leads to the journal that has most of them."""
    rows = [_review_row(waiting, pile, text) for pile, text in _REVIEWED]
    tallies = [each.tally(*(pile for pile, _ in _REVIEWED)) for each in waiting]
    total = sum(each.count for each in tallies)
    return Waiting(count(total), "Lines to review", _sums(tallies), [each for each in rows if each.value != "0"])


def unused_money(found: Unused, today: date) -> Waiting:
    """Receipts that pay nothing yet, by what is missing; each row leads to just those."""
    rows = [
        WaitingRow(
            "Payer not known", href=f"{routes.RECEIPTS}?filter={Which.UNIDENTIFIED}", value=count(found.unidentified)
        ),
        WaitingRow(
            f"Waiting over {OLD_AFTER_DAYS} days", href=f"{routes.RECEIPTS}?filter={Which.OLD}", value=count(found.old)
        ),
    ]
    sums = ", ".join(money(each) for each in found.sums.values())
    since = f", the oldest {age(found.oldest_on, today)}" if found.oldest_on else ""
    return Waiting(count(found.count), "Money not used", f"{sums}{since}", [each for each in rows if each.value != "0"])


def refunds_to_approve(found: ToApprove) -> Waiting:
    """Refunds somebody proposed; another person decides."""
    return Waiting(count(found.count), "Refunds to approve", ", ".join(money(each) for each in found.sums.values()))


def disputes_open(rows: Sequence[Disputed], total: int) -> Waiting:
    """What debtors say against invoices, the longest waiting first."""
    shown = [
        WaitingRow(
            text=each.debtor,
            note=f"{each.invoice}, {REASON[each.reason].lower()}",
            href=f"{routes.DISPUTES}?dispute={each.id}",
            value=amount(each.amount),
            unit=each.amount.currency,
        )
        for each in rows
    ]
    return Waiting(count(total), "Disputes to decide", "neither reminded nor charged" if total else "", shown)


def messages_waiting(rows: Sequence[Asking]) -> Waiting:
    """Debtors who wrote to us and wait for an answer, the longest first."""
    shown = [
        WaitingRow(
            text=each.debtor,
            href=f"{routes.debtor(each.debtor_id)}#messages",
            value=f"since {moment(each.since)}",
            kind="open",
        )
        for each in rows[:_ROWS_SHOWN]
    ]
    return Waiting(count(len(rows)), "Messages to answer", "", shown)


def plans_in_need(counts: Mapping[PlanPart, int], shown: Sequence[PlanRow]) -> Waiting:
    """Plans in trouble, the breached first, and those somebody has to agree to."""
    parts = ((PlanPart.BREACHED, "breached"), (PlanPart.AT_RISK, "at risk"), (PlanPart.WAITING, "to approve"))
    note = ", ".join(f"{count(counts[part])} {word}" for part, word in parts if counts[part])
    return Waiting(
        count(sum(counts[part] for part, _ in parts)), "Plans that need you", note, [_plan_row(each) for each in shown]
    )


def events_failed(shown: Sequence[EventView], total: int) -> Waiting:
    rows = [_event_row(each) for each in shown]
    return Waiting(count(total), "Events that failed", "each is tried again by itself" if total else "", rows)


def open_by_age(found: Mapping[str, Aged], base: str) -> list[OpenByAge]:
    """The firm's own currency first."""
    return [_by_age(found[each], each) for each in sorted(found, key=lambda each: (each != base, each))]


def _no_cash(currency: str) -> CashIn:
    nothing = Money.zero(currency)
    return CashIn(nothing, nothing, nothing)


def _cash_note(ours: CashIn) -> str:
    parts = [
        f"by bank {amount(ours.bank_not_posted)}, not posted yet" if ours.bank_not_posted else "",
        f"by bank {amount(ours.bank_posted)}, posted" if ours.bank_posted else "",
        f"by card {amount(ours.card_posted)}, posted" if ours.card_posted else "",
    ]
    said = "; ".join(each for each in parts if each)
    return (
        f"{said[0].upper()}{said[1:]}."
        if said
        else "Nothing yet. Card payments show at once, bank payments after import."
    )


def _plan_row(row: PlanRow) -> WaitingRow:
    kind, label = PLAN_STATE[row.state]
    missed = f"{money(row.missed)} missed" if row.missed else f"{money(row.left)} in all"
    return WaitingRow(text=row.debtor, note=missed, href=routes.plan(row.id), value=label, kind=kind)


def _journal_row(journal: JournalSummary) -> WaitingRow:
    tally = journal.tally()
    account = f"{journal.account.currency} account {journal.account.iban[-4:]}"
    return WaitingRow(
        text=journal.number,
        note=f"{account}, {_progress(journal, tally.count)}",
        href=routes.journal(journal.id),
        value=amount(tally.amount),
        unit=journal.account.currency,
    )


def _progress(journal: JournalSummary, lines: int) -> str:
    if not lines:
        return "nothing imported yet"
    if fresh := journal.tally(Pile.NEW).count:
        return f"{count(fresh)} of {count(lines)} lines not applied"
    accepted, ready = journal.tally(Pile.ACCEPTED).count, journal.tally(Pile.READY).count
    if accepted and not journal.tally(Pile.READY, Pile.REVIEW, Pile.DIFFERENCE, Pile.UNMATCHED).count:
        return f"all {count(accepted)} open lines accepted, to be posted"
    return f"{count(ready + accepted)} of {count(lines)} lines ready"


def _review_row(waiting: Sequence[JournalSummary], pile: Pile, text: str) -> WaitingRow:
    total = sum(each.tally(pile).count for each in waiting)
    most = max(waiting, key=lambda each: each.tally(pile).count, default=None)
    href = f"{routes.journal(most.id)}?filter={pile.value}" if most else routes.JOURNALS
    return WaitingRow(text=text, href=href, value=count(total))


def _sums(tallies: Sequence[Tally]) -> str:
    by_currency: dict[str, Money] = {}
    for each in tallies:
        known = by_currency.get(each.amount.currency, Money.zero(each.amount.currency))
        by_currency[each.amount.currency] = known + each.amount
    return ", ".join(money(each) for each in by_currency.values() if each)


def _event_row(event: EventView) -> WaitingRow:
    tries = "1 try" if event.tries == 1 else f"{count(event.tries)} tries"
    following = f", next {moment(event.next_try_at)}" if event.next_try_at else ""
    return WaitingRow(
        text=event.problem or event.type,
        href=routes.EVENTS,
        value=f"{tries}{following}",
        kind="processing" if event.next_try_at else "failed",
    )


def _by_age(found: Aged, currency: str) -> OpenByAge:
    labels = [*(label for _, label in AGES), OLDEST]
    return OpenByAge(
        currency=currency,
        overdue=amount(found.overdue),
        overdue_note=f"{_share(found.overdue, found.total)} of what is open",
        ages=[
            Age(age, label, amount(part), _percent(part, found.total), _share(part, found.total), _rows_behind(age))
            for age, (label, part) in enumerate(zip(labels, found.amounts, strict=True))
        ],
    )


def _rows_behind(age: int) -> str:
    return f"{routes.INVOICES}?filter={'overdue' if age else 'due'}&sort=due"


def _share(part: Money, whole: Money) -> str:
    return percent(_percent(part, whole))


def _percent(part: Money, whole: Money) -> float:
    return round(100 * part.minor / whole.minor, 1)
