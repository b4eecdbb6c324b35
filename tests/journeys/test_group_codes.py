"""Codes in groups: the holder alone sees them, by the best way the chat allows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flows.telling.news import tell_of_code
from bot.flows.telling.topics import Topic
from sandbox.telegram.methods.table import METHODS
from sandbox.telegram.server import Logged
from sandbox.town import ANNA, BEN, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Message, Stage, opened_stage, text_of

RENTED = "+447700900500"
CODE = "004217"


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS="1001 1002") as stage:
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.taps("Take …0500", stage.last(where=SUPPORT), where=SUPPORT)
        yield stage


def receives(stage: Stage, text: str = f"Your code is {CODE}", to: str = RENTED) -> None:
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(to, "+447700900001", text)


def alone(stage: Stage, who: int, where: int = SUPPORT) -> list[Message]:
    """List what somebody sees there and nobody else does."""
    return [one for one in stage.seen(who=who, where=where) if "receiver_user" in one]


def sent_alone(stage: Stage) -> list[Logged]:
    """List the messages that were meant for one member alone."""
    return [
        one
        for one in stage.telegram.calls
        if one.method == "sendmessage" and "receiver_user_id" in one.given
    ]


def news(stage: Stage, where: int = SUPPORT) -> list[Message]:
    return [one for one in stage.seen(who=BEN, where=where) if "A code came" in text_of(one)]


async def test_the_holder_sees_it_in_the_group_and_ends_the_delivery_there(pool: Stage) -> None:
    receives(pool)
    await pool.advance(2)
    (mine,) = alone(pool, ANNA)
    assert CODE in text_of(mine)
    assert [] == alone(pool, BEN)
    (told,) = news(pool)
    assert "for Anna, shown here to them alone" in text_of(told)
    assert "1 waiting" in text_of(await card(pool))

    assert "Noted." == await pool.taps("Got it", mine, where=SUPPORT)
    assert "waiting" not in text_of(await card(pool))
    await pool.advance(300, step=10)
    assert 1 == len(alone(pool, ANNA))


async def card(stage: Stage) -> Message:
    await stage.says("/pool", where=SUPPORT)
    return [one for one in stage.seen(where=SUPPORT) if text_of(one).startswith("👥")][-1]


async def test_where_the_group_takes_none_a_button_shows_it_and_nothing_is_tried_again(
    pool: Stage,
) -> None:
    pool.telegram.forbid_ephemeral(SUPPORT)
    receives(pool)
    await pool.advance(2)
    receives(pool, "Your code is 771935")
    await pool.advance(2)
    tried = sent_alone(pool)
    (first, second) = news(pool)

    assert 1 == len(tried)
    assert "for Anna, who alone can have it shown" in text_of(first)
    assert CODE in (await pool.taps("Show", first, where=SUPPORT) or "")
    assert "771935" in (await pool.taps("Show", second, where=SUPPORT) or "")
    assert "Anna holds this." == await pool.taps("Show", first, who=BEN, where=SUPPORT)
    assert "Anna holds this." == await pool.taps("Got it", first, who=BEN, where=SUPPORT)


async def test_one_group_that_refuses_says_nothing_about_another(pool: Stage) -> None:
    pool.telegram.forbid_ephemeral(SUPPORT)
    receives(pool)
    await pool.advance(2)
    await pool.says("/pool add +447700900501", where=NIGHT_SHIFT)
    await pool.taps("Take …0501", pool.last(where=NIGHT_SHIFT), who=BEN, where=NIGHT_SHIFT)
    receives(pool, to="+447700900501")
    await pool.advance(2)

    assert 1 == len(alone(pool, BEN, NIGHT_SHIFT))


async def test_a_code_shown_to_its_holder_alone_is_on_record(pool: Stage) -> None:
    receives(pool)
    await pool.advance(2)
    await pool.says("/audit revealed")

    shown = text_of(pool.last())
    assert "by ephemeral message" in shown
    assert str(ANNA) in shown
    assert CODE not in shown


async def test_a_server_that_knows_no_ephemeral_messages_is_never_sent_one(
    pool: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would ignore the parameter and show the code to all."""
    monkeypatch.delitem(METHODS, "deleteephemeralmessage")
    receives(pool)
    await pool.advance(2)

    assert [] == sent_alone(pool)
    assert CODE in (await pool.taps("Show", news(pool)[0], where=SUPPORT) or "")


async def test_a_message_too_long_for_an_alert_is_brought_in_private(pool: Stage) -> None:
    await pool.says("/start")
    pool.telegram.forbid_ephemeral(SUPPORT)
    receives(pool, f"Your code is {CODE}. " + "Keep it to yourself. " * 12)
    await pool.advance(2)
    shown = await pool.taps("Show", news(pool)[0], where=SUPPORT)

    assert CODE in (shown or "")
    assert "private chat" in (shown or "")
    assert CODE in text_of(pool.last())


async def test_an_alert_that_comes_too_late_is_brought_in_private(pool: Stage) -> None:
    await pool.says("/start")
    pool.telegram.forbid_ephemeral(SUPPORT)
    receives(pool)
    await pool.advance(2)
    await pool.lights_out()
    pool.telegram.press(ANNA, SUPPORT, news(pool)[0]["message_id"], "Show")
    pool.clock.move(timedelta(seconds=70))
    await pool.lights_on()
    await pool.settle()

    assert CODE in text_of(pool.last())


async def test_what_waits_is_listed_and_ends_with_got_it_or_release(pool: Stage) -> None:
    receives(pool)
    await pool.advance(2)
    await pool.says("/numbers")
    assert "1 waiting" in text_of(pool.last())
    await pool.taps("Got it …0500", pool.last())
    await pool.says("/numbers")
    assert "waiting" not in text_of(pool.last())

    receives(pool, "Your code is 771935")
    await pool.advance(20)
    await pool.taps("Release …0500", await card(pool), where=SUPPORT)
    await pool.says("/numbers")
    assert "No numbers are held" in text_of(pool.last())
    await pool.advance(300, step=10)
    assert not any("still waits" in text_of(one) for one in pool.seen())


async def test_the_holder_is_told_once_even_if_the_group_is_told_twice(pool: Stage) -> None:
    """The desk dies between telling the holder and telling the group."""
    receives(pool)
    await pool.advance(1)
    async with pool.app.desk.storage.begin() as work:
        (lease,) = await work.numbers.running(chat_id=SUPPORT)
        (row,) = await work.codes.waiting_for(ANNA)
        await tell_of_code(work, lease, row, Topic.CODE_IN_GROUP, now=pool.clock.now())
    await pool.settle()

    assert 2 == len(news(pool))
    assert 1 == len(alone(pool, ANNA))


async def test_a_code_nobody_holds_names_its_taker_and_not_a_holder(pool: Stage) -> None:
    await pool.taps("Release …0500", await card(pool), where=SUPPORT)
    receives(pool)
    await pool.advance(2)
    (told,) = news(pool)
    assert CODE in (await pool.taps("Take the code", told, who=BEN, where=SUPPORT) or "")
    assert "Ben holds this." == await pool.taps("Take the code", told, where=SUPPORT)

    assert "and Ben has taken it" in text_of(news(pool)[0])
    assert "free" in text_of(await card(pool))
