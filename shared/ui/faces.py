"""How a face is put together: every module of its `pages` and `http` folders is found, none is listed."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import reflex as rx
from starlette.routing import Route


def register_pages(app: rx.App, package: ModuleType) -> None:
    """Call `register(app)` of every page module."""
    for module in _modules(package):
        module.register(app)


def routes_of(package: ModuleType) -> list[Route]:
    """The `routes` of every module that answers plain HTTP."""
    return [route for module in _modules(package) for route in module.routes]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{found.name}")
