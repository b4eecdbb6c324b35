"""The engine: SQLite with one writer, or PostgreSQL; same tables, same queries.

SQLite has one writer whatever one does. Connections that fight for it wait a second at the worst;
so here units of work take turns on one connection, each in a savepoint of its own, and those that
arrive while another works share its commit and its fsync:

    unit A ──savepoint──release──┐
    unit B ──savepoint──release──┼── COMMIT ──▶ A, B and C go on
    unit C ──savepoint──release──┘

PostgreSQL needs none of it: there every unit has a transaction of its own.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from providers.sqlite import WRITING, teach_sqlite
from storage.columns import VAULT
from storage.migrations.upgrading import upgrade
from storage.shared_commit import SharedCommit
from storage.sqlite_driver import connector
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # what was committed survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",  # milliseconds; a backup may hold the file for a moment
)
READING = "numdesk_reading"
SQLITE = "sqlite+aiosqlite"

Writing = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class DatabaseError(Exception):
    """The database cannot be opened; the text says why, without the address."""


class Storage:
    """The open database, and the only way to a unit of work."""

    def __init__(self, engine: AsyncEngine, writing: Writing, bell: Callable[[], None]) -> None:
        self.engine = engine
        self._writing = writing
        self._bell = bell

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work: what the block wrote is durable once it is left without an error.

        Rings the bell after a commit that holds notices, so that delivery starts at once.
        """
        async with self._writing() as database:
            work = UnitOfWork(database)
            yield work
            await work.seal()
        work.committed()
        if work.outbox.holds_news:
            self._bell()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that only reads: it waits for nobody, and nothing it does is kept."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{READING: True})
            async with AsyncSession(connection, expire_on_commit=False) as database:
                yield UnitOfWork(database)

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
    address = make_url(url)
    quick = {"async_creator": connector(address)} if address.drivername == SQLITE else {}
    engine = create_async_engine(address, hide_parameters=True, **quick)
    setattr(engine.dialect, VAULT, vault)
    shared: SharedCommit | None = None
    try:
        if engine.dialect.name == "sqlite":
            teach_sqlite(engine, PRAGMAS, _begin)
            shared = SharedCommit(engine)
        try:
            await upgrade(engine)
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(_plain_reason(error)) from error
        yield Storage(engine, shared or _own_transaction(engine), bell)
    finally:
        if shared is not None:
            await shared.close()
        await engine.dispose()


def _plain_reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be opened: {cause.strerror}"
    return f"cannot be opened: {str(cause).splitlines()[0]}" if str(cause) else "cannot be opened"


def _own_transaction(engine: AsyncEngine) -> Writing:
    @asynccontextmanager
    async def writing() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session

    return writing


def _begin(connection: Connection) -> str:
    """Let readers wait for nobody."""
    return "BEGIN" if connection.get_execution_options().get(READING) else WRITING
