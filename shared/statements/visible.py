"""Characters that turn text around or cannot be seen, made visible: a name must not read as another one."""

from __future__ import annotations

import re

# Unicode's bidirectional controls: U+202E before “fdp.exe” shows it as “exe.pdf”.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def turns(text: str) -> bool:
    """Whether it holds a character that changes the direction in which text is shown."""
    return not text.isascii() and bool(_TURNING.search(text))


def visible(text: str) -> str:
    """The text with each of them written as its number: `[U+202E]`."""
    return _TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
