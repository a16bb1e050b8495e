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

DATA_ELEMENT: Final = "duebook-data"
"""The id of the element with the data that a page was drawn from."""

_FONT: Final = "assets/inter-latin-wght-normal-*.woff2"
"""The letters that every page has."""
_PLACE: Final = re.compile(r"\[\w+\]")
_WHOLE_MODULE: Final = re.compile(r"^import \* as \w+ from .*\n", re.MULTILINE)
_WINDOW: Final = re.compile(r"window\.__reflex = \{[^}]*\};")
_EVAL: Final = re.compile(r"\beval\(")
_GROUPS: Final = re.compile(r"groups: \[\s*\{\s*test: /env\.json/,\s*name: \"reflex-env\",\s*\},\s*\]")
_NO_EVAL: Final = """
// Our content policy forbids eval. Where a script has none, its names can be made short.
function noEval() { throw new EvalError("no text is run as code here"); }
"""
_STORE: Final = re.compile(r"useState\(\(\) => createStateStore\(initialState\)\)")
_NOW: Final = re.compile(r"useSyncExternalStore\(subscribe, getSnapshot, [^;]*\);")
_SEND: Final = "() => queueEvents(_events, socket, false, navigate, params)"
_SENT: Final = re.compile(re.escape(_SEND) + ",")
_MOUNTED: Final = re.compile(r"mounted\.current = true;\n\s*ensureSocketConnected\(\);(?!\s*globalThis)")
_EARLY: Final = Path(__file__).with_name("early.js")
_DELTA: Final = re.compile(r"const delta = withoutUnknownSubstates\(update\.delta\);")
_BEGIN: Final = f"""
// A page may arrive drawn, with the data it was drawn from (shared/ui/drawn): then the store begins with that.
let begun = {{}};
export function beginWith(data) {{
  const merged = Object.entries(data).map(([name, values]) => [name, {{ ...initialState[name], ...values }}]);
  begun = Object.fromEntries(merged);
  registerApp({{ begun }});
}}
let arrived = {{}};
const element = typeof document === "undefined" ? null : document.getElementById("{DATA_ELEMENT}");
if (element) {{
  element.remove();  // before the page is compared with what it was drawn from, which did not have it
  arrived = JSON.parse(element.textContent);
  beginWith(arrived);
}}
// What somebody does waits until the page's own handlers have run: they would undo it, or it would find nothing yet.
let hasLoaded = false;
const waiting = [];
const isTheirs = ({{ name }}) => name?.startsWith(`${{state_name}}.`) && !name.startsWith(exception_state_name);
registerApp({{ inTurn(events, isConnected, send) {{
  const isLoading = events.some(({{ name }}) => name?.endsWith(".on_load_internal"));
  if (isLoading || !isConnected) hasLoaded = false;
  if (!isLoading && !hasLoaded && events.some(isTheirs)) return void waiting.push(send);
  return send();
}} }});
// What the server tells of a tab first is what it knew of it before a reload. Where the page is younger, the page
// counts until its own handlers have run again.
registerApp({{ notOlder(delta) {{
  const isHydrated = delta?.[state_name]?.is_hydrated_rx_state_;
  hasLoaded = isHydrated ?? hasLoaded;
  if (isHydrated) setTimeout(() => waiting.splice(0).forEach((send) => send()));
  if (isHydrated !== false) return delta;
  const younger = arrived;
  arrived = {{}};
  const isNews = (name) => ([key]) => !Object.hasOwn(younger[name] ?? {{}}, key);
  const news = (name, values) => Object.fromEntries(Object.entries(values).filter(isNews(name)));
  return Object.fromEntries(Object.entries(delta).map(([name, values]) => [name, news(name, values)]));
}} }});
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
        change("utils/state.js", lambda state: in_turn(with_nothing_older(without_eval(state))))
        change("utils/context.jsx", beginning_with_data)
        change("utils/context-registry.js", drawn_as_begun)
        change("react-router.config.js", lambda config: with_shells(config, routes))

    def post_build(self, **context: Any) -> None:
        """Change the pages that came out, before they are compressed."""
        folder: Path = context["static_dir"]
        font = next(folder.glob(_FONT), None)
        if font is None:
            raise LookupError(f"the build has no {_FONT}")
        for page in folder.rglob("*.html"):
            page.write_text(sight_first(page.read_text("utf-8"), font=f"/{font.relative_to(folder)}"), "utf-8")


def in_few_files(config: str) -> str:
    """Vite's configuration, with what all pages share in one file."""
    return _replaced(_GROUPS, _SHARED, config, done='name: "base"')


def without_whole_modules(root: str) -> str:
    """The application's root without whole modules kept for code that arrives as text; our content policy stops it."""
    return _replaced(_WINDOW, "", _WHOLE_MODULE.sub("", root), done="function ReflexProviders")


def without_eval(state: str) -> str:
    """Reflex's client without `eval`."""
    return _replaced(_EVAL, "noEval(", state, done=_NO_EVAL).removesuffix(_NO_EVAL) + _NO_EVAL


def beginning_with_data(context: str) -> str:
    """The store of all state, which begins with what the page arrived with."""
    by = "useState(() => createStateStore({ ...initialState, ...begun }))"
    return _replaced(_STORE, by, context, done=by).removesuffix(_BEGIN) + _BEGIN


def drawn_as_begun(registry: str) -> str:
    """React compares a page with what it was drawn from; only then it shows what is known since."""
    by = "useSyncExternalStore(subscribe, getSnapshot, () => app.begun?.[name] ?? app.initialState?.[name]);"
    return _replaced(_NOW, by, registry, done=by)


def with_nothing_older(state: str) -> str:
    """Reflex's client, which asks whether what it is told is older than the page."""
    by = "const delta = app.notOlder(withoutUnknownSubstates(update.delta));"
    return _replaced(_DELTA, by, state, done=by)


def in_turn(state: str) -> str:
    """Reflex's client, which keeps what somebody does until the page has loaded, and says when it can be pressed."""
    sent = f"() => app.inTurn(_events, socket.current?.connected, {_SEND}),"
    mounted = "mounted.current = true;\n    ensureSocketConnected();\n    globalThis.duebookReady?.();"
    return _replaced(_MOUNTED, mounted, _replaced(_SENT, sent, state, done=sent), done=mounted)


def with_shells(config: str, routes: Iterable[str]) -> str:
    """React Router's configuration, which then makes pages like `/invoices/[invoice_id]` too, under the name `_`."""
    shells = sorted({"/" + _PLACE.sub(ANY, route) for route in routes if _PLACE.search(route)})
    paths = f"({{getStaticPaths}}) => [...getStaticPaths(), ...{json.dumps(shells)}]"
    return _replaced(re.compile(r'"prerender": true'), f'"prerender": {paths}', config, done="getStaticPaths")


def sight_first(page: str, *, font: str) -> str:
    """A built page whose font comes with its style sheet, so that no line breaks anew, and whose scripts give way.

    One script alone is in it, which keeps what is pressed until the others are there.
    """
    letters = f'<link rel="preload" as="font" type="font/woff2" crossorigin="" href="{font}"/>'
    early = f"{letters}<script>{_EARLY.read_text('utf-8')}</script>"
    later = page.replace('<link rel="modulepreload" ', '<link rel="modulepreload" fetchpriority="low" ')
    return later if letters in later else later.replace("</head>", f"{early}</head>", 1)


def _replaced(pattern: re.Pattern[str], by: str, text: str, *, done: str) -> str:
    """Raises LookupError when there is nothing to replace and it was not done before."""
    changed, count = pattern.subn(lambda _: by, text)
    if not count and done not in text:
        raise LookupError(f"Reflex writes something else now: {pattern.pattern} is not in what it wrote")
    return changed
