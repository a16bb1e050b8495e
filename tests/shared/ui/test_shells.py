"""Which ready-made page answers which address."""

from pathlib import Path

import pytest

from shared.ui.shells import built_pages, shell_of

PAGES = frozenset({"/sign-in", "/invoices", "/invoices/_", "/pay/now/payments/_", "/staff/invoices/_"})


@pytest.mark.parametrize(
    ("path", "shell"),
    [
        ("/sign-in", "/sign-in/"),
        ("/sign-in/", "/sign-in/"),
        ("/invoices", "/invoices/"),
        ("/invoices/7", "/invoices/_/"),
        ("/invoices/7/", "/invoices/_/"),
        ("/pay/now/payments/a1", "/pay/now/payments/_/"),
        ("/", ""),
        ("/invoices//", "/invoices/"),
        ("/invoices/7/8", ""),
        ("/assets/base.js", ""),
    ],
)
def test_an_address_gets_its_page_or_the_one_of_its_kind(path: str, shell: str) -> None:
    assert shell_of(path, PAGES) == shell


def test_pages_are_what_the_build_made(tmp_path: Path) -> None:
    for page in ("index.html", "sign-in/index.html", "invoices/_/index.html", "invoices/_.html"):
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).write_text("")

    assert built_pages(tmp_path) == {"/sign-in", "/invoices/_"}
