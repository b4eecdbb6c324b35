"""Updates in line: one after the other in a chat, each handled by one process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.updates import Intake
from sandbox.town import ANNA, BEN
from tests.journeys.stage import Stage, opened_stage


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path) as stage:
        yield stage


class Slow:
    """A handler that takes as long as it is told to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.over = asyncio.Event()

    async def handle(self, update: Update) -> None:
        """Begin, and wait."""
        assert update.effective_user is not None
        self.begun.append(update.effective_user.id)
        await self.over.wait()


def person(person_id: int) -> dict[str, Any]:
    return {"id": person_id, "is_bot": False, "first_name": "Somebody"}


def written(stage: Stage, update_id: int) -> Update:
    chat = {"id": ANNA, "type": "private"}
    message = {"message_id": update_id, "date": 1795219200, "chat": chat, "text": "/help"}
    body = {"update_id": update_id, "message": message | {"from": person(ANNA)}}
    return Update.de_json(body, stage.app.bot)


def typed(stage: Stage, update_id: int, who: int) -> Update:
    query = {"id": str(update_id), "from": person(who), "query": "+44", "offset": ""}
    return Update.de_json({"update_id": update_id, "inline_query": query}, stage.app.bot)


async def test_what_waits_behind_a_slow_one_in_its_chat_is_no_other_process_s(desk: Stage) -> None:
    slow = Slow()
    ours = Intake(desk.app.desk, desk.app.bot, slow.handle)
    theirs = Intake(desk.app.desk, desk.app.bot, slow.handle)
    await ours.keep([written(desk, 900), written(desk, 901)])
    taken = 0
    for _ in range(20):
        desk.clock.move(timedelta(seconds=2))
        taken += await theirs.take_up()
    slow.over.set()
    await asyncio.gather(*ours.handling)

    assert 0 == taken
    assert [ANNA, ANNA] == slow.begun
    desk.clock.move(timedelta(seconds=60))
    assert 0 == await theirs.take_up()


async def test_what_people_type_behind_our_name_waits_for_nobody_else(desk: Stage) -> None:
    slow = Slow()
    intake = Intake(desk.app.desk, desk.app.bot, slow.handle)
    await intake.keep([typed(desk, 900, ANNA), typed(desk, 901, ANNA), typed(desk, 902, BEN)])
    for _ in range(10):
        await asyncio.sleep(0)

    assert [ANNA, BEN] == slow.begun
    slow.over.set()
    await asyncio.gather(*intake.handling)
    assert [ANNA, BEN, ANNA] == slow.begun
