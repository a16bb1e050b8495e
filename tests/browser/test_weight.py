"""What a first visit to a page of the portal brings over the wire, in bytes and in files: never in time."""

import re
from pathlib import Path

import pytest

from shared.ui import frontend

pytestmark = pytest.mark.browser

PAGES = ("index", "sign-in", "genuine", "invoices", "invoices/_", "pay", "pay/now", "plans/new", "cards", "receipts/_")
MOST_BYTES = 155_000
"""Page, style sheets and scripts, brotli; the font, 48 kB, comes beside them. ADR-0033 has what was measured."""
MOST_FILES = 10

_FILE = re.compile(r'"(/assets/[^"]+\.(?:js|css))"')


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    frontend.build()


def _sent(file: Path) -> int:
    packed = file.with_name(f"{file.name}.br")  # the smallest files are sent as they are
    return (packed if packed.exists() else file).stat().st_size


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(page: str) -> None:
    file = frontend.BUILT / f"{page}.html"
    files = {frontend.BUILT / name.removeprefix("/") for name in _FILE.findall(file.read_text())}

    assert _sent(file) + sum(map(_sent, files)) <= MOST_BYTES
    assert len(files) <= MOST_FILES


@pytest.mark.parametrize("page", PAGES)
def test_scripts_give_way_to_what_is_seen(page: str) -> None:
    text = (frontend.BUILT / f"{page}.html").read_text()

    assert text.count('rel="modulepreload"') == text.count('rel="modulepreload" fetchpriority="low"') > 0
    assert text.count('rel="stylesheet"') == 1


def test_no_toast_library_and_no_widget_library_came_back() -> None:
    scripts = "".join(file.read_text() for file in (frontend.BUILT / "assets").glob("*.js"))
    styles = "".join(file.read_text() for file in (frontend.BUILT / "assets").glob("*.css"))

    assert "data-sonner" not in scripts
    assert "rt-Button" not in styles
