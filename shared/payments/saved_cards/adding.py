"""The steps from a debtor's wish to the page on which a card is saved: transactions with calls between them.

Every function here waits for the provider; edges call them through `waiting`.
"""

from shared import db
from shared.models import AttemptState, CardSetup
from shared.payments.saved_cards import setups, stripe_cards
from shared.payments.saved_cards.mandates import Agreed
from shared.payments.saved_cards.told import SetupSeen
from shared.payments.seen import Page
from shared.payments.stripe_gateway import ProviderBroken, ProviderRefused, UnknownToProvider


def open_page(debtor_id: int, agreed: Agreed, replaces: int | None = None) -> str:
    """The address of the page on which the debtor saves a card; asking twice gives the same page.

    Raises:
        Refused: see `setups.begin`.
        ProviderUnreachable: the wish is kept; asking again opens the same page, not a second one.
        ProviderRefused: it has failed.
    """
    setup = db.run(setups.begin, debtor_id, agreed, replaces=replaces)
    if setup.state is AttemptState.CREATED:
        setup = db.run(setups.started, setup.key, _opened(setup))
    return setup.url


def ask(debtor_id: int, key: str) -> AttemptState:
    """Ask the provider how far a wish has come; for the debtor who is back before its webhook is.

    Raises:
        NotFound: it is not the debtor's.
        ProviderUnreachable: the webhook will tell.
    """
    setup = db.look(setups.for_debtor, debtor_id, key)
    if setup.state is AttemptState.STARTED and setup.session_id:
        _ask(setup.session_id)
    return db.look(setups.of_key, key).state


def ask_for_old() -> int:
    """Settle wishes whose page is over by the clock, in case nothing was heard of it; returns how many.

    Raises:
        ProviderUnreachable: the others are asked for next time.
    """
    pages = db.look(setups.waiting)
    for each in pages:
        _ask(each)
    return len(pages)


def _ask(page_id: str) -> None:
    try:
        seen = stripe_cards.look_at_any_page(page_id)
    except UnknownToProvider:
        return
    if isinstance(seen, SetupSeen):
        db.run(setups.settle, seen)


def _opened(setup: CardSetup) -> Page:
    try:
        customer_id = db.look(setups.customer_of, setup.debtor_id)
        if not customer_id:
            name = f"{setup.key}:{setup.try_number}"
            customer_id = db.run(setups.keep_customer, setup.debtor_id, stripe_cards.new_customer(name))
        return stripe_cards.open_setup_page(setups.order_for(setup, customer_id))
    except ProviderBroken:
        # It would repeat this answer for a day. Whatever page it made, nobody was shown, so a new key is safe.
        db.run(setups.try_anew, setup.key, setup.try_number)
        raise
    except ProviderRefused as refused:
        db.run(setups.refused, setup.key, str(refused))
        raise
