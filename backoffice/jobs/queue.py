"""The job queue: SQLite in a file of its own, or Redis or PostgreSQL by `DUEBOOK_JOBS_URL`; JSON, never pickle."""

import json
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from shared.settings import settings

_NAME = "duebook"


class JsonSerializer(Serializer):  # type: ignore[misc]
    """What lies in the queue is data: reading it can run nothing."""

    def _serialize(self, data: Any) -> bytes:
        as_message = {"message": data._asdict()} if isinstance(data, Message) else {"value": data}
        return json.dumps(as_message).encode()

    def _deserialize(self, data: bytes) -> Any:
        kept = json.loads(data)
        return Message(**kept["message"]) if "message" in kept else kept["value"]


def open_queue() -> Huey:
    """The queue this installation uses."""
    url = settings().jobs_url
    options: dict[str, Any] = {"results": False, "serializer": JsonSerializer()}
    if url.startswith("redis"):
        return RedisHuey(_NAME, url=url, **options)
    if url.startswith("postgres"):
        return PostgresHuey(_NAME, dsn=url, **options)
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(_NAME, filename=str(settings().data_dir / "jobs.db"), **options)
