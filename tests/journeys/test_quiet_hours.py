"""Quiet hours of a rota: what can wait comes in the morning; codes ring at any time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, CHIARA, NIGHT_SHIFT, SUPPORT
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_escalation import RENTED, arrive, calls, let_in
from tests.journeys.test_oncall import pass_time, told

EMPTY = "account there is empty"


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Stage]:
    """Noon on the stage; the desk's people sleep until two, Ben is on call."""
    async with opened_stage(tmp_path) as stage:
        await let_in(stage, BEN, CHIARA)
        await stage.says("/oncall ben chiara daily 09:00 UTC")
        await stage.says("/oncall quiet 11-14 incidents")
        yield stage


async def run_dry(stage: Stage, vendor: str = "numcheck") -> None:
    await stage.control(vendor, mode="no_funds")
    await stage.says("/verify +447700900000 flash")
    await stage.advance(1)


async def test_the_card_says_when_it_is_quiet_and_what_waits(night: Stage) -> None:
    said = text_of(night.last())
    assert "Quiet 11:00 to 14:00: what can wait does; incidents wait as well" in said

    await night.says("/oncall quiet 10 pm to 7")
    assert "Quiet 22:00 to 07:00" in text_of(night.last())
    assert "codes and incidents do not." in text_of(night.last())
    await night.says("/oncall quiet off")
    assert "Quiet" not in text_of(night.last())


async def test_an_incident_waits_for_the_morning_and_says_since_when(night: Stage) -> None:
    await run_dry(night)
    assert 0 == told(night, BEN, EMPTY)
    await night.lights_out()
    await night.lights_on()
    await pass_time(night, hours=1.9)
    assert 0 == told(night, BEN, EMPTY)

    await pass_time(night, hours=0.2)
    assert 1 == told(night, BEN, EMPTY)
    kept = text_of(night.last(who=BEN))
    assert "12:00, kept until your quiet hours were over:" in kept
    assert 0 == told(night, ANNA, EMPTY)


async def test_incidents_ring_where_nobody_chose_that_they_wait(night: Stage) -> None:
    await night.says("/oncall quiet 11-14")
    await run_dry(night)

    assert 1 == told(night, BEN, EMPTY)


async def test_a_code_rings_in_the_deepest_night_and_before_all_that_waits(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), ESCALATION_STEPS="6,12") as stage:
        await let_in(stage, BEN)
        await stage.says("/oncall ben daily 09:00 UTC")
        await stage.says("/oncall quiet 11-14 incidents")
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await run_dry(stage, "lanck")
        await arrive(stage)
        await stage.advance(6)

        (call,) = calls(stage, BEN)
        assert not call.get("silent")
        assert 0 == told(stage, BEN, EMPTY)
        await stage.says("/oncall quiet off")
        assert 1 == told(stage, BEN, EMPTY)


async def test_the_end_of_quiet_hours_brings_what_waited(night: Stage) -> None:
    await run_dry(night)
    await night.says("/oncall quiet off")

    assert 1 == told(night, BEN, EMPTY)


async def test_the_end_of_the_rota_brings_what_waited(night: Stage) -> None:
    await run_dry(night)
    await night.says("/oncall off")

    assert 1 == told(night, BEN, EMPTY)


async def test_what_waits_for_somebody_whose_access_ends_is_told_to_the_next(night: Stage) -> None:
    await run_dry(night)
    await night.says("/access")
    await night.taps("Revoke Ben", night.last())

    await pass_time(night, hours=3)
    assert 1 == told(night, ANNA, EMPTY)
    assert 0 == told(night, BEN, EMPTY)


async def test_a_hand_over_at_night_makes_no_sound_and_waits_for_whose_turn_it_is(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path) as stage:
        await let_in(stage, BEN, CHIARA)
        await stage.says("/oncall ben chiara daily 13:00 UTC", where=NIGHT_SHIFT)
        await stage.says("/oncall quiet noon to 15:00", where=NIGHT_SHIFT)
        await pass_time(stage, hours=1)
        announced = stage.last(where=NIGHT_SHIFT)
        assert "Chiara is on call now" in text_of(announced)
        assert announced.get("silent")
        assert 0 == told(stage, CHIARA, "You are on call")

        await pass_time(stage, hours=2)
        assert 1 == told(stage, CHIARA, "You are on call for a group of yours")


async def test_hours_that_are_none_are_answered_with_how_to_write_them(night: Stage) -> None:
    for words in ("", " at night", " 22-22"):
        await night.says(f"/oncall quiet{words}")
        assert "Say from when to when: /oncall quiet 22:00-07:00" in text_of(night.last())
    await night.says("/oncall quiet 22:00-07:00 Atlantis")
    assert "There is no time zone Atlantis. Write one like" in text_of(night.last())

    await night.says("/oncall quiet 22-7", where=SUPPORT)
    assert "no rota here yet" in text_of(night.last(where=SUPPORT))


async def test_only_who_may_change_a_rota_may_quiet_it(night: Stage) -> None:
    await night.says("/oncall quiet off", who=CHIARA)

    assert "Only an owner or an administrator" in text_of(night.last(who=CHIARA))
