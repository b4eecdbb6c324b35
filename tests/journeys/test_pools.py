"""A group shares numbers, and exactly one person has each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Stage, opened_stage, text_of

RENTED = "+447700900500"


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001 1002") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        yield stage


def message(stage: Stage, text: str) -> None:
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, "+447700900001", text)


async def test_of_two_who_take_a_number_one_wins(pool: Stage) -> None:
    card = pool.last(where=SUPPORT)
    for who in (ANNA, BEN):
        pool.telegram.press(who, SUPPORT, card["message_id"], "Take …0500")
    await pool.settle()

    assert "Anna" in text_of(pool.last(where=SUPPORT))


async def test_a_code_for_a_number_somebody_holds_is_theirs_alone(pool: Stage) -> None:
    await pool.taps("Take …0500", pool.last(where=SUPPORT), where=SUPPORT)
    message(pool, "Your code is 004217")
    await pool.advance(3)
    news = pool.last(where=SUPPORT)
    assert "004217" not in text_of(news)
    assert "004217" in (await pool.taps("Show", news, where=SUPPORT) or "")
    assert "Anna holds this." == await pool.taps("Show", news, who=BEN, where=SUPPORT)


async def test_a_code_nobody_holds_goes_to_the_first_tap_or_to_on_call(pool: Stage) -> None:
    message(pool, "Your code is 004217")
    await pool.advance(3)
    news = pool.last(where=SUPPORT)
    await pool.advance(32, step=4)
    assert any("nobody has taken it" in text_of(one) for one in pool.seen(who=ANNA))

    shown = await pool.taps("Take the code", news, who=BEN, where=SUPPORT)
    assert "004217" in (shown or "")
    assert "holds this" in (await pool.taps("Take the code", news, where=SUPPORT) or "")
    assert not any("004217" in text_of(one) for one in pool.seen(where=SUPPORT))


async def test_the_same_number_is_in_one_pool_only(pool: Stage) -> None:
    await pool.says(f"/pool add {RENTED}")

    assert "in a pool already" in text_of(pool.last())


async def test_whoever_leaves_the_group_holds_nothing_in_that_moment(pool: Stage) -> None:
    await pool.taps("Take …0500", pool.last(where=SUPPORT), who=BEN, where=SUPPORT)
    pool.telegram.leave(BEN, SUPPORT)
    await pool.settle()
    await pool.says("/pool", where=SUPPORT)

    assert "free" in text_of(pool.last(where=SUPPORT))


async def test_access_is_listed_and_ends_with_a_tap(pool: Stage) -> None:
    await pool.says("/start", who=CHIARA)
    await pool.taps("Ask for access", pool.last(who=CHIARA), who=CHIARA)
    await pool.taps("Operator", pool.last())
    await pool.says("/access")
    await pool.taps("Revoke Chiara", pool.last())
    await pool.says("/verify +447700900000 pin", who=CHIARA)

    assert "Nobody but the owners" in text_of(pool.last())
    assert [] == pool.handsets.calls
