"""The one family of expected failure; anything else is a bug and crashes loudly (ADR-0009)."""


class Refused(Exception):
    """A rule says no. The message is a sentence a person may read; nothing was changed."""


class NotFound(Refused):
    """The thing asked for does not exist, or this person may not see it."""


class NotAllowed(Refused):
    """The person is known but may not do this."""


class Conflict(Refused):
    """Somebody or something else was quicker; reading again tells what is true now."""
