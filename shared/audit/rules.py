"""How a record is hashed: over its canonical JSON and the hash before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Protocol

GENESIS = "0" * 64


class Record(Protocol):
    at: datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any]


def digest_of(previous: str, record: Record) -> str:
    """SHA-256 over the previous hash and the record, in a form that any JSON library reproduces."""
    at = record.at.astimezone(UTC).isoformat(timespec="microseconds")
    facts = [at, record.actor, record.action, record.subject, record.facts]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
