"""A telling story to try the product with: made through the services, so it is always lawful."""

from backoffice.demo.dealing import deal
from backoffice.demo.planning import plan
from backoffice.demo.seed import play, seed
from backoffice.demo.signing_in import sign_ins

__all__ = ["deal", "plan", "play", "seed", "sign_ins"]
