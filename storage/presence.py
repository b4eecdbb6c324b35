"""Who works on the database under which key, so that keys never change beneath a running desk.

    a desk      says "a desk, key A", then looks for a rotation to another key
    a rotation  says "a rotation, key B", then looks for desks, and rotations, under another key

Each speaks before it looks, so of two at once at least one sees the other. What is said is a lock
that ends with the process, however it ends: beside SQLite's file, or in PostgreSQL itself. One that
PostgreSQL has let go, because it was started anew, is taken again.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from enum import StrEnum
from glob import escape
from pathlib import Path

import structlog
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

log = structlog.get_logger()

AGAIN = 1.0  # seconds until a server that has gone is asked again
MEMORY = {None, "", ":memory:"}
SPACES = {"desk": 7460031, "rotation": 7460032}  # of PostgreSQL's locks, one for each role
LOCK = text("SELECT pg_advisory_lock_shared(:space, :key)")
OTHERS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND datname = current_database() AND objsubid = 2"
    " AND classid = CAST(:space AS oid) AND objid <> CAST(:key AS oid)"
)


class Presence(StrEnum):
    """What somebody does with the database."""

    DESK = "desk"  # reads and writes under its keys
    ROTATION = "rotation"  # writes everything anew under its first key


CLASHES = {  # with whom nobody can be there at once, unless both have the same first key
    Presence.DESK: (Presence.ROTATION,),
    Presence.ROTATION: (Presence.DESK, Presence.ROTATION),
}


class PresenceError(Exception):
    """Somebody else works on the database under another key."""


@asynccontextmanager
async def present(url: str, mine: Presence, mark: str) -> AsyncIterator[None]:
    """Be there while the block runs. `mark`: of the first key, in hexadecimal.

    Raises PresenceError.
    """
    address = make_url(url)
    if address.drivername.startswith("postgresql"):
        engine = create_async_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        there: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        staying = asyncio.create_task(_stay(engine, mine, mark, there))
        try:
            await there
            yield
        finally:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)
            await engine.dispose()
    elif address.database in MEMORY:
        yield
    else:
        with _locked(Path(address.database or ""), mine, mark):
            yield


async def _stay(
    engine: AsyncEngine, mine: Presence, mark: str, there: asyncio.Future[None]
) -> None:
    """Be there, again and again; what goes wrong the first time is told through `there`."""
    while True:
        try:
            async with engine.connect() as connection:
                await _lock(connection, mine, mark)
                if not there.done():
                    there.set_result(None)
                await _end_of(connection)
        except (PresenceError, SQLAlchemyError, OSError) as error:
            if not there.done():
                there.set_exception(error)
                return
            log.warning("not present at the database", error=type(error).__name__)
        await asyncio.sleep(AGAIN)


async def _end_of(connection: AsyncConnection) -> None:
    """Wait until the server lets go of a connection."""
    is_over = asyncio.Event()
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    driver.add_termination_listener(lambda _: is_over.set())
    await is_over.wait()


async def _lock(connection: AsyncConnection, mine: Presence, mark: str) -> None:
    key = int(mark[:7], 16)  # 28 bits: PostgreSQL's keys are signed, its listing is not
    await connection.execute(LOCK, {"space": SPACES[mine], "key": key})
    for other in CLASHES[mine]:
        if await connection.scalar(OTHERS, {"space": SPACES[other], "key": key}):
            raise PresenceError


@contextmanager
def _locked(database: Path, mine: Presence, mark: str) -> Iterator[None]:
    """Hold a file of our own beside the database, and try the locks of the others."""
    with ExitStack() as stack:
        stack.enter_context(_held(_file(database, mine, mark)))
        others = (
            file
            for other in CLASHES[mine]
            for file in database.parent.glob(f"{escape(database.name)}.{other}-*")
            if file != _file(database, other, mark)
        )
        if _are_held(others):
            raise PresenceError
        yield


def _file(database: Path, role: Presence, mark: str) -> Path:
    return database.with_name(f"{database.name}.{role}-{mark[:8]}")


@contextmanager
def _held(file: Path) -> Iterator[None]:
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _are_held(files: Iterable[Path]) -> bool:
    """Whether a process holds one of these; the files themselves stay, and say nothing."""
    for file in files:
        handle = os.open(file, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False
