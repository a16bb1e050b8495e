"""A postal address on a form: its fields, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import reflex as rx

from shared.postal import LONGEST, Address
from shared.ui.arguments import line
from shared.ui.forms import field


@dataclass
class Postal:
    """An address, ready to be drawn: its parts for the form, its lines to read."""

    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


def postal_of(address: Address) -> Postal:
    return Postal(**asdict(address))


def postal_fields(at: Any) -> rx.Component:
    """The parts of an address, filled with those of `at`, a var of `Postal`."""
    street = {"max_length": LONGEST["street"], "default_value": at.street, "auto_complete": "off"}
    town = {"max_length": LONGEST["town"], "default_value": at.town, "auto_complete": "off"}
    country = {"max_length": 2, "default_value": at.country, "auto_complete": "off", "size": 4}
    return rx.fragment(
        field("Street", "street", **street),
        field("House number", "house_number", **_short("house_number", at.house_number)),
        field("Postcode", "postcode", **_short("postcode", at.postcode)),
        field("Town", "town", **town),
        field("Country", "country", hint="Two letters: DE, AT, CH, GB …", **country),
    )


def postal_typed(form: Mapping[str, Any]) -> Address:
    """What a form says; whether it is an address is for `Address.checked` to say."""
    return Address(**{each.name: line(form.get(each.name, "")) for each in fields(Address)})


def _short(name: str, value: Any) -> dict[str, Any]:
    return {"max_length": LONGEST[name], "default_value": value, "auto_complete": "off", "size": 10}
