"""The real simulator, sending no webhooks: tests here hand events over themselves."""

from collections.abc import Iterator

import pytest

from stripe_simulator.testing import running
from tests.shared.payments import cards


@pytest.fixture
def simulator(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with running() as base:
        cards.pays_at(monkeypatch, base)
        yield base
