"""Keys that work anywhere on a page while no field has focus; compiled at build time, so no eval is needed.

    key_bindings({"j": Journal.following, "k": Journal.previous, "a": Journal.accept, "/": "#search"})
    key_bindings({"ctrl+k": "#find"})              a text starting with # puts the focus on that element
    follow_selection(Journal.selected)             scrolls the row with aria-selected="true" into view
    key_bindings({...}, opens=("s", "/"))          after these, keys are for the field that is about to appear
    hold_focus("drawer-close")                     focus goes there, and back when this leaves the page

"Escape" and keys with ctrl also act inside fields. Bindings act while they are on the page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex_base.event import EventChain, no_args_event_spec

_KEY_BINDINGS = """
let deafUntil = 0;
function KeyBindings({bound, opens}) {
  useEffect(() => {
    const press = (event) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const mixed = event.ctrlKey || event.metaKey;
      const name = mixed ? 'ctrl+' + event.key.toLowerCase() : event.key;
      const act = Object.hasOwn(bound, name) ? bound[name] : undefined;
      const at = event.target;
      const typing = at instanceof HTMLElement && (at.isContentEditable
        || at.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));
      if (!act || (typing && !mixed && name !== 'Escape')) return;
      // Who types on before the field they opened has the focus must not decide anything by it.
      if (!mixed && name !== 'Escape' && Date.now() < deafUntil) { event.preventDefault(); return; }
      // Moving may repeat while the key is held down; doing may not.
      if (event.repeat && !['j', 'k', 'ArrowDown', 'ArrowUp'].includes(name)) return;
      event.preventDefault();
      if (opens.includes(name)) deafUntil = Date.now() + 1500;
      if (typeof act === 'string') document.querySelector(act)?.focus(); else act();
    };
    const hear = () => { deafUntil = 0; };
    window.addEventListener('keydown', press);
    window.addEventListener('focusin', hear);
    return () => { window.removeEventListener('keydown', press); window.removeEventListener('focusin', hear); };
  });
  return null;
}
"""

_FOLLOW_SELECTION = """
function FollowSelection({selected}) {
  useEffect(() => {
    document.querySelector('[aria-selected="true"]')?.scrollIntoView({block: 'nearest'});
  }, [selected]);
  return null;
}
"""

_HOLD_FOCUS = """
function HoldFocus({target}) {
  useEffect(() => {
    const before = document.activeElement;
    document.getElementById(target)?.focus();
    return () => { if (before?.isConnected) before.focus(); };
  }, [target]);
  return null;
}
"""


class _Effect(rx.Component):
    """Draws nothing, does something while it is on the page."""

    _javascript: str = ""

    def add_imports(self) -> dict[str, Any]:
        """What the JavaScript calls."""
        return {"react": "useEffect"}

    def add_custom_code(self) -> list[str]:
        """The component itself."""
        return [self._javascript]


class _KeyBindings(_Effect):
    tag = "KeyBindings"
    bound: rx.Var[dict[str, Any]]
    opens: rx.Var[list[str]]
    _javascript: str = _KEY_BINDINGS


class _FollowSelection(_Effect):
    tag = "FollowSelection"
    selected: rx.Var[Any]
    _javascript: str = _FOLLOW_SELECTION


class _HoldFocus(_Effect):
    tag = "HoldFocus"
    target: rx.Var[str]
    _javascript: str = _HOLD_FOCUS


def key_bindings(bindings: Mapping[str, Any], *, opens: Sequence[str] = ()) -> rx.Component:
    """Each key (as `KeyboardEvent.key`, or "ctrl+k", which is also Cmd) with its event, or "#id" to focus.

    `opens` are keys after which a field appears: until it has the focus, other keys do nothing.
    """
    bound = {
        name: target if isinstance(target, str) else EventChain.create(target, args_spec=no_args_event_spec)
        for name, target in bindings.items()
    }
    return _KeyBindings.create(bound=rx.Var.create(bound), opens=rx.Var.create(list(opens)))


def follow_selection(selected: rx.Var) -> rx.Component:
    """Keep the selected row in view whenever `selected` changes."""
    return _FollowSelection.create(selected=selected)


def hold_focus(element_id: str) -> rx.Component:
    """Put the focus on an element while this is on the page, and back to where it was afterwards."""
    return _HoldFocus.create(target=element_id)
