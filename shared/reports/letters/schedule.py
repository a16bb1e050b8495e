"""An instalment plan as a letter: what to pay by which day, and the reference that names each payment."""

from collections.abc import Iterator

from sqlmodel import Session

from shared import clock
from shared.documents import Column, Letter, Pair, Payment, Table
from shared.formats import amount as digits
from shared.formats import in_fours, long_date, money
from shared.i18n import said
from shared.plans import queries as plans
from shared.plans.shown import InstalmentRow, PlanView
from shared.reports.letters.heading import heading, payment_block
from shared.words import InstalmentState

_SETTLED = (InstalmentState.PAID, InstalmentState.CURED)


def schedule_letter(session: Session, plan_id: int, *, debtor_id: int | None = None, language: str = "") -> Letter:
    """The letter about a plan as it stands today; for a debtor only their own. `language` "" is the debtor's.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    plan = plans.plan(session, plan_id, clock.today(), debtor_id=debtor_id)
    head = heading(session, plan.debtor_id, language=language)
    spoken = head.language
    number = plan.reference or f"P-{plan.id}"
    title = said("Instalment plan", spoken)
    return Letter(
        kind="schedule",
        number=number,
        name=f"{title} {number}",
        title=title,
        facts=tuple(_facts(plan, number, spoken)),
        lead=_lead(plan, spoken),
        total=Pair(said("Left to pay", spoken), money(plan.left, spoken)),
        tables=(_instalments(plan, spoken), _covered(plan, spoken)),
        payment=_payment(session, plan, spoken),
        notes=tuple(_notes(plan, spoken)),
        asks=plan.left.minor,
        currency=plan.left.currency,
        **head.common,
    )


def _facts(plan: PlanView, number: str, language: str) -> Iterator[Pair]:
    yield Pair(said("Plan", language), in_fours(number))
    yield Pair(said("Payments", language), str(len(plan.instalments)))
    yield Pair(said("Together", language), money(plan.total, language))
    yield Pair(said("Paid so far", language), money(plan.paid, language))


def _lead(plan: PlanView, language: str) -> str:
    if not plan.has_accepted:
        return said("This is an offer. It holds until {day}.", language, day=long_date(plan.offered_until, language))
    return said("This is what you pay, and by which day. You may pay early, or more.", language)


def _instalments(plan: PlanView, language: str) -> Table:
    return Table(
        title=said("Your payments", language),
        columns=(
            Column(said("Number", language)),
            Column(said("By", language)),
            Column(said("Reference", language)),
            Column(said("State", language)),
            Column(plan.total.currency, figure=True),
        ),
        rows=tuple(_row(each, language) for each in plan.instalments),
        foot=(said("Together", language), "", "", "", digits(plan.total, language)),
    )


def _row(each: InstalmentRow, language: str) -> tuple[str, ...]:
    day = long_date(each.due_on, language)
    return (str(each.number), day, in_fours(each.reference), _state(each, language), digits(each.amount, language))


def _state(each: InstalmentRow, language: str) -> str:
    if each.state in _SETTLED or not each.left:
        return said("Paid", language)
    if each.paid:
        return said("{amount} left", language, amount=money(each.left, language))
    return said("Missed", language) if each.state is InstalmentState.MISSED else said("To pay", language)


def _covered(plan: PlanView, language: str) -> Table:
    return Table(
        title=said("What it covers", language),
        columns=(
            Column(said("Invoice", language)),
            Column(said("Due", language)),
            Column(plan.total.currency, figure=True),
        ),
        rows=tuple(
            (each.number, long_date(each.due_on, language), digits(each.planned, language)) for each in plan.invoices
        ),
    )


def _payment(session: Session, plan: PlanView, language: str) -> Payment | None:
    """For what is due now, or next; nothing where a card pays."""
    if plan.due is None or plan.card:
        return None
    return payment_block(session, plan.due.reference, plan.due.amount, language)


def _notes(plan: PlanView, language: str) -> Iterator[str]:
    if plan.card:
        yield said("Each amount is taken from your saved card. We write to you before each one.", language)
    yield said("You get no reminders while you keep to the plan.", language)
