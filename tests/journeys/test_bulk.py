"""Lists handed in to NXCloud: by push and by query, both generations, and old ones by name."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from providers.contract.capabilities import BatchInspector
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_batches import results, sends

LIST = "+447700900000\n+447700900030\n+447700900001\n12\n"


@pytest.fixture
async def nxcloud(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("nxcloud",)) as stage:
        yield stage


async def hands_in(stage: Stage, numbers: str, seconds: int = 40) -> None:
    """Have a list checked in bulk."""
    quote = await sends(stage, numbers)
    await stage.taps("HLR in bulk", quote)
    await stage.taps("Start", stage.last())
    await stage.advance(seconds, step=seconds / 40)


async def old_batch(stage: Stage) -> str:
    """Have a list checked in bulk, and give the name it was handed in under."""
    await hands_in(stage, LIST)
    (name,) = await names(stage)
    return name


@pytest.mark.parametrize("generation", [1, 2])
async def test_a_list_is_handed_in_once_and_comes_back_whole(
    nxcloud: Stage, generation: int
) -> None:
    await nxcloud.control("nxcloud", generation=generation)
    await hands_in(nxcloud, LIST)

    assert "done" in text_of(nxcloud.card())
    verdicts = [row[2] for row in results(nxcloud)[1:]]
    assert ["reachable", "unreachable", "reachable", "invalid"] == verdicts
    assert 3 == len(nxcloud.town.vendors["nxcloud"].charged)


async def test_a_lost_push_and_a_lost_answer_are_found_by_name(nxcloud: Stage) -> None:
    await hands_in(nxcloud, "+447700900053\n+447700900014\n+447700900000\n", seconds=120)

    assert "done" in text_of(nxcloud.card())
    assert 3 == len(nxcloud.town.vendors["nxcloud"].charged)
    assert 4 == len(results(nxcloud))


async def test_an_old_batch_is_read_by_its_name_and_day(nxcloud: Stage) -> None:
    name = await old_batch(nxcloud)
    await nxcloud.says(f"/batch {name} 2026-11-21")
    await nxcloud.advance(20)

    assert "done" in text_of(nxcloud.card())
    assert 4 == len(results(nxcloud))


async def names(stage: Stage) -> list[str]:
    """Name what was handed in."""
    async with stage.app.desk.storage.reading() as work:
        (batch,) = [one.id for one in await work.sessions.recent(1001, limit=9)]
        lines = await work.batches.lines(batch)
    return sorted({line.order_name for line in lines if line.order_name})


async def test_an_old_batch_survives_a_kill_while_it_is_read(nxcloud: Stage) -> None:
    name = await old_batch(nxcloud)
    await nxcloud.says(f"/batch {name} 2026-11-21")
    await nxcloud.advance(1)
    await nxcloud.lights_out()
    await nxcloud.lights_on()
    await nxcloud.advance(20)

    assert "done" in text_of(nxcloud.card())
    assert 4 == len(results(nxcloud))


async def test_one_number_is_found_by_its_message_id(nxcloud: Stage) -> None:
    await hands_in(nxcloud, LIST)
    row_id = await row_id_of(nxcloud)
    await nxcloud.says(f"/batch {row_id} 2026-11-21")
    await nxcloud.advance(20)

    assert "done" in text_of(nxcloud.card())
    assert 2 == len(results(nxcloud))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/batch 101713775788 2026-11-20", "has nothing under this name"),
        ("/batch 101713775788 2026-11-01", "14 days only"),
        ("/batch 101713775788 2027-01-01", "has not come yet"),
        ("/batch abcdefgh tomorrow", "the name of a batch and its day"),
    ],
)
async def test_an_old_batch_that_is_not_there_says_so(
    nxcloud: Stage, text: str, words: str
) -> None:
    await nxcloud.says(text)
    await nxcloud.advance(20)

    assert words in text_of(nxcloud.last())


async def row_id_of(stage: Stage) -> str:
    """Give NXCloud's id of the first number it was handed."""
    (name,) = await names(stage)
    inspector: object = stage.app.desk.catalog.get("nxcloud")
    assert isinstance(inspector, BatchInspector)
    asking = asyncio.create_task(inspector.fetch_batch(name, day=stage.clock.now().date()))
    while not asking.done():
        await stage.advance(1)
    found = asking.result().rows[0].reference
    assert found is not None
    return found
