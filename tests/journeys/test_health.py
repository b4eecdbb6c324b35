"""Providers in trouble: said at once, taken over, told once, over again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN
from tests.journeys.stage import Stage, opened_stage, text_of

GOOD, UNPAID = "+447700900000", "+447700900025"


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Stage]:
    """Two that can ring a phone."""
    async with opened_stage(tmp_path, vendors=("numcheck", "lanck")) as stage:
        yield stage


def told(stage: Stage, words: str) -> int:
    return sum(words in text_of(one) for one in stage.seen(who=ANNA))


async def test_no_funds_is_told_once_and_said_at_once_until_it_is_over(stage: Stage) -> None:
    await stage.control("numcheck", mode="no_funds")
    await stage.says(f"/verify {GOOD}")
    await stage.says("/verify +447700900001")
    assert "cannot be used just now" in text_of(stage.last())
    assert 1 == told(stage, "our account there is empty")

    await stage.control("numcheck", mode="up")
    await stage.advance(20)
    await stage.says("/verify +447700900002")
    assert "in progress" in text_of(stage.card())
    await stage.advance(3)
    assert 1 == told(stage, "NumCheck works again")


async def test_a_refused_key_closes_again_with_a_probe(stage: Stage) -> None:
    await stage.control("numcheck", mode="bad_credentials")
    await stage.says(f"/verify {GOOD}")
    await stage.advance(30)
    assert 1 == told(stage, "it refuses our key")
    await stage.says("/verify +447700900001")
    assert "cannot be used just now" in text_of(stage.last())

    await stage.control("numcheck", mode="up")
    await stage.advance(15)
    assert 1 == told(stage, "✅ NumCheck works again")
    await stage.says("/verify +447700900002")
    assert "in progress" in text_of(stage.card())


async def test_silence_opens_the_circuit_and_another_provider_takes_over(pair: Stage) -> None:
    await pair.control("numcheck", mode="down")
    for last in range(5):
        await pair.says(f"/verify +44770090000{last} flash")
    await pair.advance(10)
    assert 1 == told(pair, "had no answer")

    await pair.says("/verify +447700900005 flash")
    await pair.advance(3)
    (call,) = pair.handsets.calls_to("+447700900005")
    assert "lanck" == call.provider


async def test_an_incident_outlives_the_process(stage: Stage) -> None:
    await stage.control("numcheck", mode="bad_credentials")
    await stage.says(f"/verify {GOOD}")
    await stage.lights_out()
    await stage.lights_on()
    await stage.says("/verify +447700900001")

    assert "cannot be used just now" in text_of(stage.last())


async def test_administrators_see_test_and_switch_providers(pair: Stage) -> None:
    await pair.says(f"/verify {GOOD} flash")
    await pair.advance(5)
    await pair.says("/providers")
    table = pair.last()
    assert "NumCheck: well" in text_of(table)
    assert "MCN: not configured" in text_of(table)
    assert "requests today" in text_of(table)

    alert = await pair.taps("Test NumCheck", table)
    assert alert is not None
    assert "accepts our key" in alert
    await pair.taps("Switch off NumCheck", table)
    assert "switched off" in text_of(pair.last())
    await pair.says("/verify +447700900001 flash")
    await pair.advance(3)
    (call,) = pair.handsets.calls_to("+447700900001")
    assert "lanck" == call.provider


async def test_nobody_else_sees_or_switches_them(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        await stage.says("/providers", who=BEN)

        assert "Only an owner or an administrator" in text_of(stage.last(who=BEN))


async def test_what_could_not_be_charged_is_told_once_an_hour(tmp_path: Path) -> None:
    """Whoever asked for the call reads that on-call has been told, so they have."""
    async with opened_stage(tmp_path, vendors=("mcn",)) as stage:
        for _ in range(2):
            await stage.says(f"/verify {UNPAID} password")
            await stage.advance(62, step=2)
            assert "Whoever is on call has been told" in text_of(stage.card())
        assert 1 == told(stage, "MCN took an order and then could not charge our account")

        await stage.advance(3600, step=600)
        await stage.says(f"/verify {UNPAID} password")
        await stage.advance(30, step=2)
        assert 2 == told(stage, "MCN took an order and then could not charge our account")


async def test_where_nothing_is_free_an_order_closes_the_circuit(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("mcn",)) as stage:
        await stage.control("mcn", mode="bad_credentials")
        await stage.says(f"/verify {GOOD} password")
        await stage.advance(5)
        await stage.says("/verify +447700900001 password")
        assert "cannot be used just now" in text_of(stage.last())

        await stage.advance(60, step=5)
        await stage.control("mcn", mode="up")
        assert [] == stage.town.vendors["mcn"].complaints
        await stage.says("/verify +447700900002 password")
        await stage.advance(3)
        assert 1 == told(stage, "✅ MCN works again")
        await stage.says("/providers")
        assert "Test MCN" not in str(stage.last())


@pytest.mark.parametrize(
    ("vendor", "title", "wish"),
    [
        ("numcheck", "NumCheck", f"/verify {GOOD}"),
        ("lanck", "LANCK", f"/hlr {GOOD}"),
        ("virtual_numbers", "Virtual numbers", "/number"),
    ],
)
async def test_whoever_cannot_do_it_now_is_named(
    tmp_path: Path, vendor: str, title: str, wish: str
) -> None:
    async with opened_stage(tmp_path, vendors=(vendor,)) as stage:
        await stage.says("/providers")
        await stage.taps(f"Switch off {title}", stage.last())
        await stage.says(wish)

        assert text_of(stage.last()).startswith(title)


@pytest.mark.parametrize("wish", [f"/fraud {GOOD}", "/number", f"/verify {GOOD} password"])
async def test_without_anybody_set_up_for_it_numdesk_says_so(stage: Stage, wish: str) -> None:
    await stage.says(wish)

    assert "No provider for this" in text_of(stage.last())


async def test_whatever_is_switched_off_is_called_so(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None) as stage:
        await stage.says("/batch +447700900001, +447700900002")
        quote = stage.last()
        await stage.says("/providers")
        table = stage.last()
        for name in ("LANCK", "NXCloud", "Virtual numbers"):
            await stage.taps(f"Switch off {name}", table)
        told = [await stage.taps("HLR in bulk", quote)]
        for asked in ("/hlr +447700900001", "/number gb", "/batch 101713775788"):
            await stage.says(asked)
            told.append(text_of(stage.last()))

    assert ["NXCloud", "LANCK", "Virtual numbers", "NXCloud"] == [
        (one or "").removesuffix(" is switched off just now. An administrator can change that.")
        for one in told
    ]


async def test_whatever_is_in_trouble_is_not_called_missing(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("nxcloud",)) as stage:
        await stage.control("nxcloud", mode="bad_credentials")
        await stage.says("/batch 101713775788")
        await stage.advance(10)
        await stage.says("/batch 101713775789")

        assert "NXCloud cannot be used just now" in text_of(stage.last())
