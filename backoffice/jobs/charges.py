"""Instalments charged to saved cards: taken in a transaction, asked of the provider in none, settled in another."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from shared import clock, db
from shared.errors import Refused
from shared.payments.saved_cards import asking, stripe_cards
from shared.payments.saved_cards.told import Answer
from shared.plans import autopay
from shared.plans.autopay import Taken

log = logging.getLogger(__name__)

_AT_ONCE: Final = 40
_THREADS: Final = 4
_ASK_AFTER: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Charged:
    """How many charges the provider was asked for, and of how many nobody knows yet what became."""

    asked: int = 0
    unknown: int = 0

    def __add__(self, other: "Charged") -> "Charged":
        return Charged(self.asked + other.asked, self.unknown + other.unknown)


def charge_plans() -> Charged:
    """Every five minutes: charge what is due and announced, a few at a time, each under its key."""
    done = Charged()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="duebook-charges") as threads:
        while True:
            looked_at, taken = db.run(autopay.take, clock.now(), _AT_ONCE)
            if not looked_at:
                return done
            done += _ask(threads, taken)


def settle_charges(older_than: timedelta = _ASK_AFTER) -> Charged:
    """Every five minutes: find out what became of charges under way, by what a webhook told or under the same key."""
    done = Charged()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="duebook-charges") as threads:
        for some in _open_ones(older_than):
            done += _ask(threads, some)
    return done


def detach_card(payload: dict[str, Any]) -> None:
    """Let the provider forget a card that its owner gave up."""
    stripe_cards.detach(str(payload["method_id"]))


def card_gone(payload: dict[str, Any]) -> None:
    """Plans stop charging a card that is gone, and their debtors are told."""
    db.run(autopay.card_gone, str(payload["card"]), str(payload["why"]))


def card_replaced(payload: dict[str, Any]) -> None:
    """Plans go on with the card that took another's place."""
    db.run(autopay.card_replaced, str(payload["card"]), str(payload["by"]))


def _open_ones(older_than: timedelta) -> Iterator[list[Taken]]:
    since, after = clock.now() - older_than, 0
    while found := db.look(autopay.find_open, since, _AT_ONCE, after=after):
        after = found[-1].id
        yield db.run(autopay.catch_up, found)


def _ask(threads: ThreadPoolExecutor, taken: Sequence[Taken]) -> Charged:
    answers = threads.map(asking.ask, [each.order for each in taken])
    known = [(each, answer) for each, answer in zip(taken, answers, strict=True) if answer is not None]
    _settle(known)
    return Charged(len(taken), len(taken) - len(known))


def _settle(known: Sequence[tuple[Taken, Answer]]) -> None:
    """All in one transaction; where something about one is wrong, each alone, so that it holds up no other."""
    try:
        _settle_some(known)
    except Refused:
        for each in known:
            try:
                _settle_some([each])
            except Refused as refused:
                log.error("Charge %s: %s", each[0].order.key, refused)


def _settle_some(known: Iterable[tuple[Taken, Answer]]) -> None:
    answers = {each.id: (each.order.key, answer) for each, answer in known}
    if answers:
        db.run(autopay.settle, answers)
