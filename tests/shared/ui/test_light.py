"""What our build changes in what Reflex writes."""

from pathlib import Path

import pytest
from reflex.utils.frontend_skeleton import _compile_vite_config, _update_react_router_config
from reflex_base.constants import Templates

from rxconfig import config
from shared.ui import light


def test_what_all_pages_share_is_one_file() -> None:
    changed = light.in_few_files(_compile_vite_config(config))

    assert 'name: "base"' in changed
    assert 'name: "reflex-env"' not in changed


def test_no_text_is_run_as_code() -> None:
    state = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()

    changed = light.without_eval(state)

    assert "eval(" in state
    assert " eval(" not in changed


def test_a_second_build_changes_nothing_more() -> None:
    state = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()

    assert light.without_eval(light.without_eval(state)) == light.without_eval(state)


def test_pages_with_a_name_in_them_are_made_too() -> None:
    routes = ["index", "invoices/[invoice_id]", "pay/now/payments/[payment_key]"]

    changed = light.with_shells(_update_react_router_config(config, prerender_routes=True), routes)

    assert '[...getStaticPaths(), ...["/invoices/_", "/pay/now/payments/_"]]' in changed


def test_scripts_give_way_to_what_is_seen_and_the_font_comes_with_it() -> None:
    page = '<head><link rel="modulepreload" href="/a.js"/><link rel="stylesheet" href="/a.css"/></head>'

    changed = light.sight_first(page, font="/assets/a.woff2")

    early = Path(light.__file__).with_name("early.js").read_text("utf-8")
    assert changed == (
        '<head><link rel="modulepreload" fetchpriority="low" href="/a.js"/><link rel="stylesheet" href="/a.css"/>'
        '<link rel="preload" as="font" type="font/woff2" crossorigin="" href="/assets/a.woff2"/>'
        f"<script>{early}</script></head>"
    )


def test_a_drawn_page_is_compared_with_what_it_was_drawn_from() -> None:
    registry = (Templates.Dirs.WEB_TEMPLATE / "utils" / "context-registry.js").read_text()

    changed = light.drawn_as_begun(registry)

    assert "getSnapshot, getSnapshot)" in registry
    assert "getSnapshot, () => app.begun?.[name] ?? app.initialState?.[name])" in changed
    assert light.drawn_as_begun(changed) == changed


def test_a_page_is_not_overwritten_by_what_was_known_before_it() -> None:
    state = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()

    changed = light.with_nothing_older(state)

    assert "const delta = app.notOlder(withoutUnknownSubstates(update.delta));" in changed
    assert light.with_nothing_older(changed) == changed


def test_what_somebody_does_waits_for_the_page() -> None:
    state = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()

    changed = light.in_turn(state)

    assert "() => app.inTurn(_events, socket.current?.connected, () => queueEvents(_events, socket," in changed
    assert changed.count("globalThis.duebookReady?.();") == 1
    assert light.in_turn(changed) == changed


def test_what_reflex_no_longer_writes_stops_the_build() -> None:
    with pytest.raises(LookupError, match="something else"):
        light.in_few_files("export default {}")
