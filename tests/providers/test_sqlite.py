"""A file of SQLite, as several open it at once."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from providers.sqlite import teach_sqlite
from providers.sqlite_driver import SqliteConnection

ROUNDS, AT_ONCE = 20, 6


async def journal_of(url: str) -> str:
    engine = create_async_engine(url)
    teach_sqlite(engine, ("PRAGMA journal_mode = WAL",))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE IF NOT EXISTS line (place INTEGER)"))
        journal = str(await connection.scalar(text("PRAGMA journal_mode")))
    await engine.dispose()
    return journal


async def test_a_new_file_takes_all_who_come_at_once(tmp_path: Path) -> None:
    """SQLite refuses some of those who give it its journal, and waits for nobody."""
    for round_ in range(ROUNDS):
        url = f"sqlite+aiosqlite:///{tmp_path}/{round_}.db"
        journals = await asyncio.gather(*(journal_of(url) for _ in range(AT_ONCE)))

        assert ["wal"] * AT_ONCE == journals


async def test_a_connection_that_is_closed_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """Not even while somebody still holds a statement of it, as the traceback of an error does."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'held.db'}"
    engine, other = create_async_engine(url), create_async_engine(url)
    for one in (engine, other):
        teach_sqlite(one, ("PRAGMA journal_mode = WAL", "PRAGMA busy_timeout = 0"))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE line (place INTEGER)"))
        await connection.execute(text("INSERT INTO line VALUES (1), (2), (3)"))
    async with engine.connect() as connection:
        await connection.execute(text("INSERT INTO line VALUES (4)"))
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, SqliteConnection)
        held = await driver.run(lambda opened: opened.execute("SELECT place FROM line"))
        assert (1,) == held.fetchone()
        await connection.invalidate()

    async with other.begin() as connection:
        assert 3 == await connection.scalar(text("SELECT count(*) FROM line"))
    assert held is not None
    await engine.dispose()
    await other.dispose()
