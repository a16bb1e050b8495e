"""What every table shares: identity, moments in UTC, words as text, names for constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Index, Integer, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows only in an INTEGER key; PostgreSQL gets room for a lifetime.
Key = BigInteger().with_variant(Integer, "sqlite")
Document = JSON().with_variant(JSONB, "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite forgets the zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def words(kind: type[StrEnum]) -> TypeEngine[Any]:
    """A column that holds the enum's words, as text a person can read in the table."""
    return Enum(kind, values_callable=lambda each: [one.value for one in each], native_enum=False, length=24)


def key() -> Any:
    return Field(default=None, primary_key=True, sa_type=Key)


def link(target: str, *, index: bool = True, nullable: bool = False, unique: bool = False) -> Any:
    """A foreign key to `table.id`."""
    initial = None if nullable else ...
    return Field(initial, foreign_key=target, sa_type=Key, index=index, nullable=nullable, unique=unique)


def minor(default: int | None = None) -> Any:
    """An amount in minor units of the row's currency."""
    return Field(sa_type=BigInteger) if default is None else Field(default=default, sa_type=BigInteger)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the few rows that matter, the same on both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
