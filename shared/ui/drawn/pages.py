"""A ready-made page with its reader's data in it, so that a phone shows it before it has any of the page's code.

Where anything is missing or fails, the page leaves as it was built, and asks over its socket as every page does.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.types import Scope

from shared.ui.drawn.painter import Painter
from shared.ui.light import DATA_ELEMENT
from shared.ui.shells import built_pages, shell_of

log = logging.getLogger(__name__)


class DrawnPages:
    """Draws the pages of the build."""

    def __init__(self, data_of: Callable[[Scope], Awaitable[str]], painter: Painter) -> None:
        self._data_of, self._painter = data_of, painter
        self._frames: dict[str, tuple[str, str]] = {}

    async def arrived(self, scope: Scope, page: str) -> str:
        """The page for this request; as it was built if there is nothing to put into it."""
        try:
            data = await self._data_of(scope)
            return await self._drawn(scope["path"], page, data) if data else page
        except Exception:
            # Its reader is told what went wrong when the page asks again.
            log.exception("%s leaves without its data", scope["path"])
            return page

    async def _drawn(self, path: str, page: str, data: str) -> str:
        address = shell_of(path, built_pages()) or path
        before, after = await self._frame(address, page)
        drawn = await self._painter.draw(address, path, data)
        element = f'<script type="application/json" id="{DATA_ELEMENT}">{data}</script>'
        return f"{before}{drawn}{after.replace('</body>', f'{element}</body>', 1)}"

    async def _frame(self, address: str, page: str) -> tuple[str, str]:
        """What stands around the part that is drawn: without data, it is drawn as the build made it."""
        if address not in self._frames:
            before, built, after = page.partition(await self._painter.draw(address, address, "{}"))
            if not built:
                raise LookupError(f"{address} is not drawn as it was built")
            self._frames[address] = before, after
        return self._frames[address]
