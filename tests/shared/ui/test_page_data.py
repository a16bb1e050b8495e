"""What a page brings along: what its own handlers find, for whom they may find it, and nothing that could do harm."""

import json
from typing import Any

import pytest
import reflex as rx

from app import app
from portal.pages.home import HomeState
from portal.pages.invoice import InvoiceState
from portal.pages.messages import MessagesState
from portal.session import FACES, PortalSession
from shared import db
from shared.messaging import portal_messages
from shared.models import Invoice
from shared.ui.drawn.data import PageData
from tests import factories
from tests.harness import debtor_cookie, new_debtor, staff_cookie


async def brought(path: str, cookie: str = "", query: str = "") -> str:
    headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    return await PageData(app, FACES).of(scope)


def values(data: str, state: type[rx.State]) -> dict[str, Any]:
    """What a state was given, by the names of its vars."""
    return {name.removesuffix("_rx_state_"): value for name, value in json.loads(data)[state.get_full_name()].items()}


@pytest.fixture
def invoice(database: str) -> Invoice:
    return db.run(lambda session: factories.invoice(session, 100_00))


async def test_the_first_page_brings_what_is_owed_and_who_owes_it(invoice: Invoice) -> None:
    data = await brought("/", debtor_cookie(invoice.debtor_id))

    home = values(data, HomeState)
    assert home["loading"] is False
    assert home["sums"] == [{"amount": "100.00", "currency": "EUR"}]
    assert values(data, PortalSession)["csrf"]


async def test_a_page_with_a_name_in_it_brings_what_it_names(invoice: Invoice) -> None:
    data = await brought(f"/invoices/{invoice.id}", debtor_cookie(invoice.debtor_id))

    assert values(data, InvoiceState)["row"]["number"] == invoice.number


async def test_nothing_of_anybody_else(invoice: Invoice) -> None:
    other = new_debtor("Else Moor", "else@debtor.example")

    assert invoice.number not in await brought(f"/invoices/{invoice.id}", debtor_cookie(other))
    assert await brought(f"/invoices/{invoice.id}") == ""
    assert await brought("/", staff_cookie()) == ""
    assert await brought("/staff", debtor_cookie(other)) == ""
    assert await brought("/no-page", debtor_cookie(other)) == ""


async def test_a_page_that_leads_elsewhere_brings_nothing(invoice: Invoice) -> None:
    assert await brought("/plans/new/terms", debtor_cookie(invoice.debtor_id)) == ""


async def test_looking_ahead_marks_nothing_as_read(invoice: Invoice) -> None:
    debtor_id = invoice.debtor_id
    db.run(portal_messages.answer, debtor_id, "On Monday.", actor="staff:1")

    data = await brought("/messages", debtor_cookie(debtor_id))

    assert "On Monday." in json.dumps(values(data, MessagesState))
    assert db.look(portal_messages.unread_by_debtor, debtor_id) == 1


async def test_the_language_that_an_address_asks_for_is_the_data_s_too(invoice: Invoice) -> None:
    cookie = f"{debtor_cookie(invoice.debtor_id)}; language=sv"

    data = await brought(f"/invoices/{invoice.id}", cookie, "lang=de")

    assert values(data, InvoiceState)["due"] == "Sie war am 1. März 2026 fällig."


async def test_a_hostile_name_stays_a_name(database: str) -> None:
    debtor_id = new_debtor("</script>\ue000Pay\ue001<!--", "x@debtor.example")

    data = await brought("/", debtor_cookie(debtor_id))

    assert "<" not in data
    assert "\ue000" not in data
    assert values(data, PortalSession)["name"] == "</script>Pay<!--"
