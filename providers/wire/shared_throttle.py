"""A window shared by processes: one row of one table, one short transaction per turn.

    lock the row ─▶ read who went when ─▶ take a place, or learn how long to wait ─▶ commit

The lock goes with the transaction and the transaction with the connection, so a process that dies
blocks nobody. What it had taken counts until the window has passed.

People go first across processes too. A person who finds no place leaves word when there will be
one; until then and for a moment longer lists keep out of the way.

Where the database does not answer, nothing is sent: a turn ends with UnreachableError.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pyrate_limiter import Rate
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from providers.contract.errors import UnreachableError
from providers.contract.pace import Ceiling, Urgency
from providers.sqlite import teach_sqlite
from providers.wire.throttle import MILLISECOND, Places, Window, Windows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 5  # seconds until a silent database counts as gone
SLACK = 200  # the window is longer by this part: a commit lies between taking a place and going
GRACE = 100  # milliseconds a place is kept for a person who was told to come back
AGAIN = 5  # milliseconds until a list looks whether that person has come
NOBODY = 0  # no person is expected

COLUMNS = "(name TEXT PRIMARY KEY, stamps TEXT NOT NULL, people_due BIGINT NOT NULL)"

# Makes the row where it is missing, locks it and reads it, all in one.
LOCK = """
    INSERT INTO throttle_windows (name, stamps, people_due) VALUES (:name, '', 0)
    ON CONFLICT (name) DO UPDATE SET name = excluded.name
    RETURNING stamps, people_due, {clock} AS moment
"""
KEEP = text("UPDATE throttle_windows SET stamps = :stamps, people_due = :due WHERE name = :name")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a kind of database has of its own."""

    clock: str  # milliseconds; the database's, because machines do not agree on the time
    create: tuple[str, ...]
    options: dict[str, Any]  # SQLAlchemy's, passed on as they are


DIALECTS = {
    "sqlite+aiosqlite": Dialect(
        clock="CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)",
        create=(f"CREATE TABLE IF NOT EXISTS throttle_windows {COLUMNS}",),
        # SQLite's own way of waiting sleeps up to 100 ms: within the process stand in line instead
        options={"pool_size": 1, "max_overflow": 0},
    ),
    "postgresql+asyncpg": Dialect(
        clock="CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)",
        create=(
            "SELECT pg_advisory_xact_lock(7460030)",  # IF NOT EXISTS alone lets two collide
            # after a crash of the server the window is over anyway
            f"CREATE UNLOGGED TABLE IF NOT EXISTS throttle_windows {COLUMNS}",
        ),
        options={
            "pool_pre_ping": True,
            # a machine that froze holds the row no longer than this
            "connect_args": {"server_settings": {"idle_in_transaction_session_timeout": "2s"}},
        },
    ),
}

PRAGMAS = (
    "PRAGMA busy_timeout = 3000",  # milliseconds
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # no fsync per turn; after a power cut the window is over
)


class ThrottleError(Exception):
    """The shared throttle cannot be opened; the text says why, without the address."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the row says."""

    stamps: tuple[int, ...]
    people_due: int  # when a person was told to come back

    def ask(
        self, rate: Rate, moment: int, urgency: Urgency, *, people_follow: bool
    ) -> tuple["Page", int | None]:
        """Tell what the row says next, and how long to wait if no place was taken."""
        is_person = urgency is Urgency.PERSON
        # farther ahead than any promise goes: the clock was set back
        is_promised = self.people_due in range(moment - GRACE, moment + 2 * rate.interval)
        if is_promised and not is_person:
            return self, max(self.people_due - moment, 0) + AGAIN
        places = Places(rate, self.stamps)
        pause = places.take(moment)
        due = NOBODY
        if is_person and (pause is not None or people_follow):
            due = moment + (pause or 0)
        return Page(places.stamps, due), pause


class SharedWindow:
    """One row, asked anew for every turn."""

    def __init__(
        self, engine: AsyncEngine, name: str, ceiling: Ceiling, now: Callable[[], datetime] | None
    ) -> None:
        self._engine = engine
        self._name = name
        self._rate = Rate(ceiling.count, (ceiling.per + ceiling.per / SLACK) // MILLISECOND)
        self._now = now
        self._lock = text(LOCK.format(clock=DIALECTS[engine.url.drivername].clock))

    async def take(self, urgency: Urgency, *, people_follow: bool) -> timedelta | None:
        """Take a place, or tell how long to wait before asking again."""
        try:
            async with asyncio.timeout(LONGEST):
                pause = await self._take(urgency, people_follow=people_follow)
        except (SQLAlchemyError, OSError) as error:  # a timeout is an OSError
            detail = f"the shared throttle does not answer: {type(error).__name__}"
            provider = self._name.partition(" ")[0]
            raise UnreachableError(detail, provider=provider) from None
        return None if pause is None else pause * MILLISECOND

    async def _take(self, urgency: Urgency, *, people_follow: bool) -> int | None:
        async with self._engine.begin() as connection:
            row = (await connection.execute(self._lock, {"name": self._name})).one()
            page = Page(tuple(map(int, row.stamps.split())), row.people_due)
            moment = row.moment if self._now is None else (self._now() - EPOCH) // MILLISECOND
            following, pause = page.ask(self._rate, moment, urgency, people_follow=people_follow)
            if following != page:
                stamps = " ".join(map(str, following.stamps))
                kept = {"name": self._name, "stamps": stamps, "due": following.people_due}
                await connection.execute(KEEP, kept)
            return pause


@asynccontextmanager
async def open_windows(
    url: str, *, now: Callable[[], datetime] | None = None
) -> AsyncIterator[Windows | None]:
    """Open the windows at an address, make their table, and close them in the end.

    `url`: `sqlite+aiosqlite:///file.db`, `postgresql+asyncpg://…`, or empty, which gives None:
    every process for itself. `now` is for tests; without it the database's clock counts.
    Raises ThrottleError.
    """
    if not url:
        yield None
        return
    engine = _engine(url)
    try:
        try:
            async with asyncio.timeout(LONGEST), engine.begin() as connection:
                for statement in DIALECTS[engine.url.drivername].create:
                    await connection.execute(text(statement))
        except (SQLAlchemyError, OSError) as error:
            raise ThrottleError(_plain_reason(error)) from error

        def window(name: str, ceiling: Ceiling) -> Window:
            return SharedWindow(engine, name, ceiling, now)

        yield window
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    try:
        address = make_url(url)
    except SQLAlchemyError:
        raise ThrottleError("this is no address of a database") from None
    if (dialect := DIALECTS.get(address.drivername)) is None:
        raise ThrottleError(f"must begin with one of: {', '.join(DIALECTS)}")
    is_sqlite = address.drivername.startswith("sqlite")
    if is_sqlite and address.database in {None, "", ":memory:"}:
        raise ThrottleError("SQLite needs a file here; memory is not shared")
    engine = create_async_engine(address, hide_parameters=True, **dialect.options)
    if is_sqlite:
        teach_sqlite(engine, PRAGMAS)
    return engine


def _plain_reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return f"cannot be opened: {type(cause).__name__}"
