"""What an installation may choose: `DUEBOOK_*` variables, checked once at start."""

from __future__ import annotations

import secrets
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.words import DiscountTax

FAKE_KEY = "sk_test_fake_"


class StripeMode(StrEnum):
    FAKE = "fake"
    TEST = "test"
    LIVE = "live"


class Settings(BaseSettings):
    """Every setting with its embedded default; see docs/operations.md for what each is for."""

    model_config = SettingsConfigDict(env_prefix="DUEBOOK_", frozen=True)

    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    jobs_url: str = ""
    origin: str = "http://localhost:8000"
    faces: str = "portal,backoffice"
    firm_name: str = "Halden Receivables"
    base_currency: str = "EUR"
    charge_tolerance: str = "15.00"
    four_eyes_from: str = ""
    discount_tax: DiscountTax = DiscountTax.WITH_VAT_ADJUSTMENT
    secret_key: SecretStr = SecretStr("")
    smtp_url: str = ""
    mail_from: str = "payments@localhost"
    stripe_mode: StripeMode = StripeMode.FAKE
    stripe_api_base: str = ""
    stripe_secret_key: SecretStr = SecretStr(FAKE_KEY + "demo")
    stripe_webhook_secrets: SecretStr = SecretStr("whsec_fake_demo")
    trusted_proxy_hops: int = 0

    @model_validator(mode="after")
    def _card_keys_match_the_mode(self) -> Settings:
        key = self.stripe_secret_key.get_secret_value()
        if _mode_of(key) is not self.stripe_mode:
            raise ValueError(f"DUEBOOK_STRIPE_SECRET_KEY does not belong to DUEBOOK_STRIPE_MODE={self.stripe_mode}.")
        if self.stripe_mode is not StripeMode.FAKE and self.stripe_api_base:
            raise ValueError("DUEBOOK_STRIPE_API_BASE is for DUEBOOK_STRIPE_MODE=fake only.")
        if self.stripe_mode is not StripeMode.FAKE and "whsec_fake" in self.stripe_webhook_secrets.get_secret_value():
            raise ValueError("DUEBOOK_STRIPE_WEBHOOK_SECRETS still holds the demo secret.")
        if not all(self.webhook_secrets):
            raise ValueError("DUEBOOK_STRIPE_WEBHOOK_SECRETS is empty: anyone could forge events.")
        if "*" in self.origin:
            raise ValueError("DUEBOOK_ORIGIN names one origin; “*” would let every site in.")
        return self

    @property
    def webhook_secrets(self) -> list[str]:
        """Several while a secret is being rotated, separated by commas."""
        return [each.strip() for each in self.stripe_webhook_secrets.get_secret_value().split(",")]

    @property
    def stripe_base(self) -> str:
        """Where the simulator listens in fake mode; empty means Stripe itself."""
        return self.stripe_api_base or "http://127.0.0.1:8421" if self.stripe_mode is StripeMode.FAKE else ""

    @property
    def loopback(self) -> str:
        """Where this machine reaches the app itself."""
        return f"http://127.0.0.1:{urlsplit(self.origin).port or 8000}"

    @property
    def checkout_origin(self) -> str:
        """Where the browser is sent to pay; named in the content policy's `form-action`."""
        return self.stripe_base or "https://checkout.stripe.com"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir}/duebook.db"

    @property
    def secure_cookies(self) -> bool:
        return urlsplit(self.origin).scheme == "https"

    @property
    def shown_faces(self) -> frozenset[str]:
        return frozenset(each.strip() for each in self.faces.split(","))

    @property
    def secret(self) -> str:
        """The signing secret: given, or made once and kept readable by its owner only."""
        return self.secret_key.get_secret_value() or _kept_secret(self.data_dir / "secret.key")


def _mode_of(key: str) -> StripeMode | None:
    if key.startswith(FAKE_KEY):
        return StripeMode.FAKE
    return {"test": StripeMode.TEST, "live": StripeMode.LIVE}.get(key[3:7])


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


@cache
def settings() -> Settings:
    return Settings()
