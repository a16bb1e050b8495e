"""A telling story to try the product with: made through the services, so it is always lawful."""

from backoffice.demo.seed import play, seed
from backoffice.demo.signing_in import sign_ins

__all__ = ["play", "seed", "sign_ins"]
