"""What every table knows of one chat: to follow it to another id, or to forget its arrangements.

Read off the tables themselves: a new table with a `chat_id` is moved without being listed.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, UniqueConstraint, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.budgets import Scope

CHAT = "chat_id"
STAYS = frozenset({"custody_record"})  # what happened, happened under the old id
# Messages of the old chat cannot be edited or replied to in the new one.
ANEW: dict[str, dict[str, Any]] = {
    "chat_session": {"card_message_id": None, "request_message_id": None},
    "pool": {"message_id": None, "old_message_id": None},
    "approval": {"message_id": None},
    "question": {"message_id": None},
    "group_grant": {"menu": ""},
}
# What was arranged for a chat, and means nothing once the desk is no longer in it.
ARRANGED = (
    "audience",
    "chat_texts",
    "membership",
    "no_ephemeral",
    "pool",
    "precaution",
    "preference",
    "question",
)


class Chats:
    """The shelf that is every shelf, for one chat."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def follow(self, old: int, new: int) -> int:
        """Let everything know a chat by its new id; gives how many rows did not before.

        Where both ids have something that can be there once only, that of the new one stays.
        Rows that were read before are as they were: follow first, and read then.
        """
        await self._database.flush()
        moved = 0
        for table, name, which in _places():
            for key in _keys(table, name):
                await self._drop_twins(table, name, key, old, new)
            values = {name: new} | ANEW.get(table.name, {})
            here = (table.c[name] == old, *which)
            moved += await self._count(table, here)
            await self._database.execute(update(table).where(*here).values(values))
        return moved

    async def clear(self, chat_id: int) -> int:
        """Forget what was arranged for a chat; gives how many rows that were."""
        await self._database.flush()
        tables = (SQLModel.metadata.tables[name] for name in ARRANGED)
        count = 0
        for table in tables:
            here = (table.c[CHAT] == chat_id,)
            count += await self._count(table, here)
            await self._database.execute(delete(table).where(*here))
        return count

    async def _count(self, table: Table, which: tuple[ColumnElement[bool], ...]) -> int:
        query = select(func.count()).select_from(table).where(*which)
        return await self._database.scalar(query) or 0

    async def _drop_twins(
        self, table: Table, name: str, key: list[str], old: int, new: int
    ) -> None:
        """Drop what the new id has as well, with the rows that hang on it."""
        twin = table.alias()
        same = [table.c[other] == twin.c[other] for other in key]
        doomed = (table.c[name] == old, exists().where(twin.c[name] == new, *same))
        for child, column, parent in _hanging_on(table):
            ids = select(parent).where(*doomed).scalar_subquery()
            await self._database.execute(delete(child).where(child.c[column].in_(ids)))
        await self._database.execute(delete(table).where(*doomed))


def _places() -> Iterator[tuple[Table, str, tuple[ColumnElement[bool], ...]]]:
    """Name every column that holds the id of a chat, and in which rows it does."""
    for table in SQLModel.metadata.sorted_tables:
        if CHAT in table.c and table.name not in STAYS:
            yield table, CHAT, ()
    budget = SQLModel.metadata.tables["budget"]
    yield budget, "whose", (budget.c.scope == Scope.CHAT,)


def _keys(table: Table, name: str) -> Iterator[list[str]]:
    """Name the other columns of each key that can be there once only for a chat."""
    keys = [list(table.primary_key.columns)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(one.columns) for one in table.indexes if one.unique]
    for key in keys:
        columns = [column.name for column in key]
        if name in columns:
            yield [column for column in columns if column != name]


def _hanging_on(table: Table) -> Iterator[tuple[Table, str, Any]]:
    """Name the columns of other tables that point at rows of this one."""
    for child in SQLModel.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table:
                yield child, key.parent.name, key.column
