"""SQLite's driver with one hop to its thread for a statement, where aiosqlite takes four.

    aiosqlite   make a cursor ⇄   execute ⇄   fetch ⇄   close ⇄
    here        execute and fetch ⇄

A hop costs more than most statements do. A cursor is only an object until it executes something,
and what is fetched along closes by itself; so nothing else has to wait for the thread.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Self

import aiosqlite
from aiosqlite.context import Result
from sqlalchemy.engine import URL

ALONG = 200  # rows that are fetched along; a longer answer is fetched as it is read


class Cursor(aiosqlite.Cursor):
    """A cursor that brings its first rows along."""

    def __init__(self, connection: "Connection", cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._hop: Callable[..., Awaitable[Any]] = self._execute
        self._rows: list[Any] = []
        self._has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Execute a statement, and fetch what it answers."""
        self._rows = await self._hop(self._asked, sql, tuple(parameters or ()))
        self._has_more = len(self._rows) == ALONG
        return self

    async def fetchone(self) -> Any:  # noqa: ANN401 (a row)
        """Give the next row, None after the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Give the next rows."""
        size = size or self.arraysize
        if len(self._rows) < size and self._has_more:
            more = await self._hop(self._cursor.fetchmany, ALONG + size)
            self._has_more = len(more) == ALONG + size
            self._rows += more
        given, self._rows = self._rows[:size], self._rows[size:]
        return given

    async def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        given, self._rows = self._rows, []
        if self._has_more:
            self._has_more = False
            given += await self._hop(self._cursor.fetchall)
        return given

    async def close(self) -> None:
        """Let go of what was not read."""
        if self._has_more:
            await self._hop(self._cursor.close)
        self._rows, self._has_more = [], False

    def _asked(self, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        self._cursor.execute(sql, parameters)
        return self._cursor.fetchmany(ALONG) if self._cursor.description else []


class Connection(aiosqlite.Connection):
    """A connection with such cursors, on a thread that ends with the process."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=ALONG)
        self._thread.daemon = True

    def cursor(self) -> Result[aiosqlite.Cursor]:
        """Give a cursor at once."""
        return Result(self._made())

    async def _made(self) -> Cursor:
        return Cursor(self, self._conn.cursor())


def connector(url: URL) -> Callable[[], Connection]:
    """Say how to connect, to whoever makes an engine for this address."""
    arguments, options = url.get_dialect()().create_connect_args(url)
    options["check_same_thread"] = False  # cursors are made on this side; SQLite locks by itself

    opened: Callable[..., sqlite3.Connection] = sqlite3.connect
    return lambda: Connection(partial(opened, *arguments, **options))
