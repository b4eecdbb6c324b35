"""A file of SQLite, as several open it at once."""

import asyncio
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from providers.sqlite import teach_sqlite

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
