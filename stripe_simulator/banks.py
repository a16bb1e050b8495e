"""The bank behind a card: which test card it is, and what it answers when it is asked for money."""

from typing import Final

from stripe_simulator import cards
from stripe_simulator.cards import Card
from stripe_simulator.store import Object, Store

_OWN_CODES: Final = frozenset({"expired_card", "processing_error", "incorrect_cvc", "authentication_required"})
"""Declines that Stripe names in `code`; all others are `card_declined` with a `decline_code`."""
_SAID: Final = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


def open_account(store: Store, method: Object, card: Card) -> None:
    """From now on the payment method stands for that test card, whatever number is embossed on it later."""
    store.put(
        {"id": _key(method), "object": "bank_account", "last4": card.last4, "declines": card.declines, "times": 0}
    )


def card_behind(store: Store, method: Object) -> Card:
    return cards.BY_LAST4[store.need("bank_account", _key(method))["last4"]]


def answers(store: Store, method: Object, declines: str, times: int = 0) -> None:
    """Let the bank decline with that code from now on ("": pay), for good or only so many `times`."""
    account = store.need("bank_account", _key(method))
    store.put({**account, "declines": declines, "times": times})


def refusal(store: Store, method: Object) -> dict[str, str] | None:
    """Why the bank does not pay now; None: it does."""
    account = store.need("bank_account", _key(method))
    code = account["declines"]
    if account["times"]:
        left = account["times"] - 1
        store.put({**account, "declines": code if left else "", "times": left})
    return decline(code) if code else None


def decline(code: str) -> dict[str, str]:
    """A decline as Stripe words it."""
    return {
        "code": code if code in _OWN_CODES else "card_declined",
        "decline_code": code,
        "message": _SAID.get(code, "Your card was declined."),
    }


def _key(method: Object) -> str:
    return f"{method['id']}/bank"
