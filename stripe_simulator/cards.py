"""The test cards, by Stripe's own numbers, and what each does (https://docs.stripe.com/testing)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card. `authenticates`: asks for 3-D Secure; `declines`: the bank refuses once asked for the money."""

    name: str
    number: str
    label: str
    tokens: tuple[str, ...]
    authenticates: bool = False
    declines: bool = False

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        return " ".join(self.number[place : place + 4] for place in range(0, len(self.number), 4))


ON_PAGE = (
    Card("succeeds", "4242424242424242", "Payment succeeds", ("pm_card_visa",)),
    Card(
        "declined",
        "4000000000000002",
        "Payment is declined",
        ("pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"),
        declines=True,
    ),
    Card(
        "3ds_ok",
        "4000000000003220",
        "3-D Secure, then it succeeds",
        ("pm_card_threeDSecure2Required", "pm_card_threeDSecureRequired"),
        authenticates=True,
    ),
    Card(
        "3ds_failed",
        "4000008400001629",
        "3-D Secure, then it is declined",
        ("pm_card_threeDSecureRequiredChargeDeclined",),
        authenticates=True,
        declines=True,
    ),
)
_SAVED_ONLY = (
    Card(
        "always_authenticates",
        "4000002760003184",
        "Asks for 3-D Secure on every payment",
        ("pm_card_authenticationRequired",),
        authenticates=True,
    ),
)
_ALL = ON_PAGE + _SAVED_ONLY

BY_NAME = {card.name: card for card in ON_PAGE}
BY_LAST4 = {card.last4: card for card in _ALL}
BY_TOKEN = {token: card for card in _ALL for token in card.tokens}
