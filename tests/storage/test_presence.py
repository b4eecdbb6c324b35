"""Keys never change beneath a running desk, whichever of the two comes first."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage.presence import Presence, PresenceError, present

OLD, NEW = "0" * 64, "1" * 64


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
