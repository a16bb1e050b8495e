"""What a form that was really posted has to say on the page it leads to: signed, so no link puts words in our mouth.

return see(with_told(routes.journal(7), "231 lines added.", tone="good"))     in the route
note = told(params)                                                           in the page's state; None for nothing
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeTimedSerializer

from shared.settings import settings

_FIELD = "told"
_LONGEST = 400
_LIVES_S = 60


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and its tone, one of theme.Tone."""

    text: str
    tone: str


def with_told(path: str, text: str, *, tone: str) -> str:
    """The address of a page that shows this once."""
    return f"{path}?{urlencode({_FIELD: _signer().dumps([text[:_LONGEST], tone])})}"


def told(params: Mapping[str, str]) -> Told | None:
    """What the address brings along, if we wrote it within the last minute."""
    try:
        text, tone = _signer().loads(params.get(_FIELD, ""), max_age=_LIVES_S)
    except BadData:
        return None
    return Told(text, tone)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret, salt=_FIELD)
