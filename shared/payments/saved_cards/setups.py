"""Saving a card: begun with a mandate, given a page, settled by what the provider says. No provider is called here."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import NotFound
from shared.models import AttemptState, CardHolder, CardSetup, Debtor, Mandate
from shared.payments import rules
from shared.payments.booking import PROVIDER
from shared.payments.saved_cards import cards, mandates
from shared.payments.saved_cards.mandates import Agreed
from shared.payments.saved_cards.stripe_cards import SetupOrder
from shared.payments.saved_cards.told import SetupSeen
from shared.payments.seen import Page
from shared.settings import StripeMode, settings

RETURN_PATH: Final = "/cards/return"
"""Where the provider sends the debtor back to; whether a card was saved is never read from that address."""
_LIVES: Final = timedelta(hours=1)
_ASKED_FOR: Final = timedelta(days=1)
_WAITING = (AttemptState.CREATED, AttemptState.STARTED)


def begin(session: Session, debtor_id: int, agreed: Agreed, *, replaces: int | None = None) -> CardSetup:
    """Begin to save a card under a mandate, or go on with the wish that is open already: a double click, another tab.

    Raises:
        NotAgreed, NotRead: see `mandates.written`.
        NotYourCard: the card to be replaced is not the debtor's.
    """
    mandate = mandates.written(debtor_id, agreed)
    locked(session, Debtor, [debtor_id])
    if replaces is not None:
        cards.one_of(session, debtor_id, f"card:{replaces}")
    return _open(session, debtor_id, replaces, mandate) or _begun(session, debtor_id, replaces, mandate)


def of_key(session: Session, key: str) -> CardSetup:
    """The wish of that key.

    Raises:
        NotFound: there is none.
    """
    return _found(session, key, is_locked=False)


def for_debtor(session: Session, debtor_id: int, key: str) -> CardSetup:
    """One of the debtor's wishes.

    Raises:
        NotFound: there is none of that key, or it is somebody else's.
    """
    found = _found(session, key, is_locked=False)
    if found.debtor_id != debtor_id:
        raise NotFound("This card is not being saved.")
    return found


def order_for(setup: CardSetup, customer_id: str) -> SetupOrder:
    """What to tell the provider, the same at every asking."""
    return SetupOrder(
        key=setup.key,
        try_number=setup.try_number,
        customer_id=customer_id,
        expires_at=setup.expires_at,
        return_url=f"{settings().origin}{RETURN_PATH}?setup={setup.key}",
    )


def customer_of(session: Session, debtor_id: int) -> str:
    """The debtor's name at the provider; empty before the first card."""
    found = session.exec(select(CardHolder.customer_id).where(CardHolder.debtor_id == debtor_id)).first()
    return found or ""


def keep_customer(session: Session, debtor_id: int, customer_id: str) -> str:
    """Keep the debtor's name at the provider; who was first counts."""
    locked(session, Debtor, [debtor_id])
    if known := customer_of(session, debtor_id):
        return known
    session.add(CardHolder(debtor_id=debtor_id, customer_id=customer_id))
    return customer_id


def started(session: Session, key: str, page: Page) -> CardSetup:
    """The provider has opened a page for the wish."""
    setup = _found(session, key)
    if setup.state is AttemptState.CREATED:
        setup.session_id, setup.url, setup.state = page.id, page.url, AttemptState.STARTED
    return setup


def try_anew(session: Session, key: str, failed_try: int) -> None:
    """Let the next request open a page under a fresh key; only for a try whose page nobody was ever shown."""
    setup = _found(session, key)
    if setup.state is AttemptState.CREATED and setup.try_number == failed_try:
        setup.try_number += 1


def refused(session: Session, key: str, why: str) -> None:
    """The provider will never open a page for this wish."""
    setup = _found(session, key)
    if setup.state in _WAITING:
        setup.state, setup.problem = AttemptState.FAILED, why[:300]


def settle(session: Session, seen: SetupSeen) -> None:
    """Make our list of cards agree with what the provider says of a wish; a repeat changes nothing.

    Raises:
        WrongMode: test cards told to an installation that takes real ones, or the other way round.
        ForeignPayment, MissingAttempt: not one of ours, or of ours and not known (yet).
    """
    rules.check_mode(is_live=seen.intent.is_live, takes_live=settings().stripe_mode is StripeMode.LIVE)
    if not seen.intent.key:
        raise rules.ForeignPayment
    try:
        setup = _found(session, seen.intent.key)
    except NotFound as missing:
        raise rules.MissingAttempt(seen.intent.key) from missing
    if setup.state is AttemptState.SUCCEEDED:
        return
    if seen.intent.status == "succeeded" and seen.intent.method is not None:
        _saved(session, setup, seen)
    elif seen.page is not None and seen.page.status == "expired":
        setup.state = AttemptState.RELEASED
    else:
        setup.problem = seen.intent.problem[:300]
    outbox.changed(session, mandates.CHANGED)


def waiting(session: Session) -> list[str]:
    """Pages that may have been left while we did not hear of it: open, and over by the clock."""
    now = clock.now()
    query = select(CardSetup.session_id).where(
        CardSetup.state == AttemptState.STARTED,
        col(CardSetup.expires_at).between(now - _ASKED_FOR, now),
    )
    return [each for each in session.exec(query.order_by(col(CardSetup.id))) if each]


def _saved(session: Session, setup: CardSetup, seen: SetupSeen) -> None:
    if seen.intent.method is None:
        return
    card = cards.saved(session, setup.debtor_id, seen.intent.method, replaces=setup.replaces_id, actor=PROVIDER)
    setup.state, setup.card_id, setup.intent_id, setup.problem = AttemptState.SUCCEEDED, card.id, seen.intent.id, ""
    for each in session.exec(select(Mandate).where(Mandate.setup_id == setup.id)):
        each.card_id = card.id
    if seen.intent.permission and seen.intent.permission.has_ended:
        session.flush()
        cards.permission_ended(session, card.method_id, actor=PROVIDER)  # told before the card was
    audit.note(session, PROVIDER, "card.setup_done", f"card:{card.id}", setup=setup.key)


def _open(session: Session, debtor_id: int, replaces: int | None, mandate: Mandate) -> CardSetup | None:
    query = (
        select(CardSetup)
        .join(Mandate, col(Mandate.setup_id) == col(CardSetup.id))
        .where(CardSetup.debtor_id == debtor_id, col(CardSetup.state).in_(_WAITING))
        .where(col(CardSetup.replaces_id).is_(None) if replaces is None else CardSetup.replaces_id == replaces)
        .where(Mandate.text == mandate.text)
        .order_by(col(CardSetup.id).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    if found is None or not rules.can_be_reused(found.state, found.expires_at, clock.now()):
        return None
    return found


def _begun(session: Session, debtor_id: int, replaces: int | None, mandate: Mandate) -> CardSetup:
    now = clock.now()
    setup = CardSetup(
        key=str(uuid4()),
        debtor_id=debtor_id,
        replaces_id=replaces,
        created_at=now,
        # Whole seconds, as the provider counts, so that a repeated request tells exactly the same.
        expires_at=(now + _LIVES).replace(microsecond=0),
    )
    session.add(setup)
    session.flush()
    mandate.setup_id = setup.id
    session.add(mandate)
    session.flush()
    audit.note(session, f"debtor:{debtor_id}", "mandate.given", f"mandate:{mandate.id}", version=mandate.version)
    return setup


def _found(session: Session, key: str, *, is_locked: bool = True) -> CardSetup:
    query = select(CardSetup).where(CardSetup.key == key)
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound("This card is not being saved.")
    return found
