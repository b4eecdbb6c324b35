"""aiosqlite, entered once for each statement.

    a statement                 in, run, fetch, out: one errand to the thread
    a statement of a brisk unit no errand at all: it takes microseconds, an errand a hundred
    BEGIN, COMMIT, many rows    an errand always: they wait for the lock or the disk, or take long

aiosqlite's own cursor goes to its thread four times for a statement: for the cursor, to run it, to
fetch its rows, and to close it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, Self, TypeVar

import aiosqlite

Given = TypeVar("Given")

Row = tuple[Any, ...]

FIRST = 1000  # rows
CHUNK = 64  # rows; aiosqlite's own default, for its own cursors


class SqliteConnection(aiosqlite.Connection):
    """One connection. Whoever has it says whether what they ask for `is_brisk`."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, CHUNK)
        self.is_brisk = False
        self._thread.daemon = True  # it keeps nobody from leaving
        self._last: Event | None = None  # the end of the last errand, also of one that was given up

    def cursor(self) -> "SqliteCursor":  # type: ignore[override]  # SQLAlchemy enters it at once
        """Make a cursor; it enters the thread when it is asked something."""
        return SqliteCursor(self)

    async def run(
        self, ask: Callable[[sqlite3.Connection], Given], *, waits: bool = False
    ) -> Given:
        """Do something with the connection: in its thread, unless that is brisk and never waits."""
        is_idle = self._last is None or self._last.is_set()
        if self.is_brisk and is_idle and not waits:
            return ask(self._conn)
        given: Given = await self._execute(ask, self._conn)
        return given

    async def _execute(self, fn: Callable[..., Given], *args: object, **kwargs: object) -> Given:
        self._last = ended = Event()

        def errand() -> Given:
            try:
                return fn(*args, **kwargs)
            finally:
                ended.set()

        given: Given = await super()._execute(errand)  # type: ignore[no-untyped-call]  # aiosqlite's
        return given


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
