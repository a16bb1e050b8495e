"""Driving the simulator: the real `stripe` library as its client, a browser, and a receiver of its webhooks."""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import stripe

SECRET = "whsec_of_the_tests"
SUCCESS_URL = "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}"
CANCEL_URL = "http://127.0.0.1:9/invoice"
BROWSER = httpx.Client(trust_env=False, verify=False, timeout=10)


@dataclass
class Receiver:
    """Keeps what verified and what did not; answers with `statuses` one by one, then with 200."""

    url: str = ""
    events: list[Any] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def take(self, body: bytes, signature: str) -> int:
        self.signatures.append(signature)
        try:
            event = stripe.Webhook.construct_event(body, signature, SECRET)
        except stripe.SignatureVerificationError as refusal:
            self.forged.append(str(refusal))
            return 400
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.events.append(event)
        return status

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]


def connect(url: str, key: str = "sk_test_fake_x", **options: Any) -> Any:
    return stripe.StripeClient(key, base_addresses={"api": url}, **options)


def session_params(amount: int = 312_40, **more: Any) -> dict[str, Any]:
    item = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Invoice FL-2026-10418"}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": item, "quantity": 1}],
        "client_reference_id": "attempt-7",
        "customer_email": "jo@posteo.example",
        "metadata": {"payment_attempt_id": "7"},
        "payment_intent_data": {"metadata": {"payment_attempt_id": "7"}},
        "success_url": SUCCESS_URL,
        "cancel_url": CANCEL_URL,
        **more,
    }


def paid_session(client: Any, amount: int = 312_40) -> Any:
    session = client.v1.checkout.sessions.create(session_params(amount))
    assert pay(session.url, "succeeds").status_code == 303
    return client.v1.checkout.sessions.retrieve(session.id)


def pay(url: str, card: str) -> httpx.Response:
    return BROWSER.post(url, data={"card": card})


def settled(simulator: str, within_s: float = 10.0) -> list[dict[str, Any]]:
    """The delivery log, once nothing is under way any more."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        log = BROWSER.get(f"{simulator}/_log").json()
        if log["under_way"] == 0:
            return list(log["deliveries"])
        time.sleep(0.02)
    raise AssertionError("the simulator is still sending")
