"""Who may fire which event and call which route. The matrix is the specification: what is not in it fails."""

import pytest
from reflex_base.registry import RegistrationContext
from starlette.applications import Starlette
from starlette.routing import Mount

from app import app
from shared.access.rules import PUBLIC, Kind, Permission
from shared.ui.guard import allowed_by
from shared.ui.http import GuardedRoute
from tests.architecture.matrix import EVENTS, ROUTES

OURS = ("portal.", "backoffice.", "shared.")
FRAMEWORK = {
    "hydrate",
    "hydrate_and_load",
    "set_is_hydrated",
    "on_load_internal",
    "update_vars_internal",
    "handle_frontend_exception",
}


def handlers() -> dict[str, str]:
    """Every event that a client can name, with the module of its state."""
    registered = RegistrationContext.get().event_handlers.items()
    return {name: each.states[0].__module__ for name, each in registered}


def short(name: str) -> str:
    """`backoffice.pages.sign_in.StaffSignInState.load`, out of Reflex's own name."""
    registered = RegistrationContext.get().event_handlers[name]
    state = registered.states[0]
    return f"{state.__module__}.{state.__name__}.{name.rsplit('.', 1)[-1]}"


def ours() -> dict[str, frozenset[str]]:
    mine = [name for name, module in handlers().items() if module.startswith(OURS)]
    return {short(name): allowed_by(name) for name in mine}


def routes() -> dict[str, str]:
    [server] = [each for each in app.api_transformer if isinstance(each, Starlette)]
    found = {}
    for route in server.routes:
        if isinstance(route, Mount):  # Reflex's own app: the guard, the upload gate and the limits stand before it
            continue
        assert isinstance(route, GuardedRoute), f"{route} does not say who may use it"
        [method] = route.methods - {"HEAD"}
        found[f"{method} {route.path}"] = " ".join(sorted(route.allowed))
    return found


def test_every_event_is_allowed_to_whom_the_matrix_says() -> None:
    marked = {name: " ".join(sorted(words)) for name, words in ours().items() if not name.endswith(".setvar")}

    assert marked == EVENTS


def test_every_route_is_allowed_to_whom_the_matrix_says() -> None:
    assert routes() == ROUTES


def test_no_event_is_without_a_mark() -> None:
    unmarked = [name for name, words in ours().items() if not words and not name.endswith(".setvar")]

    assert unmarked == []


def test_setvar_is_nobodys_on_any_state() -> None:
    setvars = [name for name in handlers() if name.endswith(".setvar")]

    assert setvars
    assert all(not allowed_by(name) for name in setvars)


def test_of_the_frameworks_handlers_only_the_listed_ones_are_open() -> None:
    open_ones = {name for name, module in handlers().items() if module.startswith("reflex.") and allowed_by(name)}

    assert {name.rsplit(".", 1)[-1] for name in open_ones} == FRAMEWORK


@pytest.mark.parametrize(
    ("face", "fitting"),
    [("portal.", {PUBLIC, Kind.DEBTOR, Kind.PAYER}), ("backoffice.", {PUBLIC, Kind.STAFF, *Permission})],
)
def test_each_face_allows_only_its_own_people(face: str, fitting: set[str]) -> None:
    foreign = {name: words for name, words in ours().items() if name.startswith(face) and words - fitting}

    assert foreign == {}


def test_computed_vars_ask_no_database() -> None:
    # Hydration evaluates every computed var of every state for anybody.
    asking = []
    for state in RegistrationContext.get().base_states.values():
        if state.__module__.startswith(OURS):
            for name, var in state.computed_vars.items():
                names = var.fget.__code__.co_names
                if {"db", "look", "ask", "run", "call", "reading", "transaction"} & set(names):
                    asking.append(f"{state.__name__}.{name}")

    assert asking == []


def test_no_state_keeps_authority_in_the_browser() -> None:
    kept = [
        f"{state.__name__}.{name}"
        for state in RegistrationContext.get().base_states.values()
        if state.__module__.startswith(OURS)
        for name in state.base_vars
        if state._is_client_storage(name)
    ]

    assert kept == []
