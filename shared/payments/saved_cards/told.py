"""What the provider says of saved cards, read into our words; its own words stop here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.payments.seen import SETUP_KEY, Intent, Page, named
from shared.words import ChargeState

_CONSENT: Final = frozenset({"authentication_required", "authentication_not_handled", "offline_pin_required"})
_FOR_GOOD: Final = frozenset(
    "card_not_supported currency_not_supported expired_card fraudulent incorrect_number invalid_account "
    "invalid_expiry_month invalid_expiry_year invalid_number lost_card merchant_blacklist "
    "new_account_information_available not_permitted pickup_card restricted_card revocation_of_all_authorizations "
    "revocation_of_authorization security_violation service_not_allowed stolen_card stop_payment_order "
    "transaction_not_allowed".split()
)
"""Declines that another try cannot change (https://docs.stripe.com/declines/codes; domain.md 3.5)."""


@dataclass(frozen=True, slots=True)
class Method:
    """A card as the provider keeps it; without a customer it can never be charged again."""

    id: str
    customer_id: str
    fingerprint: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True)
class Permission:
    """The mandate that the provider, or a card's bank, keeps for a card; one that has ended permits no charge again."""

    method_id: str
    has_ended: bool


@dataclass(frozen=True, slots=True)
class SetupIntent:
    """How far saving a card has come; `method` once it is saved, `problem` is the last refusal's sentence.

    `permission` where the provider keeps one: most cards need none there.
    """

    id: str
    status: str
    is_live: bool
    key: str
    problem: str
    method: Method | None
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class SetupSeen:
    """All that is known of one wish to save a card at one moment."""

    page: Page | None
    intent: SetupIntent


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a charge; without an intent the provider refused to begin one."""

    state: ChargeState
    code: str = ""
    problem: str = ""
    intent: Intent | None = None


def read_method(told: Mapping[str, Any]) -> Method:
    """A payment method that is a card."""
    card = told["card"]
    return Method(
        id=told["id"],
        customer_id=told.get("customer") or "",
        fingerprint=card.get("fingerprint") or "",
        brand=card["brand"],
        last4=card["last4"],
        exp_month=card["exp_month"],
        exp_year=card["exp_year"],
    )


def read_setup_intent(told: Mapping[str, Any]) -> SetupIntent:
    """A setup intent; its payment method and its mandate must have been expanded."""
    method, mandate = told.get("payment_method"), told.get("mandate")
    return SetupIntent(
        id=told["id"],
        status=told["status"],
        is_live=told["livemode"],
        key=named(told, SETUP_KEY),
        problem=(told.get("last_setup_error") or {}).get("message") or "",
        method=read_method(method) if method else None,
        permission=read_permission(mandate) if mandate else None,
    )


def read_permission(told: Mapping[str, Any]) -> Permission:
    """A mandate; one that is still pending may become active, so it has not ended."""
    return Permission(told["payment_method"], told["status"] == "inactive")


def answer_of(intent: Intent) -> Answer:
    """What a payment intent of ours says of its charge."""
    return Answer(outcome_of(intent.status, intent.code), intent.code, intent.problem, intent)


def outcome_of(status: str, code: str) -> ChargeState:
    """What a charge's status and its decline's code mean for it."""
    if status == "succeeded":
        return ChargeState.SUCCEEDED
    if status == "processing":
        return ChargeState.PROCESSING
    if code in _CONSENT or status == "requires_action":
        return ChargeState.AUTHENTICATION
    return ChargeState.HARD_DECLINE if code in _FOR_GOOD else ChargeState.SOFT_DECLINE
