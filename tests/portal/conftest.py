"""The portal's routes for card payments, and a browser before them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from portal.http import pay, webhook


@pytest.fixture
async def portal(database: str) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*pay.routes, *webhook.routes])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        yield client
