"""The databases that stages stand on.

SQLite: a copy of a file that is up to date already, which is quicker than bringing one up to date.
PostgreSQL: an empty database of a server that a test was given.
"""

import itertools
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrations.upgrading import upgrade

UP_TO_DATE: list[bytes] = []  # the file, once somebody needed it
counter = itertools.count()


async def lay_out(file: Path) -> None:
    """Put an SQLite database without rows there."""
    if not UP_TO_DATE:
        engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
        await upgrade(engine)
        await engine.dispose()
        UP_TO_DATE.append(file.read_bytes())
    file.write_bytes(UP_TO_DATE[0])


async def new_database(server: str) -> str:
    """Make an empty database on a PostgreSQL server and give its address."""
    name = f"stage_{next(counter)}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
