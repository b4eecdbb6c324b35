"""Units of work that arrive together share one transaction of SQLite's one writer."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from providers.sqlite import WRITING, as_sqlalchemy_tells
from providers.sqlite_driver import SqliteConnection
from storage.prepared import DRIVER

BELOW = "numdesk_below"  # option of a connection whose transactions begin and end below SQLAlchemy
AT_MOST = 64  # units in one commit, so that the first never waits long for the last


class TakenBackError(SQLAlchemyError):
    """SQLite took back what was about to be committed; the disk is full, perhaps."""


class SharedCommit:
    """Hand the one writing connection from unit to unit, and commit when nobody is waiting.

    A unit's block holds the turn, so it must be short: no provider, no Telegram inside. A unit that
    raises rolls back to its own savepoint and leaves the others untouched; the first one needs no
    savepoint, because there is nothing yet but its own work. A commit that fails
    fails for everyone who shares it; so does a statement upon which SQLite takes back the whole
    transaction, as it does on a full disk.

    To SQLAlchemy all of it is one transaction that its sessions join and that hardly ever ends.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._connection: AsyncConnection | None = None
        self._driver: SqliteConnection | None = None  # below the connection
        self._committed: asyncio.Future[None] | None = None  # of the transaction that is open
        self._units = 0

    @asynccontextmanager
    async def __call__(self, *, brisk: bool = False) -> AsyncIterator[AsyncSession]:
        """Give a session; the block's work is on the disk when the block is left."""
        await self._take_turn()
        session = None
        try:
            connection, committed = await self._begin(brisk=brisk)
            session = AsyncSession(
                connection,
                expire_on_commit=False,
                join_transaction_mode="create_savepoint" if self._units else "rollback_only",
            )
            if self._units:
                await session.connection()  # its savepoint comes before all it does
            session.info[DRIVER] = self._driver
            yield session
            if session.in_transaction():  # it has something to write, or a savepoint
                await session.commit()
            self._units += 1
        finally:
            await asyncio.shield(self._end(session))
        await asyncio.shield(committed)

    @property
    def nobody_waits(self) -> bool:
        """Whether the unit that has the turn is the last before the commit."""
        return self._waiting == 0

    async def close(self) -> None:
        """Give the connection back, after the commit that a unit has left to whoever is next."""
        async with self._turn:
            if self._committed is not None:
                await (self._commit() if self._units else self._take_back())
            await self._hang_up()

    async def _take_turn(self) -> None:
        self._waiting += 1
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            # the unit before may have left the commit to this one
            if self._waiting == 1 and not self._turn.locked():
                await self._turn.acquire()
                await asyncio.shield(self._pass_turn(waiting=1))
            raise
        finally:
            self._waiting -= 1

    async def _end(self, session: AsyncSession | None) -> None:
        """End a unit; what it has not committed goes back to its savepoint."""
        try:
            if session is not None:
                session.info.pop(DRIVER, None)  # whoever asks it now is too late
                await session.close()
        finally:
            await self._pass_turn()

    async def _pass_turn(self, waiting: int = 0) -> None:
        try:
            is_last = self._waiting == waiting or self._units >= AT_MOST
            if self._committed is None:
                return
            if self._units == 0:
                await self._take_back()
            elif is_last or self._is_taken_back():
                await self._commit()
        finally:
            self._turn.release()

    async def _begin(self, *, brisk: bool) -> tuple[AsyncConnection, asyncio.Future[None]]:
        if self._connection is None or self._driver is None:
            self._connection = await self._engine.connect()
            await self._connection.execution_options(**{BELOW: True})
            self._driver = await driver_of(self._connection)
        self._driver.is_brisk = brisk
        if self._committed is None:
            try:
                if not self._connection.in_transaction():
                    await self._connection.begin()
                try:
                    await self._driver.begin(WRITING)
                except sqlite3.Error as error:
                    raise as_sqlalchemy_tells(error, WRITING) from error
            except BaseException:  # whatever it was, a connection half begun is of no use
                await asyncio.shield(self._hang_up())
                raise
            self._committed = asyncio.get_running_loop().create_future()
            self._units = 0
        return self._connection, self._committed

    async def _commit(self) -> None:
        driver, committed = self._driver, self._committed
        self._committed = None
        assert driver is not None
        assert committed is not None
        try:
            self._check_held()
            try:
                await driver.commit()
            except sqlite3.Error as error:
                raise as_sqlalchemy_tells(error, "COMMIT") from error
        except BaseException as error:  # noqa: BLE001 (handed to every unit that shares it)
            committed.set_exception(error)
            committed.exception()  # raised by whoever shares it; nobody else needs to hear
            await self._hang_up()
        else:
            committed.set_result(None)

    async def _take_back(self) -> None:
        """Leave nothing of a transaction whose only unit has failed."""
        self._committed = None
        assert self._connection is not None
        is_of_use = not self._connection.invalidated
        try:
            await self._connection.rollback()
        except SQLAlchemyError:  # the unit tells what went wrong
            is_of_use = False
        if not is_of_use:
            await self._hang_up()

    def _is_taken_back(self) -> bool:
        """Whether the transaction has ended by itself, which no commit would tell.

        SQLite does so on a full disk, and whoever is cut off in the middle of a statement costs
        all the connection.
        """
        if self._connection is None or self._connection.invalidated:
            return True
        return self._driver is not None and not self._driver.in_transaction

    def _check_held(self) -> None:
        if self._is_taken_back():
            raise TakenBackError

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if self._driver is not None:
            self._driver.is_brisk = False  # others may have it next
            self._driver = None
        if connection is not None:
            with suppress(SQLAlchemyError):  # it may be beyond closing in good order
                await connection.close()


async def driver_of(connection: AsyncConnection) -> SqliteConnection:
    """Give what is below a connection to SQLite."""
    driver: object = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, SqliteConnection)
    return driver
