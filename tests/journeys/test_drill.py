"""A rehearsal of the alarm, from the command to somebody who has it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA
from tests.journeys.stage import Stage, opened_stage, text_of


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna and Ben own the desk, and are on call."""
    async with opened_stage(tmp_path, OWNER_IDS="1001 1002") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        yield stage


def told(stage: Stage, words: str, *, who: int = ANNA) -> int:
    return sum(words in text_of(one) for one in stage.seen(who=who))


async def test_on_call_is_told_and_timed_and_nothing_is_spent(desk: Stage) -> None:
    await desk.says("/drill")
    alarm = desk.last(who=BEN)
    assert "Practice alarm" in text_of(alarm)
    await desk.advance(42, step=21)
    await desk.taps("Got it", alarm, who=BEN)
    assert 1 == told(desk, "Ben took the practice alarm after 42 s")

    mine = next(one for one in desk.seen() if "Practice alarm" in text_of(one))
    await desk.taps("Got it", mine)
    assert 1 == told(desk, "took the practice alarm")
    assert [] == desk.handsets.calls
    await desk.says("/drill")
    assert "taken after 42 s" in " ".join(text_of(one) for one in desk.seen())


async def test_silence_is_told_too_and_only_once(desk: Stage) -> None:
    await desk.says("/drill")
    await desk.advance(700, step=350)

    assert 1 == told(desk, "Nobody took the practice alarm")


async def test_the_same_command_twice_rings_once(desk: Stage) -> None:
    await desk.says("/drill")
    desk.telegram.redeliver_last_update(desk.bot_id)
    await desk.settle()

    assert 1 == told(desk, "Practice alarm", who=BEN)


async def test_only_owners_rehearse(desk: Stage) -> None:
    await desk.says("/start", who=CHIARA)
    await desk.taps("Ask for access", desk.last(who=CHIARA), who=CHIARA)
    await desk.taps("Operator", desk.last())
    await desk.says("/drill", who=CHIARA)

    assert "Only an owner" in text_of(desk.last(who=CHIARA))
