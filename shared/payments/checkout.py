"""The steps from a debtor's wish to the provider's page: transactions with calls between them, never around them.

Every function here waits for the provider; edges call them through `waiting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from shared import db
from shared.models import AttemptState
from shared.money import Money
from shared.payments import queries, service, stripe_gateway
from shared.payments.rules import HeldByAnother
from shared.payments.seen import Page
from shared.payments.service import ByInstalment
from shared.payments.stripe_gateway import ProviderBroken, ProviderRefused, UnknownToProvider


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of each invoice (None: all that is left), and what of it is for which instalment."""

    wanted: Mapping[int, Money | None]
    instalments: ByInstalment | None = None


def reserve(debtor_id: int, wanted: Mapping[int, Money | None], instalments: ByInstalment | None = None) -> str:
    """Begin an attempt and return its key; one with another wish is closed first, if it was surely not paid.

    Raises:
        Refused: see `service.begin`.
        ProviderUnreachable: whether the older attempt was paid cannot be known now.
    """
    return reserve_asked(debtor_id, lambda _: Asked(wanted, instalments))


def reserve_asked(debtor_id: int, asked: Callable[[Session], Asked]) -> str:
    """The same for what `asked` finds in the books, in the transaction that begins the attempt.

    It is asked again once an older attempt was closed: what is owed may have been claimed for that one.
    """
    try:
        return db.run(_begin, debtor_id, asked)
    except HeldByAnother as held:
        for key in held.attempt_keys:
            abandon(key)
        return db.run(_begin, debtor_id, asked)


def abandon(key: str) -> None:
    """Close an attempt so that nothing more can be paid with it; what was paid by then is booked.

    Raises:
        ProviderUnreachable: nothing is certain, so nothing was changed.
    """
    page_id = db.run(service.give_up, key, "Another payment was begun instead.")
    if page_id is None:
        return
    try:
        db.run(service.settle, stripe_gateway.close_page(page_id))
    except UnknownToProvider as unknown:
        db.run(service.release, key, str(unknown))


def open_page(key: str) -> str:
    """The address of the provider's page for the attempt; empty when nothing is left to pay on it.

    Raises:
        ProviderUnreachable: the attempt is kept; asking again opens the same page, not a second one.
        ProviderRefused: the attempt has failed.
    """
    attempt = db.look(queries.attempt, key)
    if attempt.state is AttemptState.CREATED:
        page = _opened(key)
        attempt = db.run(service.started, key, page)
        if attempt.session_id != page.id or attempt.state is not AttemptState.STARTED:
            # Somebody else closed the attempt, or opened its page, while we waited.
            stripe_gateway.close_page(page.id)
    return attempt.url if attempt.state is AttemptState.STARTED else ""


def _begin(session: Session, debtor_id: int, asked: Callable[[Session], Asked]) -> str:
    found = asked(session)
    return service.begin(session, debtor_id, found.wanted, found.instalments).key


def _opened(key: str) -> Page:
    order = db.look(queries.order_for, key)
    try:
        return stripe_gateway.open_page(order)
    except ProviderBroken:
        # It would repeat this answer for a day. Whatever page it made, nobody was shown, so a new key is safe.
        db.run(service.try_anew, key, order.try_number)
        raise
    except ProviderRefused as refused:
        db.run(service.refused, key, str(refused))
        raise
