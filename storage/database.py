"""The engine: SQLite with one writer, or PostgreSQL; same tables, same queries.

SQLite has one writer whatever one does. Connections that fight for it wait a second at the worst;
so here units of work take turns on one connection, all but the first in a savepoint of their own,
and those that arrive while another works share its commit and its fsync:

    unit A ──────────────────────┐
    unit B ──savepoint──release──┼── COMMIT ──▶ A, B and C go on
    unit C ──savepoint──release──┘

PostgreSQL needs none of it: there every unit has a transaction of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from providers import sqlite
from providers.sqlite import teach_sqlite
from storage.columns import VAULT
from storage.migrations.upgrading import upgrade
from storage.prepared import READER, Prepared
from storage.shared_commit import BELOW, SharedCommit, driver_of
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # what was committed survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",  # milliseconds; a backup may hold the file for a moment
)
READING = "numdesk_reading"


class Writing(Protocol):
    """Whatever gives a session that writes."""

    def __call__(self, *, brisk: bool) -> AbstractAsyncContextManager[AsyncSession]:
        """Give one, whose work is durable once its block is left without an error."""


class DatabaseError(Exception):
    """The database cannot be opened; the text says why, without the address."""


class Storage:
    """The open database, and the only way to a unit of work."""

    def __init__(self, engine: AsyncEngine, bell: Callable[[], None]) -> None:
        self.engine = engine
        # claims notices as the last thing in a unit of work, while somebody is there to send them
        self.collect: Callable[[UnitOfWork], Awaitable[None]] | None = None
        self._standing: AsyncConnection | None = None  # of SQLite; for what is asked all the time
        self._bell = bell
        self._shared = SharedCommit(engine) if engine.dialect.name == "sqlite" else None
        self._writing: Writing = self._shared or _own_transaction(engine)

    @asynccontextmanager
    async def begin(self, *, brisk: bool = False) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work: what the block wrote is durable once it is left without an error.

        Notices are on their way at once. Where units share a commit, claiming them shares it as
        well: by `collect`, called with the last unit, or by whoever hears the bell and queues up
        behind it. Elsewhere the bell rings after the commit.

        `brisk`: it asks for few rows, by index, and somebody waits; SQLite then spares its thread.
        """
        async with self._writing(brisk=brisk) as database:
            work = UnitOfWork(database)
            yield work
            await work.seal()
            if work.outbox.holds_news:
                await self._call_for(work)
        work.committed()
        if work.outbox.holds_news:
            await asyncio.sleep(0)  # what leaves now goes before what its caller says

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that only reads: it waits for nobody, and nothing it does is kept."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{READING: True})
            async with AsyncSession(connection, expire_on_commit=False) as database:
                if self._shared is not None:
                    database.info[READER] = await driver_of(connection)
                yield UnitOfWork(database)

    async def ask(self, question: Prepared, **values: object) -> Sequence[Any]:
        """Ask one question; gives its rows. It waits for nobody.

        What is asked all the time has a connection of its own, at hand without SQLAlchemy.
        """
        if self._standing is None:
            async with self.reading() as work:
                return await work.ask(question, values)
        return await question.ask(await driver_of(self._standing), self.engine.dialect, values)

    async def _call_for(self, work: UnitOfWork) -> None:
        """Have the notices of a unit of work fetched."""
        if self._shared is None:
            work.afterwards(self._bell)
        elif self.collect is not None and self._shared.nobody_waits:
            await self.collect(work)
        else:
            self._bell()
            await asyncio.sleep(0)  # for whoever has heard it to queue up

    async def open(self) -> None:
        """Open what stays open."""
        if self._shared is not None:
            self._standing = await self.engine.connect()

    async def close(self) -> None:
        """Close the database."""
        standing, self._standing = self._standing, None
        if standing is not None:
            await standing.close()
        if self._shared is not None:
            await self._shared.close()
        await self.engine.dispose()

    async def check_keys(self) -> None:
        """Write a sentinel the first time, and read it ever after; raises UndecipherableError."""
        async with self.begin() as work:
            await work.sentinel()

    async def ping(self) -> None:
        """Raise where the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{READING: True})
            await connection.execute(text("SELECT 1"))


@asynccontextmanager
async def open_storage(
    url: str, vault: Vault, *, bell: Callable[[], None] = lambda: None
) -> AsyncIterator[Storage]:
    """Open the database, bring its tables up to date, and close it in the end.

    `url`: `sqlite+aiosqlite:///file.db` or `postgresql+asyncpg://…`. Raises DatabaseError.
    """
    engine = create_async_engine(url, hide_parameters=True)
    setattr(engine.dialect, VAULT, vault)
    if engine.dialect.name == "sqlite":
        teach_sqlite(engine, PRAGMAS, _begin)
    storage = Storage(engine, bell)
    try:
        try:
            await upgrade(engine)
            await storage.open()
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(_plain_reason(error)) from error
        yield storage
    finally:
        await storage.close()


def _plain_reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be opened: {cause.strerror}"
    return f"cannot be opened: {str(cause).splitlines()[0]}" if str(cause) else "cannot be opened"


def _own_transaction(engine: AsyncEngine) -> Writing:
    @asynccontextmanager
    async def writing(*, brisk: bool) -> AsyncIterator[AsyncSession]:
        del brisk  # there is no thread to spare
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session

    return writing


def _begin(connection: Connection) -> str | None:
    """Let readers wait for nobody."""
    options = connection.get_execution_options()
    if options.get(BELOW):
        return None
    return sqlite.READING if options.get(READING) else sqlite.WRITING
