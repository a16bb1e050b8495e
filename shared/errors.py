"""The one family of expected failure; anything else is a bug and crashes loudly (ADR-0009)."""

from datetime import date


class Refused(Exception):
    """A rule says no. The message is a sentence a person may read; nothing was changed.

    `Refused("At most {most} is left.", most=Money(…))`: `str()` is the English sentence, for staff and logs; debtors
    read it in their language (`shared.i18n.refusal`).
    """

    def __init__(self, text: str = "", /, **values: object) -> None:
        english = {name: _english(each) for name, each in values.items()}
        super().__init__(text.format(**english) if values else text)
        self.text, self.values = text, values


class NotFound(Refused):
    """The thing asked for does not exist, or this person may not see it."""


class NotAllowed(Refused):
    """The person is known but may not do this."""


class Conflict(Refused):
    """Somebody or something else was quicker; reading again tells what is true now."""


def _english(value: object) -> object:
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value
