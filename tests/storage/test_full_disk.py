"""A full disk: whoever is told that their work is on it finds it there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from storage.database import Storage, open_storage
from storage.inbox import Sighting
from storage.shared_commit import TakenBackError
from storage.vault import Vault
from tests.storage.rows import NOON, session

ROOM = 2  # pages
TOO_MUCH = "x" * 200_000


@pytest.fixture
async def small(tmp_path: Path, vault: Vault) -> AsyncIterator[Storage]:
    """A SQLite file that can hardly grow."""
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'small.db'}", vault) as storage:
        async with storage.begin() as work:
            database = await work.inbox._database.connection()
            pages = (await database.execute(text("PRAGMA page_count"))).scalar_one()
            await database.execute(text(f"PRAGMA max_page_count={pages + ROOM}"))
        yield storage


async def put(storage: Storage, key: str) -> None:
    """Write something down, by itself or with others."""
    async with storage.begin() as work:
        await work.inbox.put(Sighting(source="telegram", key=key, seen_at=NOON))


async def put_too_much(storage: Storage) -> None:
    """Write down what has no room; SQLite then takes back the whole transaction."""
    async with storage.begin() as work:
        await work.sessions.open(session(wish=TOO_MUCH))


async def kept(storage: Storage) -> set[str]:
    """Name what is on the disk."""
    async with storage.engine.connect() as connection:
        return set((await connection.scalars(select(col(Sighting.key)))).all())


async def test_nobody_hears_of_a_commit_that_took_nothing_along(small: Storage) -> None:
    keys = ("before", "too much", "after")
    ended = await asyncio.gather(
        put(small, "before"),
        put_too_much(small),
        put(small, "after"),
        return_exceptions=True,
    )

    told = {key for key, how in zip(keys, ended, strict=True) if how is None}
    assert isinstance(ended[0], TakenBackError)
    assert isinstance(ended[1], SQLAlchemyError)
    assert told == await kept(small)


async def test_the_next_one_finds_everything_in_order(small: Storage) -> None:
    with pytest.raises(SQLAlchemyError):
        await put_too_much(small)
    await put(small, "after")

    assert {"after"} == await kept(small)
