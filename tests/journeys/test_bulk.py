"""Lists handed in to NXCloud: by push and by query, both generations, and old ones by name."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_batches import results, sends

LIST = "+447700900000\n+447700900030\n+447700900001\n12\n"


@pytest.fixture
async def nxcloud(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("nxcloud",)) as stage:
        yield stage


@pytest.mark.parametrize("generation", [1, 2])
async def test_a_list_is_handed_in_once_and_comes_back_whole(
    nxcloud: Stage, generation: int
) -> None:
    await nxcloud.control("nxcloud", generation=generation)
    quote = await sends(nxcloud, LIST)
    await nxcloud.taps("HLR in bulk", quote)
    await nxcloud.taps("Start", nxcloud.last())
    await nxcloud.advance(40)

    assert "done" in text_of(nxcloud.card())
    verdicts = [row[2] for row in results(nxcloud)[1:]]
    assert ["reachable", "unreachable", "reachable", "invalid"] == verdicts
    assert 3 == len(nxcloud.town.vendors["nxcloud"].charged)


async def test_a_lost_push_and_a_lost_answer_are_found_by_name(nxcloud: Stage) -> None:
    quote = await sends(nxcloud, "+447700900053\n+447700900014\n+447700900000\n")
    await nxcloud.taps("HLR in bulk", quote)
    await nxcloud.taps("Start", nxcloud.last())
    await nxcloud.advance(120, step=2)

    assert "done" in text_of(nxcloud.card())
    assert 3 == len(nxcloud.town.vendors["nxcloud"].charged)
    assert 4 == len(results(nxcloud))


async def test_an_old_batch_is_read_by_its_name_and_day(nxcloud: Stage) -> None:
    quote = await sends(nxcloud, LIST)
    await nxcloud.taps("HLR in bulk", quote)
    await nxcloud.taps("Start", nxcloud.last())
    await nxcloud.advance(40)
    (name,) = await names(nxcloud)
    await nxcloud.says(f"/batch {name} 2026-11-21")
    await nxcloud.advance(20)

    assert "done" in text_of(nxcloud.card())
    assert 4 == len(results(nxcloud))


async def names(stage: Stage) -> list[str]:
    """Name what was handed in."""
    async with stage.app.desk.storage.reading() as work:
        (batch,) = [one.id for one in await work.sessions.recent(1001, person_id=None, limit=9)]
        lines = await work.batches.lines(batch)
    return sorted({line.order_name for line in lines if line.order_name})
