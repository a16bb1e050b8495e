"""Inter, from its npm package, bundled into the build and served by us (OFL-1.1)."""

from typing import Any

import reflex as rx

PACKAGE = "@fontsource-variable/inter"
VERSION = "5.3.0"


class InterFont(rx.plugins.Plugin):
    """Adds the variable font's weight axis; a browser loads only the alphabets a page shows."""

    def get_frontend_dependencies(self, **_context: Any) -> tuple[str, ...]:
        """The npm package, pinned; reflex.lock holds its digest."""
        return (f"{PACKAGE}@{VERSION}",)

    def get_stylesheet_paths(self, **_context: Any) -> tuple[str, ...]:
        """The @font-face rules, with `font-display: swap`."""
        return (f"{PACKAGE}/wght.css",)
