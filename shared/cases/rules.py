"""What may be disputed, and how a dispute may end: decided on values alone."""

from datetime import timedelta
from typing import Final

from shared.errors import Conflict, Refused
from shared.money import Money

MOST_TEXT: Final = 2_000
MOST_FILES: Final = 5
ANSWERED_WITHIN: Final = timedelta(days=10)
"""How soon a dispute is to be decided; older ones stand first in the list of staff."""


class NothingToDispute(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is left to pay on this invoice, so there is nothing to dispute.")


class DisputedTooMuch(Refused):
    def __init__(self, left: Money) -> None:
        super().__init__("At most {left}, what is left to pay, can be disputed.", left=left)


class NothingSaid(Refused):
    def __init__(self) -> None:
        super().__init__("Please tell us in a few words what is wrong.")


class TooManyFiles(Refused):
    def __init__(self) -> None:
        super().__init__("At most {most} files can be sent with a dispute.", most=MOST_FILES)


class DisputedAlready(Conflict):
    def __init__(self) -> None:
        super().__init__("This invoice is disputed already. You can add to it with a message.")


class Closed(Conflict):
    def __init__(self) -> None:
        super().__init__("This dispute was closed before.")


def disputed(wanted: Money | None, left: Money) -> Money:
    """The amount in dispute: what was said, or all that is left.

    Raises:
        NothingToDispute, DisputedTooMuch.
        CurrencyMismatch: another currency than the invoice's.
    """
    if left.minor <= 0:
        raise NothingToDispute
    if wanted is None:
        return left
    if wanted.minor <= 0 or wanted > left:
        raise DisputedTooMuch(left)
    return wanted


def check_words(text: str) -> str:
    """What the debtor or staff say, cut to what is kept.

    Raises:
        NothingSaid: less than five characters.
    """
    if len(text.strip()) < 5:
        raise NothingSaid
    return text.strip()[:MOST_TEXT]
