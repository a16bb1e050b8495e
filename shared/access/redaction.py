"""What may not reach a log: session cookies and sign-in links, whoever logs them.

Reflex logs a whole event, headers and all, when it knows no handler of that name (reflex.md 5).
"""

import logging
import re
from typing import Any

_SECRET = re.compile(r"(duebook(?:-office|-request|-payer)?=|/link/)[\w.~%+/=-]+")


def redacted(text: str) -> str:
    return _SECRET.sub(r"\1…", text)


def redact_logs() -> None:
    """Redact every record of every logger of this process, at its making."""
    make = logging.getLogRecordFactory()
    if getattr(make, "redacts", False):
        return

    def make_redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        text = record.getMessage()
        if (clean := redacted(text)) != text:
            record.msg, record.args = clean, None
        return record

    make_redacted.redacts = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make_redacted)
