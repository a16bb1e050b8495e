"""No page is forgotten: each is looked at by the accessibility test, and the portal's by the one of languages."""

import re
from collections.abc import Iterable

from app import app
from tests.browser.pages import WALKED_TO, addresses


def routes() -> set[str]:
    """Every page of both faces, by its route."""
    return {f"/{each.removeprefix('index')}" for each in app._unevaluated_pages if each != "404"}


def page_of(address: str, among: Iterable[str]) -> str:
    """The route that answers an address: one without parts to fill in goes first."""
    path = address.partition("?")[0]
    fitting = [route for route in among if re.fullmatch(re.sub(r"\[\w+\]", "[^/]+", route), path)]
    return min(fitting, key=lambda route: route.count("["), default=f"{address} leads nowhere")


def test_every_page_is_looked_at() -> None:
    known = routes()

    assert {page_of(each, known) for each in addresses()} | set(WALKED_TO) == known


def test_what_is_walked_to_is_not_listed_as_well() -> None:
    assert {page_of(each, routes()) for each in addresses()} & set(WALKED_TO) == set()
