"""The answer to "what can you pay?": the schedule drawn, or why it cannot be, with the plans closest to it."""

from dataclasses import dataclass, field

from portal import routes
from portal.components.plan_schedule import ScheduleView, schedule_view
from portal.components.plan_wish import PlanWish, Way
from shared.i18n import phrase, refusal, said
from shared.money import Money
from shared.plans.deciding import Offer, Outcome, Rule
from shared.plans.schedule import Ask, build
from shared.plans.wizard import Choices, Drawn, rows
from shared.ui.format import amount as digits
from shared.ui.format import long_date, money
from shared.words import Frequency

_MEANS = "means"


@dataclass
class OfferRow:
    """A plan close to the one asked for, one tap away."""

    title: str = ""
    text: str = ""
    button: str = ""
    href: str = ""
    is_first: bool = False


@dataclass
class Drawing:
    """What the page answers. `passes` allows to go on; `refusal` is the notice's heading, `why` its sentences."""

    headline: str = ""
    detail: str = ""
    passes: bool = False
    refusal: str = ""
    why: list[str] = field(default_factory=list)
    schedule: ScheduleView = field(default_factory=ScheduleView)
    offers: list[OfferRow] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)
    next_label: str = ""
    next_href: str = ""
    wants_means: bool = False


def drawing(wish: PlanWish, drawn: Drawn, choices: Choices | None, language: str) -> Drawing:
    """The page's answer to this wish."""
    rules = _told(drawn)
    longest = choices.longest if choices else None
    fits = longest + bool(drawn.ask.down) if longest and len(drawn.ask.dates) > longest else None
    wants_means = any(each.code == _MEANS for each in drawn.decision.rules)
    count = len(drawn.rows)
    return Drawing(
        headline=_headline(drawn.ask, language),
        detail=_detail(drawn, language),
        passes=not rules and not wants_means,
        refusal=_refusal(wish, drawn, language) if rules else "",
        why=[*(refusal(each.why, language) for each in rules), *_left_over(drawn, fits, language)] if rules else [],
        schedule=schedule_view(drawn.rows, language, fits=fits, limit_label=_time(drawn.ask, longest or 0, language)),
        offers=_offers(wish, drawn, language) if rules else [],
        promises=list(drawn.promises(language)),
        next_label=said("Continue with {count} payments", language, count=count),
        next_href=wish.address(routes.PLAN_TERMS),
        wants_means=wants_means,
    )


def a_time(frequency: Frequency, amount: str, language: str) -> str:
    """An amount as often as it is paid: "208.33 EUR a month"."""
    words = {
        Frequency.WEEKLY: phrase("{amount} a week"),
        Frequency.TWO_WEEKLY: phrase("{amount} every two weeks"),
        Frequency.MONTHLY: phrase("{amount} a month"),
        Frequency.DATES: phrase("{amount} each time"),
    }
    return said(words[frequency], language, amount=amount)


def _told(drawn: Drawn) -> list[Rule]:
    """The rules to name: means are asked for, not refused; and months say what a number of monthly payments says."""
    codes = {each.code for each in drawn.decision.rules}
    says_twice = drawn.ask.frequency is Frequency.MONTHLY and "months" in codes
    silent = {_MEANS, "instalments"} if says_twice else {_MEANS}
    return [each for each in drawn.decision.rules if each.code not in silent]


def _headline(ask: Ask, language: str) -> str:
    parts = build(ask)
    facts = {
        "count": len(ask.dates),
        "amount": money(_regular(ask), language),
        "last": long_date(parts[-1].due_on, language),
    }
    if ask.down:
        text = phrase("{down} first, then {count} payments of {amount}, done on {last}")
        return said(text, language, down=money(ask.down, language), **facts)
    if len(ask.dates) == 1:
        return said("One payment of {amount}, on {last}", language, amount=facts["amount"], last=facts["last"])
    return said("{count} payments of {amount}, done on {last}", language, **facts)


def _detail(drawn: Drawn, language: str) -> str:
    total = money(Money.total((each.amount for each in drawn.rows), drawn.ask.total.currency), language)
    last = drawn.rows[-1].amount
    if last == _regular(drawn.ask):
        return said("You pay {total} in all, exactly what you owe today.", language, total=total)
    text = phrase("The last one is {last}. You pay {total} in all, exactly what you owe today.")
    return said(text, language, last=digits(last, language), total=total)


def _refusal(wish: PlanWish, drawn: Drawn, language: str) -> str:
    if wish.way is Way.AMOUNT and drawn.ask.wished:
        amount = a_time(drawn.ask.frequency, money(drawn.ask.wished, language), language)
        return said("{amount} would take {time}", language, amount=amount, time=_time(drawn.ask, None, language))
    if drawn.decision.outcome is Outcome.NEEDS_APPROVAL:
        return said("A person has to agree to this plan", language)
    return said("This plan is not possible here", language)


def _left_over(drawn: Drawn, fits: int | None, language: str) -> list[str]:
    """What would be left after as many payments as are allowed."""
    wished = drawn.ask.wished
    if fits is None or wished is None:
        return []
    left = drawn.ask.total - Money(wished.minor * fits, wished.currency)
    text = phrase("After {count} payments of {amount}, {left} would be left.")
    return [said(text, language, count=fits, amount=digits(wished, language), left=money(left, language))]


def _offers(wish: PlanWish, drawn: Drawn, language: str) -> list[OfferRow]:
    made = [_offer(wish, drawn.ask, each, language) for each in drawn.offers]
    for at, each in enumerate(made):
        each.is_first = at == 0
    return made


def _offer(wish: PlanWish, asked: Ask, offer: Offer, language: str) -> OfferRow:
    ask, parts = offer.ask, rows(build(offer.ask))
    count, last = len(ask.dates), long_date(parts[-1].due_on, language)
    each = a_time(ask.frequency, money(_regular(ask), language), language)
    href = PlanWish.of(wish.invoices, ask).address(routes.PLAN_TERMS)
    if offer.decision.outcome is Outcome.NEEDS_APPROVAL:
        return OfferRow(
            title=said("{amount} for {time}", language, amount=each, time=_time(ask, None, language)),
            text=said("A person has to agree to this. We write to you as soon as they have.", language),
            button=said("Ask for {time}", language, time=_time(ask, None, language)),
            href=href,
        )
    if ask.down:
        return OfferRow(
            title=said("{down} first, then {amount}", language, down=money(ask.down, language), amount=each),
            text=said("{count} more payments. Done on {last}.", language, count=count, last=last),
            button=said("Start with {down}", language, down=digits(ask.down, language)),
            href=href,
        )
    more = _regular(ask).minor - (asked.wished or _regular(asked)).minor
    extra = Money(abs(more), ask.total.currency)
    text = phrase("{extra} more each time than you said. Done on {last}.") if more > 0 else phrase("Done on {last}.")
    return OfferRow(
        title=said("{amount} for {time}", language, amount=each, time=_time(ask, None, language)),
        text=said(text, language, extra=digits(extra, language), last=last),
        button=said("Take {amount}", language, amount=a_time(ask.frequency, digits(_regular(ask), language), language)),
        href=href,
    )


def _time(ask: Ask, count: int | None, language: str) -> str:
    """How long it takes: in months where it is paid once a month."""
    text = phrase("{count} months") if ask.frequency is Frequency.MONTHLY else phrase("{count} payments")
    return said(text, language, count=count or len(ask.dates))


def _regular(ask: Ask) -> Money:
    """The amount that comes back, after the down payment."""
    return next(each.amount for each in build(ask) if each.number)
