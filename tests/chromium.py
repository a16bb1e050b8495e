"""Debian's Chromium, quiet: it looks nothing up and updates nothing."""

from playwright.sync_api import Browser, Playwright

_PROGRAM = "/usr/bin/chromium"
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=_PROGRAM, args=list(_QUIET))
