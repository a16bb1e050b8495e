"""What our build leaves out of Reflex's, and puts in another order, so that a page is there before its code is.

Measured before and after in ADR-0033. Everything here rewrites text that the pinned Reflex writes; what is no longer
found stops the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import reflex as rx

from shared.ui.shells import ANY

_PLACE: Final = re.compile(r"\[\w+\]")
_WHOLE_MODULE: Final = re.compile(r"^import \* as \w+ from .*\n", re.MULTILINE)
_WINDOW: Final = re.compile(r"window\.__reflex = \{[^}]*\};")
_EVAL: Final = re.compile(r"\beval\(")
_GROUPS: Final = re.compile(r"groups: \[\s*\{\s*test: /env\.json/,\s*name: \"reflex-env\",\s*\},\s*\]")
_NO_EVAL: Final = """
// Our content policy forbids eval. Where a script has none, its names can be made short.
function noEval() { throw new EvalError("no text is run as code here"); }
"""
_SHARED: Final = r"""groups: [
            // What every page needs, in one file: as many files, as many round trips.
            { test: /node_modules\/(?!lucide-react)|\.web\/(utils|app\/[r_]\w+\.js|\w+\.json|app_components\/reflex)/,
              name: "base", priority: 2 },
            { test: /lucide-react|app_components\/shared|public\/words/,
              name: "shared", minShareCount: 4, priority: 1 },
          ]"""


class LightPages(rx.plugins.Plugin):
    """Fewer and smaller scripts, fetched after what is seen first; ready-made shells of pages with a name in them."""

    def pre_compile(self, **context: Any) -> None:
        """Change what Reflex has written, before it is bundled."""
        change: Callable[[str, Callable[[str], str]], None] = context["add_modify_task"]
        routes = [page.route for page in context["unevaluated_pages"]]
        change("vite.config.js", in_few_files)
        change("app/root.jsx", without_whole_modules)
        change("utils/state.js", without_eval)
        change("react-router.config.js", lambda config: with_shells(config, routes))

    def post_build(self, **context: Any) -> None:
        """Change the pages that came out, before they are compressed."""
        folder: Path = context["static_dir"]
        for page in folder.rglob("*.html"):
            page.write_text(scripts_after_sight(page.read_text("utf-8")), "utf-8")


def in_few_files(config: str) -> str:
    """Vite's configuration, with what all pages share in one file."""
    return _replaced(_GROUPS, _SHARED, config, done='name: "base"')


def without_whole_modules(root: str) -> str:
    """The application's root without whole modules kept for code that arrives as text; our content policy stops it."""
    return _replaced(_WINDOW, "", _WHOLE_MODULE.sub("", root), done="function ReflexProviders")


def without_eval(state: str) -> str:
    """Reflex's client without `eval`."""
    return _replaced(_EVAL, "noEval(", state, done=_NO_EVAL).removesuffix(_NO_EVAL) + _NO_EVAL


def with_shells(config: str, routes: Iterable[str]) -> str:
    """React Router's configuration, which then makes pages like `/invoices/[invoice_id]` too, under the name `_`."""
    shells = sorted({"/" + _PLACE.sub(ANY, route) for route in routes if _PLACE.search(route)})
    paths = f"({{getStaticPaths}}) => [...getStaticPaths(), ...{json.dumps(shells)}]"
    return _replaced(re.compile(r'"prerender": true'), f'"prerender": {paths}', config, done="getStaticPaths")


def scripts_after_sight(page: str) -> str:
    """A built page whose scripts give way to its style sheet and its font."""
    return page.replace('<link rel="modulepreload" ', '<link rel="modulepreload" fetchpriority="low" ')


def _replaced(pattern: re.Pattern[str], by: str, text: str, *, done: str) -> str:
    """Raises LookupError when there is nothing to replace and it was not done before."""
    changed, count = pattern.subn(lambda _: by, text)
    if not count and done not in text:
        raise LookupError(f"Reflex writes something else now: {pattern.pattern} is not in what it wrote")
    return changed
