"""Running lists: killed at any point, side by side, known already, too large for one file."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from bot.flows.asking.asking import Asker
from bot.flows.batches import results as files
from bot.flows.running import health
from bot.jobs.beat import BEAT
from sandbox.town import ANNA, BEN
from storage.batches import LineState
from storage.people import Role
from tests.journeys.stage import Stage, labels_of, opened_stage, text_of
from tests.journeys.test_batches import results, sends

KILLS = 10
JUST_OVER = 1.002  # seconds: by then a provider's window has room again


@pytest.fixture
async def lanck(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001 1002") as stage:
        await stage.says("/start", who=BEN)
        yield stage


def numbers(count: int, first: int = 0) -> str:
    """List numbers none of which has a fate of its own."""
    return "\n".join(f"+4477009{last:05}" for last in _fateless(count, first))


def _fateless(count: int, first: int) -> list[int]:
    plain = (last for last in range(first, 100_000) if last % 1000 >= 100)
    return [next(plain) for _ in range(count)]


async def started(stage: Stage, content: str, level: str | None = None) -> str:
    quote = await sends(stage, content)
    if level is not None:
        await stage.taps(level, quote)
        quote = stage.last()
    await stage.taps("Start", quote)
    if "second person" in text_of(quote):
        await stage.taps("Approve", stage.last(who=BEN), who=BEN)
    await stage.advance(1)
    return stage.session_id()


async def states(stage: Stage, session_id: str) -> dict[LineState, int]:
    async with stage.app.desk.storage.reading() as work:
        return await work.batches.counts(session_id)


async def test_killed_ten_times_every_number_is_asked_once_or_marked_unknown(
    lanck: Stage,
) -> None:
    chance = Random(20261121)
    session_id = await started(lanck, numbers(2000))
    for _ in range(KILLS):
        await lanck.advance(chance.randrange(1, 6) * JUST_OVER, step=JUST_OVER)
        lanck.clock.move(BEAT * chance.randrange(1, 4))
        await lanck.app.conveyor.tick()
        for _ in range(chance.randrange(400)):  # turns of the loop, somewhere between two lines
            await asyncio.sleep(0)
        await lanck.lights_out()
        await lanck.lights_on()
    await lanck.advance(60, step=JUST_OVER)
    await lanck.advance(150, step=10)

    charged = Counter(lanck.town.vendors["lanck"].charged)
    rows = results(lanck)[1:]
    verdicts = {row[1]: row[2] for row in rows}
    unknown = {number for number, verdict in verdicts.items() if verdict == "unknown"}
    counts = await states(lanck, session_id)
    assert "done" in text_of(lanck.card())
    assert 2000 == len(rows) == len(verdicts)
    assert {1} == set(charged.values())
    assert verdicts.keys() - unknown <= charged.keys()
    assert counts.keys() <= {LineState.DONE, LineState.UNKNOWN}
    assert len(unknown) <= KILLS * 20, "what is in hand is little"


async def test_a_short_list_behind_a_long_one_is_done_soon(lanck: Stage) -> None:
    long = await started(lanck, numbers(3000))
    await lanck.advance(5)
    short = await started(lanck, numbers(50, first=50_000))
    await lanck.advance(6, step=JUST_OVER)

    assert {LineState.DONE: 50} == await states(lanck, short)
    assert (await states(lanck, long))[LineState.WAITING] > 2500


async def test_people_go_first(lanck: Stage) -> None:
    await started(lanck, numbers(2000))
    await lanck.advance(3)
    await lanck.says("/hlr +447700900001", who=BEN)
    await lanck.advance(JUST_OVER, step=JUST_OVER)

    assert "reachable" in text_of(lanck.card(who=BEN))


async def test_the_ceiling_is_kept_busy_and_not_broken(lanck: Stage) -> None:
    await started(lanck, numbers(1500))
    before = len(lanck.town.vendors["lanck"].charged)
    await lanck.advance(10 * JUST_OVER, step=JUST_OVER / 4)
    asked = len(lanck.town.vendors["lanck"].charged) - before

    assert 0.99 * 300 <= asked <= 301
    assert [] == lanck.town.vendors["lanck"].complaints


async def test_what_was_answered_lately_is_not_asked_again(lanck: Stage) -> None:
    await started(lanck, numbers(20))
    await lanck.says("/hlr +447700900500")
    await lanck.advance(5)
    quote = await sends(lanck, numbers(20) + "\n+447700900500\n+447700900501")
    assert "HLR: 1 paid request," in text_of(quote)
    assert "21 were answered lately" in text_of(quote)

    await lanck.taps("Start", quote)
    await lanck.advance(5)
    assert "21 were known already" in text_of(lanck.card())
    assert 22 == len(lanck.town.vendors["lanck"].charged)
    assert {"reachable"} == {row[2] for row in results(lanck)[1:]}


async def test_a_desk_that_dies_while_it_reads_a_list_reads_the_rest(lanck: Stage) -> None:
    quote = await sends(lanck, numbers(900) + "\n+447700900100\n12")
    await lanck.taps("Format only, free", quote)
    await lanck.taps("Start", lanck.last())
    session_id = lanck.session_id()
    reading = asyncio.create_task(lanck.app.conveyor.tick())
    while not await states(lanck, session_id):
        await asyncio.sleep(0)
    await asyncio.gather(reading)
    await lanck.lights_out()
    await lanck.lights_on()
    await lanck.advance(3)

    assert "done" in text_of(lanck.card())
    assert 902 == len(results(lanck)) - 1
    assert 1 == (await states(lanck, session_id))[LineState.DUPLICATE]


async def test_a_provider_that_is_away_is_waited_for(lanck: Stage) -> None:
    session_id = await started(lanck, numbers(300))
    await switch(lanck, off=True)
    await lanck.advance(3)
    asked = len(lanck.town.vendors["lanck"].charged)
    await lanck.advance(5)
    assert asked == len(lanck.town.vendors["lanck"].charged)
    assert "Waiting for LANCK" in text_of(lanck.card())

    await switch(lanck, off=False)
    await lanck.advance(30, step=2)
    assert {LineState.DONE: 300} == await states(lanck, session_id)


async def switch(stage: Stage, *, off: bool) -> None:
    owner = Asker(ANNA, "Anna", ANNA, None, "test", None, role=Role.OWNER)
    await health.switch(stage.app.desk, owner, "lanck", off=off)


async def test_large_results_come_in_parts(lanck: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 20_000)
    await started(lanck, numbers(900), "Format only, free")
    await lanck.advance(3)

    sent = [one["document"] for one in lanck.seen() if "document" in one]
    parts = [one for one in sent if " of " in one["file_name"] and one["file_name"].endswith("csv")]
    assert len(parts) > 1
    assert all(one["file_size"] <= 50_000 for one in parts)
    assert f"1 of {len(parts)}.csv" in parts[0]["file_name"]


async def test_results_are_sent_again_until_they_are_forgotten(lanck: Stage) -> None:
    await started(lanck, "+447700900000\n+447700900030\n12\n")
    await lanck.advance(3)
    await lanck.taps("Only bad ones", lanck.card())
    assert ["unreachable", "invalid"] == [row[2] for row in results(lanck)[1:]]
    await lanck.taps("All results", lanck.card())
    assert 4 == len(results(lanck))

    card = lanck.card()
    await lanck.advance(31 * 24 * 3600, step=24 * 3600)
    assert "forgotten after 30 days" in (await lanck.taps("All results", card) or "")
    await lanck.says("/batch")
    assert "3 numbers" in text_of(lanck.last())
    async with lanck.app.desk.storage.reading() as work:
        lines = await work.batches.lines(lanck.session_id())
    assert all(line.number is None and line.facts is None for line in lines)
    assert {"[]"} == {line.cells for line in lines}


@pytest.mark.parametrize("is_killed", [False, True])
async def test_a_list_cancelled_while_it_is_read_asks_nobody_and_loses_no_line(
    lanck: Stage, is_killed: bool
) -> None:
    quote = await sends(lanck, numbers(900))
    await lanck.taps("Start", quote)
    session_id = lanck.session_id()
    reading = asyncio.create_task(lanck.app.conveyor.tick())
    while not await states(lanck, session_id):
        await asyncio.sleep(0)
    await asyncio.gather(reading)
    asked = len(lanck.town.vendors["lanck"].charged)
    await lanck.taps("Cancel", lanck.card())
    if is_killed:
        await lanck.lights_out()
        await lanck.lights_on()
    await lanck.advance(130, step=10)

    assert "cancelled" in text_of(lanck.card())
    assert 900 == len(results(lanck)) - 1
    assert len(lanck.town.vendors["lanck"].charged) <= asked + 9, "what was in hand"
    assert 1 == max(Counter(lanck.town.vendors["lanck"].charged).values(), default=1)


async def test_pause_and_resume_in_the_same_breath_lose_nothing(lanck: Stage) -> None:
    session_id = await started(lanck, numbers(120))
    for word in ("Pause", "Resume", "Pause", "Resume"):
        card = lanck.card()
        names = labels_of(card)
        await lanck.taps(word if word in names else names[0], card)
    if "Paused" in text_of(lanck.card()):
        await lanck.taps("Resume", lanck.card())
    await lanck.advance(8, step=JUST_OVER)

    assert {LineState.DONE: 120} == await states(lanck, session_id)
    assert 120 == len(set(lanck.town.vendors["lanck"].charged))


async def test_two_people_share_a_provider_and_each_gets_the_own_files(lanck: Stage) -> None:
    await started(lanck, numbers(60))
    lanck.telegram.send_file(
        BEN, lanck.bot_id, "ben.csv", numbers(30, first=40_000).encode(), caption="/batch"
    )
    await lanck.settle()
    await lanck.taps("Start", lanck.last(who=BEN), who=BEN)
    await lanck.advance(8, step=JUST_OVER)

    assert "60 numbers · done" in text_of(lanck.card())
    assert "30 numbers · done" in text_of(lanck.card(who=BEN))
    assert 90 == len(set(lanck.town.vendors["lanck"].charged))
    files = [one["document"] for one in lanck.seen(who=BEN) if "document" in one]
    assert 1 == sum(one["file_name"].endswith("results.csv") for one in files)
