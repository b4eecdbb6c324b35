"""A code nobody takes goes up the rota, step by step, until somebody has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Message, Stage, opened_stage, text_of

RENTED = "+447700900500"
CODE = "004217"
TEAM = (ANNA, BEN, CHIARA)


async def let_in(stage: Stage, *people: int) -> None:
    """Have Anna let people in."""
    await stage.says("/start")
    for who in people:
        await stage.says("/start", who=who)
        await stage.taps("Ask for access", stage.last(who=who), who=who)
        await stage.taps("Operator", stage.last())
        await stage.says("/help", who=who)


@asynccontextmanager
async def rota(folder: Path, steps: str = "30,60,90") -> AsyncIterator[Stage]:
    """Ben, Chiara, Anna in this order, for a group whose number nobody holds."""
    async with opened_stage(folder, vendors=("lanck",), ESCALATION_STEPS=steps) as stage:
        await let_in(stage, BEN, CHIARA)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.says("/oncall ben chiara anna daily 09:00 Europe/London", where=SUPPORT)
        yield stage


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Stage]:
    """The same in a hurry, to save the reader's time."""
    async with rota(tmp_path, "6,12,18") as stage:
        yield stage


async def arrive(stage: Stage) -> None:
    """Have a code come, and give it the moment it needs."""
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, "+447700900001", f"Your code is {CODE}")
    await stage.advance(2)


def calls(stage: Stage, who: int) -> list[Message]:
    """List the calls for help somebody got."""
    return [one for one in stage.seen(who=who) if "A code came to" in text_of(one)]


def called(stage: Stage) -> tuple[int, ...]:
    return tuple(len(calls(stage, who)) for who in TEAM)


async def test_it_reaches_the_third_person_with_the_steps_as_they_are(tmp_path: Path) -> None:
    async with rota(tmp_path) as team:
        await arrive(team)
        at_seconds = []
        for seconds in range(0, 105, 5):
            await team.advance(5, step=5)
            at_seconds.append((seconds + 7, called(team)))

        told = {state: at for at, state in reversed(at_seconds)}
        assert [(0, 0, 0), (0, 1, 0), (0, 1, 1), (1, 1, 1)] == list(reversed(told))
        assert [32, 62, 92] == sorted(told.values())[1:]
        assert not any(CODE in str(one) for who in TEAM for one in team.seen(who=who))


async def test_a_call_for_help_has_a_sound(team: Stage) -> None:
    await arrive(team)
    await team.advance(6)

    (call,) = calls(team, BEN)
    assert not call.get("silent")
    assert RENTED not in text_of(call)


async def test_got_it_ends_it(team: Stage) -> None:
    await arrive(team)
    await team.advance(6)
    (call,) = calls(team, BEN)
    await team.taps("Got it", call, who=BEN)
    await team.advance(40, step=5)

    assert (0, 0, 0) == called(team)  # what he was told has become the answer
    assert "you look after the code" in text_of(team.last(who=BEN))


async def test_whoever_takes_it_sees_it_in_private_and_the_group_hears_who(team: Stage) -> None:
    await arrive(team)
    await team.advance(12)
    (call,) = calls(team, CHIARA)
    await team.taps("Take the code", call, who=CHIARA)
    assert CODE in text_of(team.last(who=CHIARA))
    assert team.last(who=CHIARA).get("has_protected_content")
    group = text_of(team.last(where=SUPPORT))
    assert "went to Chiara, who is on call" in group
    assert RENTED not in group

    (late,) = calls(team, BEN)
    assert "Chiara holds this." == await team.taps("Take the code", late, who=BEN)
    await team.advance(40, step=5)
    assert (0, 1, 0) == called(team)
    assert not any(CODE in str(one) for one in team.seen(where=SUPPORT))

    await team.taps("Got it", team.last(who=CHIARA), who=CHIARA)
    assert "Chiara holds this." == await team.taps("Got it", late, who=BEN)


async def test_of_two_called_for_help_who_tap_at_once_one_has_it(team: Stage) -> None:
    await arrive(team)
    await team.advance(12)
    for who in (BEN, CHIARA):
        team.telegram.press(who, BOT_ID, calls(team, who)[0]["message_id"], "Take the code")
    await team.settle()

    seen = [who for who in TEAM if any(CODE in text_of(one) for one in team.seen(who=who))]
    assert 1 == len(seen)
    told = [one for one in team.seen(where=SUPPORT) if "went to" in text_of(one)]
    assert 1 == len(told)


async def test_a_holder_who_does_not_answer_is_reminded_and_helped(team: Stage) -> None:
    await team.says("/pool", where=SUPPORT)
    await team.taps("Take …0500", team.last(where=SUPPORT), where=SUPPORT)
    await arrive(team)
    await team.advance(6)
    assert "still waits" in text_of(team.last())
    (call,) = calls(team, BEN)
    assert "for Anna, who has not taken it" in text_of(call)

    await team.taps("Got it", team.last())
    await team.advance(40, step=5)
    assert (0, 1, 0) == called(team)
    assert "Anna holds this." == await team.taps("Take the code", call, who=BEN)


async def test_the_release_of_the_number_ends_it(team: Stage) -> None:
    await team.says("/pool", where=SUPPORT)
    await team.taps("Take …0500", team.last(where=SUPPORT), where=SUPPORT)
    await arrive(team)
    await team.advance(6)
    await team.says("/pool", where=SUPPORT)
    await team.taps("Release …0500", team.last(where=SUPPORT), where=SUPPORT)
    await team.advance(40, step=5)

    assert (0, 1, 0) == called(team)
    answer = await team.taps("Take the code", calls(team, BEN)[0], who=BEN)
    assert answer is not None


async def test_the_first_tap_in_the_group_ends_it(team: Stage) -> None:
    await arrive(team)
    news = team.last(where=SUPPORT)
    await team.advance(6)
    shown = await team.taps("Take the code", news, who=BEN, where=SUPPORT)
    await team.advance(40, step=5)

    assert CODE in (shown or "")
    assert (0, 1, 0) == called(team)


async def test_it_goes_on_where_it_was_after_the_desk_was_killed(team: Stage) -> None:
    await arrive(team)
    await team.advance(6)
    await team.lights_out()
    await team.lights_on()
    await team.advance(3)
    assert (0, 1, 0) == called(team)

    await team.advance(14)
    assert (1, 1, 1) == called(team)


async def test_a_long_night_calls_one_after_the_other_and_not_all_at_once(team: Stage) -> None:
    await arrive(team)
    await team.lights_out()
    team.clock.move(timedelta(minutes=5))
    await team.lights_on()
    await team.advance(2)
    assert (0, 1, 0) == called(team)

    await team.advance(6)
    assert (0, 1, 1) == called(team)


async def test_a_code_that_has_had_its_life_calls_nobody(team: Stage) -> None:
    await arrive(team)
    await team.lights_out()
    team.clock.move(timedelta(minutes=11))
    await team.lights_on()
    await team.advance(40, step=5)

    assert (0, 0, 0) == called(team)


async def test_who_cannot_be_reached_is_passed_over_at_once(team: Stage) -> None:
    team.telegram.block(BEN, BOT_ID)
    await arrive(team)
    await team.advance(9)

    assert (0, 0, 1) == called(team)
    team.telegram.unblock(BEN, BOT_ID)
    await team.says("/start", who=BEN)
    assert (0, 0, 1) == called(team)  # and is not told an old story later


async def test_who_may_not_use_the_desk_any_more_is_passed_over(team: Stage) -> None:
    await team.says("/access")
    await team.taps("Revoke Ben", team.last())
    await arrive(team)
    await team.advance(7)

    assert (0, 0, 1) == called(team)


async def test_without_a_rota_the_owners_are_called(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("lanck",), ESCALATION_STEPS="10,20") as stage:
        await stage.says("/start")
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await arrive(stage)
        await stage.advance(10)
        assert 1 == len(calls(stage, ANNA))

        await stage.advance(12)
        assert 1 == len(calls(stage, ANNA))


async def test_an_old_button_answers_with_a_sentence(team: Stage) -> None:
    await arrive(team)
    await team.advance(6)
    (call,) = calls(team, BEN)
    await team.advance(25 * 3600, step=3600)

    answer = await team.taps("Take the code", call, who=BEN)
    assert "has been forgotten" in (answer or "")
