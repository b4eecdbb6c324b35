"""What was written while the desk was away: soon it is done, hours later it is only answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows.asking import lateness
from bot.flows.asking.asking import Asker, RefusedRequest
from sandbox.town import ANNA, BOT_ID
from storage.people import Role
from tests.journeys.stage import Stage, opened_stage, text_of

PHONE = "+447700900000"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/start")
        yield stage


async def is_away(stage: Stage, span: timedelta, *said: str) -> None:
    """Have the desk away while somebody writes to it."""
    await stage.lights_out()
    for text in said:
        stage.telegram.say(ANNA, BOT_ID, text)
    stage.clock.move(span)
    await stage.lights_on()
    await stage.settle()
    await stage.advance(3)


async def test_an_order_of_hours_ago_calls_nobody_and_says_so(desk: Stage) -> None:
    await is_away(desk, timedelta(hours=9), f"/verify {PHONE} flash")

    assert [] == desk.handsets.calls_to(PHONE)
    assert "You wrote this 9 h ago" in text_of(desk.last())
    await desk.says(f"/verify {PHONE} flash")
    assert 1 == len(desk.handsets.calls_to(PHONE))


async def test_an_order_of_minutes_ago_is_done(desk: Stage) -> None:
    await is_away(desk, timedelta(minutes=14), f"/verify {PHONE} flash")

    assert 1 == len(desk.handsets.calls_to(PHONE))


async def test_what_costs_nothing_is_answered_however_late(desk: Stage) -> None:
    await is_away(desk, timedelta(hours=9), "/help")

    assert "/verify" in text_of(desk.last())


async def test_an_order_taken_in_its_time_is_not_called_late_when_it_comes_again(
    desk: Stage,
) -> None:
    """The desk died after the call, before it had written down that the update was done."""
    said = await desk.says(f"/verify {PHONE} flash")
    written_at = desk.clock.now()
    await desk.advance(3600, step=600)
    taken = Asker(
        person_id=ANNA,
        name="Anna",
        chat_id=ANNA,
        topic_id=None,
        request=f"message:{ANNA}:{said['message_id']}",
        message_id=said["message_id"],
        role=Role.OWNER,
    )
    await lateness.check(desk.app.desk, taken, written_at)

    with pytest.raises(RefusedRequest):
        await lateness.check(desk.app.desk, taken.because("message:1001:999"), written_at)
