"""Every place where something secret is kept, read off the tables themselves.

A new table with a sealed or encrypted column is here without being listed: what is forgotten, and
what is written under a new key, is never a matter of remembering to extend a list.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Text, or_, select, tuple_, type_coerce
from sqlmodel import SQLModel

from storage.columns import Encrypted, Sealed, SealedNumber, Wrapped

SECRET = (Encrypted, Sealed, SealedNumber, Wrapped)


@dataclass(frozen=True, slots=True)
class Place:
    """One column of one table."""

    table: Table
    name: str

    @property
    def column(self) -> Column[Any]:
        """Give the column."""
        return self.table.c[self.name]

    @property
    def raw(self) -> ColumnElement[str]:
        """Give what is stored, unopened."""
        return type_coerce(self.column, Text)

    @property
    def keys(self) -> list[Any]:
        """Give the primary key, unopened where it is sealed itself."""
        return [
            type_coerce(key, Text) if isinstance(key.type, SECRET) else key
            for key in self.table.primary_key.columns
        ]

    def row(self, key: tuple[Any, ...]) -> list[ColumnElement[bool]]:
        """Give the conditions for one row."""
        return [column == value for column, value in zip(self.keys, key, strict=True)]

    def rows_after(self, after: tuple[Any, ...] | None, limit: int) -> Select[Any]:
        """Ask for the next rows that hold something, in the order of their key."""
        keys = self.keys
        query = select(*keys, self.raw.label("stored")).where(self.raw.is_not(None))
        if after is not None:
            is_one = len(keys) == 1
            query = query.where(keys[0] > after[0] if is_one else tuple_(*keys) > tuple_(*after))
        return query.order_by(*keys).limit(limit).with_for_update()


def places(*kinds: type) -> list[Place]:
    """List the columns of these types, always in the same order."""
    return [
        Place(table, column.name)
        for table in sorted(SQLModel.metadata.tables.values(), key=lambda one: one.name)
        for column in table.columns
        if isinstance(column.type, kinds)
    ]


def older_than(place: Place, before: datetime) -> ColumnElement[bool] | None:
    """Say when a row's business is long over: by its own times, or by its session's."""
    columns, sessions = place.table.c, SQLModel.metadata.tables["chat_session"]
    for name in ("ended_at", "at"):
        if name in columns:
            return or_(columns[name] < before)
    if "session_id" in columns:
        ended = select(sessions.c.id).where(sessions.c.ended_at < before)
        return or_(columns["session_id"].in_(ended.scalar_subquery()))
    return None
