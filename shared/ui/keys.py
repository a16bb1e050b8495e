"""Keys that work anywhere on a page while no field has focus; compiled at build time, so no eval is needed.

    key_bindings({"j": Journal.following, "k": Journal.previous, "a": Journal.accept, "/": "#search"})
    key_bindings({"ctrl+k": "#find"})              a text starting with # puts the focus on that element
    follow_selection(Journal.selected)             scrolls the row with aria-selected="true" into view

"Escape" and keys with ctrl also act inside fields.
"""

import json
from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.event import EventChain, no_args_event_spec
from reflex_base.vars.base import Var, VarData
from reflex_components_core.base.fragment import Fragment  # type: ignore[import-untyped]

_EFFECT = VarData(imports={"react": "useEffect"})

_LISTEN = """
useEffect(() => {
  const bound = %(bound)s;
  const press = (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const mixed = event.ctrlKey || event.metaKey;
    const name = mixed ? 'ctrl+' + event.key.toLowerCase() : event.key;
    const act = Object.hasOwn(bound, name) ? bound[name] : undefined;
    const at = event.target;
    const typing = at instanceof HTMLElement && (at.isContentEditable
      || at.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));
    if (!act || (typing && !mixed && name !== 'Escape')) return;
    if (event.repeat && !%(repeats)s.includes(name)) return;
    event.preventDefault();
    if (typeof act === 'string') document.querySelector(act)?.focus(); else act();
  };
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}, []);
"""

_FOLLOW = """
useEffect(() => {
  document.querySelector(%(selector)s)?.scrollIntoView({block: 'nearest'});
}, [%(watched)s]);
"""

_HOLD_FOCUS = """
useEffect(() => {
  const before = document.activeElement;
  document.getElementById(%(target)s)?.focus();
  return () => { if (before?.isConnected) before.focus(); };
}, []);
"""

# Moving may repeat while the key is held down; doing may not.
_REPEATING = ("j", "k", "ArrowDown", "ArrowUp")


class _Effect(Fragment):  # type: ignore[misc]
    """Draws nothing; runs one hook."""

    hook: rx.Var[str] = rx.Var("")

    def add_hooks(self) -> list[str | Var[Any]]:
        """The hook as it was given."""
        return [self.hook]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "hook"]


def key_bindings(bindings: Mapping[str, Any]) -> Component:
    """Each key (as `KeyboardEvent.key`, or "ctrl+k", which is also Cmd) with its event, or "#id" to focus."""
    chains = {
        name: target if isinstance(target, str) else EventChain.create(target, args_spec=no_args_event_spec)
        for name, target in bindings.items()
    }
    table = Var.create(chains)
    return _effect(_LISTEN % {"bound": table, "repeats": json.dumps(_REPEATING)}, table)


def follow_selection(selected: rx.Var, selector: str = '[aria-selected="true"]') -> Component:
    """Keep the selected row in view whenever `selected` changes."""
    return _effect(_FOLLOW % {"selector": json.dumps(selector), "watched": selected}, selected)


def focus_while_mounted(element_id: str) -> Component:
    """Put the focus on an element while this is on the page, and back to where it was afterwards."""
    return _effect(_HOLD_FOCUS % {"target": json.dumps(element_id)}, Var(""))


def _effect(javascript: str, source: Var) -> Component:
    data = VarData.merge(_EFFECT, source._get_all_var_data())
    return _Effect.create(hook=Var(javascript, _var_data=data))
