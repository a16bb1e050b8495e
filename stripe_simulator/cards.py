"""The test cards, by Stripe's own numbers, and what each does (https://docs.stripe.com/testing)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card.

    `authenticates`: asks for 3-D Secure; with `asks_once` not again once it was saved. `declines`: the code with which
    the bank refuses once asked for the money; a card that `can_be_saved` is refused only then, not when it is saved.
    """

    name: str
    number: str
    label: str
    tokens: tuple[str, ...]
    authenticates: bool = False
    asks_once: bool = False
    declines: str = ""
    can_be_saved: bool = False
    brand: str = "visa"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        return " ".join(self.number[place : place + 4] for place in range(0, len(self.number), 4))


_GENERIC = "generic_decline"
_SUCCEEDS = Card("succeeds", "4242424242424242", "Payment succeeds", ("pm_card_visa",), can_be_saved=True)
_DECLINED = Card(
    "declined",
    "4000000000000002",
    "Payment is declined",
    ("pm_card_chargeDeclined", "pm_card_visa_chargeDeclined"),
    declines=_GENERIC,
)
ON_PAGE = (
    _SUCCEEDS,
    _DECLINED,
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
        declines=_GENERIC,
    ),
)
TO_SAVE = (
    _SUCCEEDS,
    Card(
        "mastercard",
        "5555555555554444",
        "Later payments succeed",
        ("pm_card_mastercard",),
        can_be_saved=True,
        brand="mastercard",
    ),
    Card(
        "asks_once",
        "4000002500003155",
        "3-D Secure now, later payments succeed",
        ("pm_card_authenticationRequiredOnSetup",),
        authenticates=True,
        asks_once=True,
        can_be_saved=True,
    ),
    Card(
        "always_authenticates",
        "4000002760003184",
        "3-D Secure now and on every later payment",
        ("pm_card_authenticationRequired",),
        authenticates=True,
        can_be_saved=True,
    ),
    Card(
        "fails_later",
        "4000000000000341",
        "Later payments are declined for now",
        ("pm_card_chargeCustomerFail",),
        declines=_GENERIC,
        can_be_saved=True,
    ),
    Card(
        "no_funds",
        "4000000000009995",
        "Later payments find no money",
        ("pm_card_visa_chargeDeclinedInsufficientFunds",),
        declines="insufficient_funds",
        can_be_saved=True,
    ),
    Card(
        "lost",
        "4000000000009987",
        "Later payments find the card lost",
        ("pm_card_visa_chargeDeclinedLostCard",),
        declines="lost_card",
        can_be_saved=True,
    ),
    _DECLINED,
)
_ALL = (*ON_PAGE, *TO_SAVE)

BY_NAME = {card.name: card for card in _ALL}
BY_LAST4 = {card.last4: card for card in _ALL}
BY_TOKEN = {token: card for card in _ALL for token in card.tokens}
