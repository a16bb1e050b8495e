"""What time it is: the only place that asks, so that tests and demos can pin it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today(zone: str = "Europe/Berlin") -> date:
    """The business day in the firm's time zone, which is what due dates are about."""
    return now().astimezone(ZoneInfo(zone)).date()


def move(by: timedelta) -> None:
    """Shift the clock of this process; tests use it to let days pass."""
    global _shift  # noqa: PLW0603 - one clock a process is the point
    _shift = by
