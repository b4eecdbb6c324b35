"""The one writing connection of SQLite: given back in the middle, and to others."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.agenda import QUESTION
from storage.database import Storage, open_storage
from storage.shared_commit import SharedCommit, driver_of
from storage.vault import Vault
from tests.storage.rows import NOON, session


@pytest.fixture
async def sqlite(tmp_path: Path, vault: Vault) -> AsyncIterator[Storage]:
    async with open_storage(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", vault) as storage:
        yield storage


def shared(storage: Storage) -> SharedCommit:
    assert storage._shared is not None
    return storage._shared


async def test_a_connection_given_back_between_two_units_takes_neither_along(
    sqlite: Storage,
) -> None:
    """The first had left its commit to the second, before which somebody closes."""
    inside, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with sqlite.begin() as work:
            await work.sessions.open(session("S001", request="1"))
            inside.set()
            await may_end.wait()

    async def second() -> None:
        async with sqlite.begin() as work:
            await work.sessions.open(session("S002", request="2"))

    tasks = [asyncio.create_task(first())]
    await inside.wait()
    tasks.append(asyncio.create_task(shared(sqlite).close()))
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(second()))
    await asyncio.sleep(0)
    may_end.set()
    await asyncio.gather(*tasks)

    async with sqlite.reading() as work:
        assert {"S001", "S002"} == set(await work.sessions.many(["S001", "S002"]))


async def test_a_connection_given_back_is_nobodys_to_hurry(sqlite: Storage) -> None:
    """What others ask on it may take long, and must not hold up the loop."""
    async with sqlite.begin(brisk=True) as work:
        await work.inbox.see("telegram", "1", at=NOON)
    await shared(sqlite).close()

    async with sqlite.engine.connect() as connection:
        assert not (await driver_of(connection)).is_brisk


async def test_what_is_asked_all_the_time_sees_what_was_just_written(sqlite: Storage) -> None:
    """And is answered still when the desk is closing."""
    known = {"now": NOON, "ending": NOON, "idle": NOON}
    assert not any((await sqlite.ask(QUESTION, **known))[0])
    async with sqlite.begin() as work:
        await work.sessions.open(session(next_poll_at=NOON))
    assert any((await sqlite.ask(QUESTION, **known))[0])

    await sqlite.close()
    assert any((await sqlite.ask(QUESTION, **known))[0])
    await sqlite.close()
