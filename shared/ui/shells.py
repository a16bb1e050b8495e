"""Which ready-made page answers an address: its own, or one that was made for every address of its kind.

`/invoices/7` gets the page that was built for `/invoices/_`: the frame and the texts are there at once, the invoice
follows. Without this it would get an empty page that waits for all scripts, and `/sign-in` a redirect to `/sign-in/`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

BUILD: Final = Path(".web/build/client")
ANY: Final = "_"
"""Stands for a name in the address a page was built for."""


def with_shells(app: ASGIApp) -> ASGIApp:
    """Around what serves the build: addresses of pages lead to the files they were built into."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            shell = shell_of(scope["path"], built_pages())
            scope = {**scope, "path": shell} if shell else scope
        await app(scope, receive, send)

    return wrapped


def shell_of(path: str, pages: Collection[str]) -> str:
    """The folder of the page for the address; "" if there is none.

    >>> shell_of("/invoices/7", {"/invoices", "/invoices/_"})
    '/invoices/_/'
    >>> shell_of("/invoices", {"/invoices", "/invoices/_"})
    '/invoices/'
    """
    asked = path.rstrip("/")
    if asked in pages:
        return f"{asked}/"
    names = asked.split("/")
    return next((f"{page}/" for page in pages if ANY in page and _fits(names, page.split("/"))), "")


@cache
def built_pages(build: Path = BUILD) -> frozenset[str]:
    """The addresses the build has pages for; those with a name in them have `_` in its place."""
    return frozenset(f"/{page.parent.relative_to(build).as_posix()}" for page in build.glob("*/**/index.html"))


def _fits(names: list[str], page: list[str]) -> bool:
    pairs = zip(names[1:], page[1:], strict=False)
    return len(names) == len(page) and all(asked and built in (asked, ANY) for asked, built in pairs)
