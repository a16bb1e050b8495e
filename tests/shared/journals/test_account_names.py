"""Whether the account a bank file names is ours, when it names it by another number than the IBAN."""

from __future__ import annotations

import pytest

from shared.journals.identity import names_account

_OURS = "DE89370400440532013000"


@pytest.mark.parametrize("other", [None, "", "0532013000", "532013000", "37040044/0532013000", "COBADEFF/0532013000"])
def test_it_is_ours(other: str | None) -> None:
    assert names_account(other, _OURS)


@pytest.mark.parametrize("other", ["000", "0532013001", "37040045/0532013000", "37040044/", "/"])
def test_it_is_another(other: str) -> None:
    assert not names_account(other, _OURS)
