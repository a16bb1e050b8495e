"""What stands over a journal's lines, as texts: its sums, its filters, its held statements, the work under way."""

from dataclasses import dataclass, field
from datetime import timedelta

from backoffice import routes
from backoffice.pages.journal.shown import STATUS, account_name
from shared import clock
from shared.journals.brought_in import StatementView
from shared.journals.piles import Pile, Tally
from shared.journals.queries import JournalHead
from shared.ui.format import count, long_date, money
from shared.ui.listing import FilterCount

_ALWAYS = (Pile.READY, Pile.REVIEW, Pile.DIFFERENCE, Pile.UNMATCHED, Pile.ACCEPTED)
_JOBS = {"Apply Automatically": "Applying automatically", "Post": "Posting accepted lines"}
_STALLED_AFTER = timedelta(seconds=60)


@dataclass
class HeldRow:
    """A statement that waits to be released."""

    id: int = 0
    text: str = ""


@dataclass
class Head:
    """What stands over the lines."""

    id: int = 0
    number: str = ""
    account: str = ""
    currency: str = ""
    note: str = ""
    ties: str = ""
    held: list[HeldRow] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    imported_href: str = ""
    is_empty: bool = True
    job: str = ""
    job_done: int = 0
    job_total: int = 0
    job_stalled: bool = False
    postable: str = ""
    postable_text: str = ""


def filters(head: JournalHead) -> list[FilterCount]:
    """The chips: those that are always there, then those with lines."""
    everything = head.summary.tally(*Pile).count
    shown = [each for each in Pile if each in _ALWAYS or head.summary.tally(each).count]
    ordered = sorted(shown, key=lambda each: (each not in _ALWAYS, list(Pile).index(each)))
    counts = [FilterCount(each.value, STATUS[each][1], head.summary.tally(each).count) for each in ordered]
    return [FilterCount("", "All", everything), *counts]


def heading(found: JournalHead, postable: Tally) -> Head:
    job_at = found.job_at
    return Head(
        id=found.summary.id,
        number=found.summary.number,
        account=account_name(found.summary.account),
        currency=found.summary.account.currency,
        note=_note(found),
        ties=_ties(found),
        held=[HeldRow(each.id, _why_held(each)) for each in found.held],
        gaps=[f"Before statement {each.statement_id}: {each.gap}" for each in found.statements if each.gap],
        imported_href=routes.imported(found.summary.id) if found.statements else "",
        is_empty=not found.summary.tally(*Pile).count,
        job=_JOBS.get(found.job, found.job),
        job_done=found.job_done,
        job_total=max(found.job_total, 1),
        job_stalled=bool(found.job and job_at and clock.now() - job_at > _STALLED_AFTER),
        postable=line_count(postable.count) if postable.count else "",
        postable_text=money(postable.amount),
    )


def _note(found: JournalHead) -> str:
    tally = found.summary.tally()
    if not found.first_booked or not found.last_booked:
        return "No bank statement was imported yet."
    first, last = long_date(found.first_booked), long_date(found.last_booked)
    when = f"on {last}" if first == last else f"from {first} to {last}"
    aside = found.summary.tally(Pile.SET_ASIDE).count
    more = f", {count(aside)} more set aside" if aside else ""
    return f"{line_count(tally.count)} booked {when}, {money(tally.amount)}{more}."


def _ties(found: JournalHead) -> str:
    """The status of the balances: "held" as long as one statement waits, "" when no bank stated any."""
    if found.held:
        return "held"
    stated = [each.ties for each in found.statements if each.ties is not None]
    return "ties" if stated and all(stated) else ""


def _why_held(kept: StatementView) -> str:
    what = f"Statement {kept.statement_id} in {kept.file_name} does not tie"
    if kept.opening is None or kept.closing is None:
        return f"{what}: its balances and its {line_count(kept.added)} do not add up."
    return (
        f"{what}: from {money(kept.opening)} to {money(kept.closing)} is not what its "
        f"{line_count(kept.added)} come to. "
        "They stay out of Apply and Post until it is released."
    )


def line_count(number: int) -> str:
    return "1 line" if number == 1 else f"{count(number)} lines"
