"""wkhtmltopdf through pdfkit, in a cage: no network, no files, no scripts, little time (ADR-0030).

What it renders is our own template filled with other people's words. The words are escaped before they come here; the
cage holds even where one is not.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pdfkit
from pdfkit.pdfkit import PDFKit

log = logging.getLogger(__name__)

TIME_S: Final = 20
_GRACE_S: Final = 2
_CPU_S: Final = 15
# Addresses, not memory: the program reserves 1.3 GB of them for a page of one line (measured, and 0.2 GB more with a
# heap for each thread), and dies without a word where they are refused. The rest is what a page may fill.
_ADDRESSES_BYTES: Final = 2_500_000_000
_ONE_HEAP: Final = {"MALLOC_ARENA_MAX": "1"}
_SEARCH: Final = "/usr/local/bin:/usr/bin:/bin"

# The proxy leads nowhere: where there is no network namespace to be had, it is what keeps the network out.
_OPTIONS: Final = {
    "disable-local-file-access": "",
    "disable-javascript": "",
    "disable-plugins": "",
    "proxy": "http://127.0.0.1:9",
    "load-error-handling": "abort",
    "load-media-error-handling": "abort",
    "encoding": "UTF-8",
    "page-size": "A4",
    "margin-top": "16mm",
    "margin-right": "20mm",
    "margin-bottom": "16mm",
    "margin-left": "22mm",
    "quiet": "",
}


class NotRendered(Exception):
    """No PDF came of it; why, in the program's words. Nothing may be sent or offered."""


@dataclass(frozen=True, slots=True)
class Cage:
    """What the renderer is locked into. `apart`: it has a network of its own, with nothing in it."""

    apart: bool
    seconds: int = TIME_S

    def words(self) -> list[str]:
        """The command that everything after it is run under."""
        own_network = ["unshare", "--net", "--map-root-user", "--"] if self.apart else []
        in_time = ["timeout", "-k", str(_GRACE_S), str(self.seconds)]
        return [*own_network, *in_time, "prlimit", f"--as={_ADDRESSES_BYTES}", f"--cpu={_CPU_S}", "--"]


def render(html: str, cage: Cage | None = None) -> bytes:
    """A page of HTML as PDF, in the strictest cage there is on this machine.

    Raises:
        NotRendered: it asked for something it may not have, it took too long, or the program is not there.
    """
    program = shutil.which("wkhtmltopdf", path=_SEARCH)
    if program is None:
        raise NotRendered("wkhtmltopdf is not installed.")
    with tempfile.TemporaryDirectory(prefix="duebook-pdf-") as own:  # readable by us alone
        known = {"PATH": _SEARCH, "LANG": "C.UTF-8", "HOME": own, "XDG_RUNTIME_DIR": own}
        prefix = secrets.token_hex(16) + "-"
        set_up = pdfkit.configuration(
            wkhtmltopdf=program, meta_tag_prefix=prefix, environ=known | _ONE_HEAP | {"QT_QPA_PLATFORM": "offscreen"}
        )
        job = _Caged(html, "string", options=_OPTIONS, configuration=set_up)
        job.cage = cage or strictest()
        made: bytes = job.to_pdf()
        return made


@cache
def strictest() -> Cage:
    """A network namespace needs no privilege on most kernels, but some forbid it."""
    apart = may_stand_apart()
    if not apart:
        log.warning("No network namespace is to be had; PDFs are made behind a proxy that leads nowhere.")
    return Cage(apart=apart)


def may_stand_apart() -> bool:
    """Whether this machine lets us make a network namespace."""
    unshare = shutil.which("unshare", path=_SEARCH)
    if unshare is None:
        return False
    tried = subprocess.run([unshare, "--net", "--map-root-user", "--", "true"], capture_output=True, timeout=10)
    return tried.returncode == 0


class _Caged(PDFKit):  # type: ignore[misc]
    """pdfkit without its two doors: options that the page itself sets, and failures that pass for success."""

    cage: Cage

    def _find_options_in_meta(self, _content: Any) -> dict[str, str]:
        return {}

    def _command(self, path: str | None = None) -> Iterator[str]:
        yield from self.cage.words()
        yield from super()._command(path)

    @staticmethod
    def handle_error(exit_code: int, stderr: str) -> None:
        """Anything but a clean end is a failure, whatever was written before it."""
        if exit_code:
            raise NotRendered(f"wkhtmltopdf ended with {exit_code}: {' '.join(stderr.split())[-200:]}")
