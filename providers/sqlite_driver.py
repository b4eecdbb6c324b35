"""aiosqlite, entered once for each statement.

    a statement                 run and fetch: one errand to the thread
    a statement of a brisk unit no errand at all: it takes microseconds, an errand a hundred
    BEGIN of a brisk unit       none either, where nobody else is writing
    BEGIN, ROLLBACK of a reader none either: they wait for nobody, and there is nothing to undo
    COMMIT, many rows           an errand always: they wait for the disk, or take long

aiosqlite's own cursor goes to its thread four times for a statement: for the cursor, to run it, to
fetch its rows, and to close it.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from threading import Event
from typing import Any, Self, TypeVar

import aiosqlite
from aiosqlite.context import Result

Given = TypeVar("Given")

DEFERRED = "BEGIN"  # reads only, and locks nothing
FIRST = 1000  # rows that come along with a statement
CHUNK = 64  # rows; aiosqlite's own default, for loops over a cursor


class SqliteConnection(aiosqlite.Connection):
    """One connection. Whoever has it says whether what they ask for `is_brisk`."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, CHUNK)
        self.is_brisk = False
        self._thread.daemon = True  # it keeps nobody from leaving
        self._only_reads = False  # since the last BEGIN
        self._patience: int | None = None  # milliseconds with another writer, as was set
        self._last: Event | None = None  # the end of the last errand, also of one that was given up

    def cursor(self) -> Result[aiosqlite.Cursor]:
        """Make a cursor; it enters the thread when it is asked something."""
        return Result(self._made())

    async def run(self, ask: Callable[[sqlite3.Connection], Given]) -> Given:
        """Do something with the connection: in its thread, unless whoever has it is brisk."""
        return ask(self._conn) if self._is_at_hand else await self._execute(ask, self._conn)

    async def begin(self, sql: str) -> None:
        """Begin a transaction; waiting for another writer's end is the thread's part."""
        self._only_reads = sql == DEFERRED
        if self._only_reads and self._is_idle:
            self._conn.execute(sql)
        elif not (self._is_at_hand and self._has_begun(sql)):
            await self._execute(self._conn.execute, sql)

    async def rollback(self) -> None:
        """Take back what the transaction has done, if there is one."""
        has_nothing = self._only_reads or not self._conn.in_transaction
        if has_nothing and self._is_idle:
            self._conn.rollback()
        else:
            await super().rollback()

    @property
    def _is_idle(self) -> bool:
        """Whether the thread is not at work."""
        return self._last is None or self._last.is_set()

    @property
    def _is_at_hand(self) -> bool:
        """Whether the thread is not needed, and not at work."""
        return self.is_brisk and self._is_idle

    def _has_begun(self, sql: str) -> bool:
        """Begin where that needs no waiting."""
        if self._patience is None:
            (self._patience,) = self._conn.execute("PRAGMA busy_timeout").fetchone()
        self._conn.execute("PRAGMA busy_timeout = 0")
        try:
            self._conn.execute(sql)
        except sqlite3.OperationalError:  # somebody else is writing, or the thread will tell
            return False
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {self._patience}")
        return True

    async def _made(self) -> "SqliteCursor":
        return SqliteCursor(self, self._conn.cursor())

    async def _execute(self, fn: Callable[..., Given], *args: object, **kwargs: object) -> Given:
        self._last = ended = Event()

        def errand() -> Given:
            try:
                return fn(*args, **kwargs)
            finally:
                ended.set()

        enter: Callable[[Callable[[], Given]], Awaitable[Given]] = super()._execute
        return await enter(errand)


class SqliteCursor(aiosqlite.Cursor):
    """A cursor whose first rows come with its statement."""

    def __init__(self, connection: SqliteConnection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._connection = connection
        self._rows: list[Any] = []
        self._has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run a statement and fetch its first rows."""
        if sql.startswith("BEGIN"):
            await self._connection.begin(sql)
            return self
        given = tuple(parameters or ())
        self._rows = await self._connection.run(lambda _: self._begun(sql, given))
        return self

    async def fetchone(self) -> sqlite3.Row | None:
        """Give the next row, None after the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Give so many of the rows that are left."""
        wanted = size or self.arraysize
        if len(self._rows) < wanted and self._has_more:
            self._rows += await self._connection.run(lambda _: self._fetched(wanted))
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        return rows

    async def fetchall(self) -> list[Any]:
        """Give the rows that are left."""
        rows, self._rows = self._rows, []
        if self._has_more:
            self._has_more = False
            rows += await self._connection.run(lambda _: self._cursor.fetchall())
        return rows

    async def close(self) -> None:
        """Let go of rows that nobody has asked for."""
        if self._has_more:
            await self._connection.run(lambda _: self._cursor.close())
        self._rows, self._has_more = [], False

    def _begun(self, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        self._cursor.execute(sql, parameters)
        return self._fetched(FIRST) if self._cursor.description is not None else []

    def _fetched(self, most: int) -> list[Any]:
        """Fetch where the connection is; knows when there is no more."""
        rows = self._cursor.fetchmany(most)
        self._has_more = len(rows) == most
        return rows
