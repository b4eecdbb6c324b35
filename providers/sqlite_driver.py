"""SQLite for asyncio: a thread for each connection, entered once for each statement.

    a statement                 in, run, fetch, out: one errand to the thread
    a statement of a brisk unit no errand at all: it takes microseconds, an errand a hundred
    BEGIN, COMMIT, many rows    an errand always: they wait for the lock or the disk, or take long

The usual driver goes to its thread four times for a statement. What SQLAlchemy asks of a driver,
and no more, is here.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self, TypeVar

Given = TypeVar("Given")

Row = tuple[Any, ...]

FIRST = 1000  # rows


class SqliteConnection:
    """One connection. Whoever has it says whether what they ask for `is_brisk`."""

    def __init__(self, thread: ThreadPoolExecutor, connection: sqlite3.Connection) -> None:
        self.is_brisk = False
        self._thread = thread
        self._connection: sqlite3.Connection | None = connection
        self._last: Future[Any] | None = None  # errand; one that was given up may still be running

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> Self:
        """Open one in a thread of its own."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        try:
            return cls(thread, await asyncio.wrap_future(thread.submit(connect)))
        except BaseException:
            thread.shutdown(wait=False)
            raise

    def cursor(self) -> "SqliteCursor":
        """Make a cursor; it enters the thread when it is asked something."""
        return SqliteCursor(self)

    async def run(
        self, ask: Callable[[sqlite3.Connection], Given], *, waits: bool = False
    ) -> Given:
        """Do something with the connection: in its thread, unless that is brisk and never waits."""
        connection = self._connection
        if connection is None:
            raise sqlite3.OperationalError("connection closed")
        is_idle = self._last is None or self._last.done()
        if self.is_brisk and is_idle and not waits:
            return ask(connection)
        self._last = errand = self._thread.submit(ask, connection)
        return await asyncio.wrap_future(errand)

    async def execute(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        await self.run(lambda connection: connection.execute(statement), waits=True)

    async def commit(self) -> None:
        """Bring what was written to the disk."""
        await self.run(sqlite3.Connection.commit, waits=True)

    async def rollback(self) -> None:
        """Take back what was written."""
        await self.run(sqlite3.Connection.rollback, waits=True)

    async def create_function(
        self,
        name: str,
        arguments: int,
        function: Callable[..., Any],
        *,
        deterministic: bool = False,
    ) -> None:
        """Teach SQLite a function; SQLAlchemy brings one."""

        def teach(connection: sqlite3.Connection) -> None:
            connection.create_function(name, arguments, function, deterministic=deterministic)

        await self.run(teach)

    async def close(self) -> None:
        """Close it, after what is under way."""
        if self._connection is not None:
            await self.run(sqlite3.Connection.close, waits=True)
            self.stop()

    def stop(self) -> None:
        """Have it closed, and wait for nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._thread.submit(connection.close)
            self._thread.shutdown(wait=False)


class SqliteCursor:
    """What one statement gives; its first rows come with its errand."""

    def __init__(self, connection: SqliteConnection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1
        self._connection = connection
        self._rows: list[Row] = []
        self._rest: sqlite3.Cursor | None = None  # where there are more

    async def __aenter__(self) -> Self:
        """Do nothing: the connection is entered with the first question."""
        return self

    async def close(self) -> None:
        """Let go of rows that nobody has asked for."""
        if self._rest is not None:
            rest, self._rest = self._rest, None
            await self._connection.run(lambda _: rest.close())

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement and fetch its first rows."""
        self._rows = await self._connection.run(
            lambda connection: self._begun(connection.execute(statement, parameters)),
            waits=statement.startswith("BEGIN"),
        )

    async def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> None:
        """Run a statement many times."""
        self._rows = await self._connection.run(
            lambda connection: self._begun(connection.executemany(statement, many)), waits=True
        )

    async def fetchall(self) -> list[Row]:
        """Give the rows that are left."""
        rest = [] if self._rest is None else await self._connection.run(lambda _: self._fetched())
        rows, self._rows = self._rows + rest, []
        return rows

    async def fetchmany(self, size: int = FIRST) -> list[Row]:
        """Give so many of the rows that are left."""
        if len(self._rows) < size and self._rest is not None:
            missing = size - len(self._rows)
            self._rows += await self._connection.run(lambda _: self._fetched(missing))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def _begun(self, cursor: sqlite3.Cursor) -> list[Row]:
        self.description, self.lastrowid = cursor.description, cursor.lastrowid
        self.rowcount = cursor.rowcount
        self._rest = cursor if cursor.description is not None else None
        return self._fetched(FIRST)

    def _fetched(self, most: int | None = None) -> list[Row]:
        """Fetch where the connection is; knows when there is no more."""
        if self._rest is None:
            return []
        rows = self._rest.fetchall() if most is None else self._rest.fetchmany(most)
        if most is None or len(rows) < most:
            self.rowcount = self._rest.rowcount  # of a change that gives rows: known after the last
            self._rest = None
        return rows
