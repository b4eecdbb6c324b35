"""Keys never change beneath a running desk, whichever of the two comes first."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import presence
from storage.presence import Presence, PresenceError, present
from tests.storage.templates import new_database

OLD, NEW = "0" * 64, "1" * 64
HOLDERS = text(
    "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND datname = current_database()"
)


@pytest.fixture
async def others() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def comes(stack: AsyncExitStack, url: str, who: Presence, mark: str) -> bool:
    """Come, and tell whether that was possible."""
    try:
        await stack.enter_async_context(present(url, who, mark))
    except PresenceError:
        return False
    return True


async def test_desks_work_side_by_side_under_any_keys(url: str, others: AsyncExitStack) -> None:
    for mark in (OLD, OLD, NEW):
        assert await comes(others, url, Presence.DESK, mark)


async def test_a_rotation_needs_every_desk_to_begin_with_its_key(
    url: str, others: AsyncExitStack
) -> None:
    await comes(others, url, Presence.DESK, NEW)
    async with AsyncExitStack() as left_behind:
        await comes(left_behind, url, Presence.DESK, OLD)
        assert not await comes(others, url, Presence.ROTATION, NEW)

    assert await comes(others, url, Presence.ROTATION, NEW)


async def test_a_desk_with_an_older_key_does_not_start_beneath_a_rotation(
    url: str, others: AsyncExitStack
) -> None:
    async with AsyncExitStack() as rotation:
        await comes(rotation, url, Presence.ROTATION, NEW)
        assert not await comes(others, url, Presence.DESK, OLD)
        assert await comes(others, url, Presence.DESK, NEW)

    assert await comes(others, url, Presence.DESK, OLD)


async def test_two_rotations_to_different_keys_do_not_meet(
    url: str, others: AsyncExitStack
) -> None:
    await comes(others, url, Presence.ROTATION, NEW)

    assert not await comes(others, url, Presence.ROTATION, OLD)


async def test_of_two_who_come_at_once_never_do_both_stay(url: str, others: AsyncExitStack) -> None:
    came = await asyncio.gather(
        comes(others, url, Presence.DESK, OLD), comes(others, url, Presence.ROTATION, NEW)
    )

    assert sum(came) <= 1


async def test_a_desk_that_the_server_has_thrown_out_comes_back(
    postgres: str, others: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await new_database(postgres, empty=True)
    monkeypatch.setattr(presence, "AGAIN", 0.0)
    await comes(others, url, Presence.DESK, OLD)
    engine = create_async_engine(url)
    async with asyncio.timeout(20), engine.connect() as connection:
        (before,) = (await connection.scalars(HOLDERS)).all()
        await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": before})
        while (after := (await connection.scalars(HOLDERS)).all()) in ([], [before]):
            await connection.rollback()
    await engine.dispose()

    assert 1 == len(after)
    assert not await comes(others, url, Presence.ROTATION, NEW)


async def test_a_process_that_is_killed_leaves_nothing_behind(
    tmp_path: Path, others: AsyncExitStack
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/desk.db"
    started = multiprocessing.get_context("spawn").Event()
    desk = multiprocessing.get_context("spawn").Process(target=stays, args=(url, started))
    desk.start()
    assert await asyncio.to_thread(started.wait, 30)
    assert not await comes(others, url, Presence.ROTATION, NEW)
    desk.kill()
    desk.join()

    assert await comes(others, url, Presence.ROTATION, NEW)


def stays(url: str, started: "multiprocessing.synchronize.Event") -> None:
    """Be a desk until killed."""

    async def stay() -> None:
        async with present(url, Presence.DESK, OLD):
            started.set()
            await asyncio.Event().wait()

    asyncio.run(stay())
