"""The same code once more: posted again by the panel, or sent again by the service."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.flows.custody.forgetting import forget
from bot.flows.intake import SOURCE
from storage.inbox import Sighting
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_lost_numbers import CODE, comes

LEASED = "+447700900010"


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await stage.says("/number gb toy 010")
        await stage.advance(2)
        yield stage


def codes(stage: Stage) -> int:
    return sum(text_of(one).startswith("🔑") and CODE in text_of(one) for one in stage.seen())


async def test_a_code_posted_again_within_minutes_is_told_once(panel: Stage) -> None:
    for _ in range(3):
        comes(panel, LEASED)
        await panel.advance(180, step=30)

    assert 1 == codes(panel)


async def test_the_same_code_a_quarter_of_an_hour_later_is_another_one(panel: Stage) -> None:
    comes(panel, LEASED)
    await panel.advance(600, step=30)
    await panel.taps("Extend", panel.card())
    await panel.advance(300, step=30)
    comes(panel, LEASED)
    await panel.advance(2)

    assert 2 == codes(panel)


async def kept(stage: Stage) -> int:
    """Count the callbacks whose words are still there."""
    async with stage.app.desk.storage.reading() as work:
        rows = await work._database.scalars(
            select(Sighting).where(col(Sighting.source) == SOURCE, col(Sighting.body).is_not(None))
        )
        return len(rows.all())


@pytest.mark.parametrize("number", ["+447700900999", "12"])
async def test_nothing_keeps_a_code_for_longer_than_codes_are_kept(
    tmp_path: Path, number: str
) -> None:
    """Nor one for a number that nobody knows, or that cannot even be read."""
    async with opened_stage(
        tmp_path, vendors=("virtual_numbers",), RETENTION_HOURS_CODES="1"
    ) as stage:
        await stage.says("/start")
        comes(stage, number)
        await stage.settle()
        assert await kept(stage)

        await stage.advance(70, step=5)
        await stage.advance(2 * 3600, step=600)
        await forget(stage.app.desk)
        assert not await kept(stage)
