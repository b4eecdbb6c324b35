"""/watch: chats hear what they chose to hear, once, and never a code."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.town import ANNA, BEN, BOT_ID, CODES, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_escalation import let_in

RENTED = "+447700900500"
CODE = "004217"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck", "numcheck")) as stage:
        await stage.says("/start")
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        yield stage


async def watch(stage: Stage, *names: str, where: int = NIGHT_SHIFT, **how: int) -> None:
    await stage.says("/watch", where=where, **how)
    for name in names:
        await stage.taps(f"▫️ {name}", stage.last(where=where), where=where)


def arrive(stage: Stage) -> None:
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, "+447700900001", f"Your code is {CODE}")


def heard(stage: Stage, words: str, where: int = NIGHT_SHIFT) -> int:
    return sum(words in text_of(one) for one in stage.seen(where=where))


async def verify(stage: Stage, number: str, **where: int) -> None:
    await stage.says(f"/verify {number} flash", **where)
    await stage.advance(4)
    code = stage.code_on(number)
    await stage.says(f"/code {stage.session_id(**where)} {code}", **where)


async def test_a_tap_turns_hearing_on_and_another_off(desk: Stage) -> None:
    await watch(desk, "Codes", "Daily digest")
    card = desk.last(where=NIGHT_SHIFT)
    names = [row[0]["text"] for row in card["reply_markup"]["inline_keyboard"]]
    assert ["✅ Codes", "▫️ Results", "▫️ Incidents", "✅ Daily digest"] == names

    await desk.taps("✅ Codes", card, where=NIGHT_SHIFT)
    arrive(desk)
    await desk.advance(2)
    assert 0 == heard(desk, "A code came")


async def test_a_watching_chat_hears_of_codes_masked_and_once(desk: Stage) -> None:
    await watch(desk, "Codes")
    await watch(desk, "Codes", where=SUPPORT)
    arrive(desk)
    await desk.advance(3)

    assert 1 == heard(desk, "A code came to +44•••••••500, which nobody holds.")
    assert 1 == heard(desk, "A code came", SUPPORT)  # with its button; not a second time
    for where in (NIGHT_SHIFT, SUPPORT):
        assert not any(CODE in str(one) for one in desk.seen(where=where))


async def test_a_topic_hears_for_itself(desk: Stage) -> None:
    await watch(desk, "Codes", where=SUPPORT, topic_id=CODES)
    arrive(desk)
    await desk.advance(3)

    topics = [
        one.get("message_thread_id")
        for one in desk.seen(where=SUPPORT)
        if "A code came" in text_of(one)
    ]
    assert 2 == len(topics)
    assert {None, CODES} == {*topics}


async def test_results_of_other_chats_are_heard_once_and_masked(desk: Stage) -> None:
    await watch(desk, "Results")
    await verify(desk, "+447700900000")
    await verify(desk, "+447700900001", where=NIGHT_SHIFT)
    await desk.says("/verify +447700900002")
    await desk.says("/cancel")

    results = [
        text_of(one)
        for one in desk.seen(where=NIGHT_SHIFT)
        if text_of(one).startswith("Verification ")
    ]
    assert [f"Verification {desk_id(desk)} · +44•••••••000 · verified"] == results


def desk_id(stage: Stage) -> str:
    """Read the id of the first session asked for in private."""
    card = next(one for one in stage.seen() if "+44•••••••000 ·" in text_of(one))
    return text_of(card).split("\n")[0].split(" · ")[1]


async def test_incidents_are_heard_when_they_begin_and_end(desk: Stage) -> None:
    await watch(desk, "Incidents")
    await desk.control("numcheck", mode="bad_credentials")
    await desk.says("/verify +447700900000 flash")
    await desk.says("/verify +447700900001 flash")
    assert 1 == heard(desk, "it refuses our key")

    await desk.control("numcheck", mode="up")
    await desk.advance(40, step=2)
    assert 1 == heard(desk, "NumCheck works again")


async def test_an_owner_who_watches_is_not_told_twice(desk: Stage) -> None:
    await desk.says("/watch")
    await desk.taps("▫️ Incidents", desk.last())
    await desk.control("numcheck", mode="bad_credentials")
    await desk.says("/verify +447700900000 flash")

    assert 1 == sum("it refuses our key" in text_of(one) for one in desk.seen())


async def test_the_digest_counts_the_day_and_comes_once(desk: Stage) -> None:
    await watch(desk, "Daily digest")
    await verify(desk, "+447700900000")
    arrive(desk)
    await desk.says("/hlr +447700900003")
    await desk.advance(3)
    desk.clock.move(timedelta(hours=20, minutes=59))
    await desk.advance(120, step=30)
    (digest,) = [one for one in desk.seen(where=NIGHT_SHIFT) if "24 hours" in text_of(one)]
    assert "Verifications: 1 verified, 0 not" in text_of(digest)
    assert "Codes received: 1" in text_of(digest)
    assert "Lookups: 1" in text_of(digest)
    assert "No provider failed." in text_of(digest)

    await desk.lights_out()
    await desk.lights_on()
    await desk.advance(60, step=30)
    assert 1 == heard(desk, "24 hours")


async def test_the_digest_names_the_worst_provider(desk: Stage) -> None:
    await watch(desk, "Daily digest")
    await desk.control("numcheck", mode="bad_credentials")
    await desk.says("/verify +447700900000 flash")
    await desk.advance(3)
    desk.clock.move(timedelta(hours=21))
    await desk.advance(60, step=30)

    assert 1 == heard(desk, "Worst provider: NumCheck")
    assert 1 == heard(desk, "0 verified")


async def test_only_owners_say_what_a_chat_hears(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, OWNER_IDS="1001") as stage:
        await let_in(stage, BEN)
        await stage.says("/watch", where=SUPPORT)
        card = stage.last(where=SUPPORT)
        answer = await stage.taps("▫️ Codes", card, who=BEN, where=SUPPORT)

        assert "administrator" in (answer or "")
        assert "▫️ Codes" in str(stage.last(where=SUPPORT))


async def test_a_group_that_is_gone_is_told_nothing_more(desk: Stage) -> None:
    await watch(desk, "Codes")
    desk.telegram.kick(BOT_ID, NIGHT_SHIFT)
    for _ in range(3):
        arrive(desk)
        await desk.advance(2)

    assert 1 == sum("no longer in the group" in text_of(one) for one in desk.seen(who=ANNA))
