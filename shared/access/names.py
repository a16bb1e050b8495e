"""Names as somebody may see them who has not shown who they are."""

_HIDDEN = "…"


def masked(name: str) -> str:
    """Enough for its bearer to know it again: "Jana Vestergaard" is "J… V…"."""
    return " ".join(f"{word[0]}{_HIDDEN}" for word in name.split() if word[0].isalnum()) or _HIDDEN
