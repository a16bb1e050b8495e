"""What a page's address names; anybody may have typed it, so whoever asks checks whose it is."""

from urllib.parse import parse_qsl, urlsplit

_LONGEST_NUMBER = 15
_MOST_PARAMETERS = 120


def last_part(url: str) -> str:
    """The last part of the path: "/payments/abc?x=1" names "abc"."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def number_of(text: str) -> int:
    """The id in a text, or 0, which nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0


def numbers(url: str, name: str) -> list[int]:
    """Every id that a parameter names, repeated or not."""
    return [number_of(value) for key, value in parse_qsl(urlsplit(url).query) if key == name]


def word(url: str, name: str) -> str:
    """A parameter's last value, or ""."""
    return dict(parse_qsl(urlsplit(url).query)).get(name, "")


def pairs_of(url: str) -> list[tuple[str, str]]:
    """Every parameter with its value, in the order of the address."""
    return parse_qsl(urlsplit(url).query)[:_MOST_PARAMETERS]
