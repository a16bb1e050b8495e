"""Keeps the address in step with what the page shows, without loading: a reload or the back button restores it.

keep_address(Journal.address)
"""

from typing import Any

import reflex as rx

_KEEP_ADDRESS = """
function KeepAddress({address}) {
  // What is there when the page appears is of an earlier visit: the address just asked for goes before it.
  const known = useRef(address);
  useEffect(() => {
    if (address === known.current) return;
    known.current = address;
    if (address && new URL(address, window.location.href).pathname === window.location.pathname)
      window.history.replaceState(window.history.state, '', address);
  }, [address]);
  return null;
}
"""


class _KeepAddress(rx.Component):
    tag = "KeepAddress"
    address: rx.Var[str]

    def add_imports(self) -> dict[str, Any]:
        """What the JavaScript calls."""
        return {"react": ["useEffect", "useRef"]}

    def add_custom_code(self) -> list[str]:
        """The component itself."""
        return [_KEEP_ADDRESS]


def keep_address(address: str | rx.Var) -> rx.Component:
    """Put this in the page once; an empty address leaves things as they are."""
    return _KeepAddress.create(address=address)
