"""Databases for tests: brought up to date once in each process, and copied from then on.

No power is cut here, so what is written waits for no disk.
"""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.migrations.upgrading import upgrade

TEMPLATE = "up_to_date"
UP_TO_DATE: list[bytes] = []  # an SQLite file, once somebody needed it
MADE: set[str] = set()  # servers that have the template
counter = itertools.count()


async def lay_out(file: Path) -> None:
    """Put an SQLite database without rows there."""
    if not UP_TO_DATE:
        await _bring_up_to_date(f"sqlite+aiosqlite:///{file}")
        UP_TO_DATE.append(file.read_bytes())
    file.write_bytes(UP_TO_DATE[0])


async def new_database(server: str, *, empty: bool = False) -> str:
    """Make a database without rows on a PostgreSQL server, and give its address.

    `empty`: without tables either.
    """
    async with _server(server) as connection:
        if server not in MADE:
            await connection.execute(text("ALTER SYSTEM SET fsync = off"))
            await connection.execute(text("SELECT pg_reload_conf()"))
            await connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
            await _bring_up_to_date(_address(server, TEMPLATE))
            MADE.add(server)
        name = f"desk_{next(counter)}"
        template = "template1" if empty else TEMPLATE
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return _address(server, name)


@asynccontextmanager
async def _server(address: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


def _address(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


async def _bring_up_to_date(address: str) -> None:
    engine = create_async_engine(address)
    await upgrade(engine)
    await engine.dispose()
