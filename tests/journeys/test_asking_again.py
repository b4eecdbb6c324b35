"""Requests that nobody answers end, and a no can be asked about again after its time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows.access import admission
from sandbox.town import ANNA, BOT_ID, CHIARA, SUPPORT
from tests.journeys.stage import Stage, labels_of, opened_stage, text_of
from tests.journeys.test_access import DAY, knocks, makes, token_in

WEEK = 7 * DAY


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        await stage.says("/start")
        yield stage


async def passes(stage: Stage, seconds: float) -> None:
    await stage.advance(seconds, step=seconds)
    await stage.advance(61, step=61)


async def test_a_request_nobody_answers_is_over_after_a_week(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    card = desk.last()
    await passes(desk, WEEK)

    assert "Nobody has answered your request in time." in text_of(desk.last(who=CHIARA))
    assert "Chiara was not answered in time, and may ask again." == text_of(desk.last())
    assert card["message_id"] == desk.last()["message_id"]
    assert [] == labels_of(desk.last())

    await knocks(desk, CHIARA)
    assert "Asked." in text_of(desk.last(who=CHIARA))
    assert ["Operator", "Viewer", "Refuse"] == labels_of(desk.last())


async def test_a_tap_on_a_request_that_is_over_lets_nobody_in(desk: Stage) -> None:
    await knocks(desk, CHIARA)
    desk.telegram.press(ANNA, BOT_ID, desk.last()["message_id"], "Operator")
    desk.clock.move(timedelta(seconds=WEEK))
    await admission.expire(desk.app.desk)  # before the tap has reached the desk
    await desk.settle()
    await desk.says("/help", who=CHIARA)

    assert "Chiara was not answered in time, and may ask again." == text_of(desk.last())
    assert "Nobody has answered" in text_of(desk.last(who=CHIARA))


async def test_whoever_was_removed_asks_again_after_a_week_and_is_let_in(desk: Stage) -> None:
    await makes(desk, CHIARA, "operator")
    await desk.says("/access remove @chiara")
    await knocks(desk, CHIARA)
    assert "have said no. You may ask again from 28 Nov 12:00 UTC." in text_of(
        desk.last(who=CHIARA)
    )
    await passes(desk, WEEK)
    await knocks(desk, CHIARA)
    assert "Asked." in text_of(desk.last(who=CHIARA))

    await desk.taps("Operator", desk.last())
    await desk.says("/status", who=CHIARA)
    assert "Nothing is open" in text_of(desk.last(who=CHIARA))


async def test_who_asks_to_come_back_is_let_in_by_no_group_and_no_link(desk: Stage) -> None:
    desk.telegram.join(CHIARA, SUPPORT)
    await desk.says("/access here operator", where=SUPPORT)
    await makes(desk, CHIARA, "operator")
    await desk.says("/access remove @chiara")
    await passes(desk, WEEK)
    await knocks(desk, CHIARA)
    heard = len(desk.seen(where=SUPPORT))
    await desk.says("/status", who=CHIARA, where=SUPPORT)
    assert heard + 1 == len(desk.seen(where=SUPPORT))
    await desk.says("/access invite operator")
    await desk.says(f"/start {token_in(desk.last())}", who=CHIARA)
    assert "has been used or is too old" in text_of(desk.last(who=CHIARA))

    request = [one for one in desk.seen() if "asks to use the desk" in text_of(one)][-1]
    await desk.taps("Refuse", request)
    assert "Chiara was refused." in [text_of(one) for one in desk.seen()]
    await knocks(desk, CHIARA)
    assert "have said no. You may ask again from" in text_of(desk.last(who=CHIARA))


async def test_a_return_nobody_answers_leaves_them_outside(desk: Stage) -> None:
    await makes(desk, CHIARA, "operator")
    await desk.says("/access remove @chiara")
    await passes(desk, WEEK)
    await knocks(desk, CHIARA)
    await passes(desk, WEEK)
    await knocks(desk, CHIARA)

    assert "have said no. You may ask again from" in text_of(desk.last(who=CHIARA))
