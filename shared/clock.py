"""What time it is: the only place that asks, so that tests and demos can pin it."""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo(os.environ.get("DUEBOOK_TIME_ZONE", "Europe/Berlin"))

_shift = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """The business day in the firm's time zone, which is what due dates are about."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The business day a moment falls on."""
    return moment.astimezone(ZONE).date()


def move(by: timedelta) -> None:
    """Shift the clock of this process; tests use it to let days pass."""
    global _shift
    _shift = by
