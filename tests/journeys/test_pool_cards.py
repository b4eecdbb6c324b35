"""The living card of a pool: holders, queues, idle numbers, and the pace of a group."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.pace import Limits
from sandbox.telegram.limits import Limits as Floods
from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, CODES, SUPPORT, VERIFICATIONS
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Message, Stage, labels_of, opened_stage, text_of

RENTED, OTHER = "+447700900500", "+447700900501"
OWNERS = "1001 1002 1003"


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("lanck",), OWNER_IDS=OWNERS) as stage:
        stage.telegram.join(CHIARA, SUPPORT)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        yield stage


def card(stage: Stage, *, topic: int | None = None) -> Message:
    """Find the card of the group, or of one of its topics."""
    return next(
        one
        for one in reversed(stage.seen(where=SUPPORT))
        if text_of(one).startswith("👥") and one.get("message_thread_id") == topic
    )


async def taps(stage: Stage, button: str, who: int = ANNA) -> str | None:
    """Press a button of the card, wherever it stands now."""
    return await stage.taps(button, card(stage), who=who, where=SUPPORT)


async def test_there_is_one_card_and_it_is_edited_in_place(pool: Stage) -> None:
    first = card(pool)
    await taps(pool, "Take …0500")
    await taps(pool, "Release …0500")
    assert first["message_id"] == card(pool)["message_id"]
    assert "free" in text_of(card(pool))

    await pool.says("/pool", who=BEN, where=SUPPORT)
    cards = [one for one in pool.seen(where=SUPPORT) if text_of(one).startswith("👥")]
    assert 1 == len(cards)
    assert first["message_id"] < cards[0]["message_id"]


async def test_every_topic_is_a_pool_of_its_own(pool: Stage) -> None:
    await pool.says(f"/pool add {OTHER}", where=SUPPORT, topic_id=CODES)
    await pool.says("/pool", where=SUPPORT, topic_id=VERIFICATIONS)

    assert RENTED in text_of(card(pool))
    assert OTHER not in text_of(card(pool))
    assert OTHER in text_of(card(pool, topic=CODES))
    assert "no pool yet" in text_of(pool.last(where=SUPPORT))


async def test_what_the_group_ordered_is_on_the_card_as_well(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await stage.says("/number gb toy 010", where=SUPPORT)
        await stage.says("/pool", where=SUPPORT)
        assert "Anna" in text_of(card(stage))

        await stage.taps("Release", stage.card(where=SUPPORT), where=SUPPORT)
        assert "No number is left" in text_of(card(stage))


async def test_only_the_holder_releases_or_hands_over(pool: Stage) -> None:
    await taps(pool, "Take …0500")

    for button in ("Release …0500", "Hand over …0500"):
        assert "Anna holds this." == await taps(pool, button, BEN)
    assert "Anna" in text_of(card(pool))


async def test_the_first_in_the_queue_gets_it_and_is_told(pool: Stage) -> None:
    await taps(pool, "Take …0500")
    for who, place in ((BEN, 1), (CHIARA, 2), (BEN, 1)):
        assert f"number {place} in the queue" in (await taps(pool, "Queue me …0500", who) or "")
    await pool.advance(20)
    assert "queue: Ben, Chiara" in text_of(card(pool))

    await taps(pool, "Release …0500")
    assert "Ben, +44•••••••500 is yours now" in text_of(pool.last(where=SUPPORT))
    await pool.advance(20)
    assert "queue: Chiara" in text_of(card(pool))

    await taps(pool, "Hand over …0500", BEN)
    assert "Chiara, +44•••••••500 is yours now" in text_of(pool.last(where=SUPPORT))


async def test_a_queue_survives_a_restart_and_can_be_left(pool: Stage) -> None:
    await taps(pool, "Take …0500")
    await taps(pool, "Queue me …0500", BEN)
    await taps(pool, "Queue me …0500", CHIARA)
    await pool.lights_out()
    await pool.lights_on()
    await pool.advance(20)
    assert "You have left the queue." == await taps(pool, "Leave queue …0500", BEN)
    assert "You were not in this queue." == await taps(pool, "Leave queue …0500", BEN)
    await taps(pool, "Release …0500")

    assert "Chiara, " in text_of(pool.last(where=SUPPORT))


async def test_whoever_goes_holds_nothing_and_waits_for_nothing(pool: Stage) -> None:
    await taps(pool, "Take …0500", BEN)
    await taps(pool, "Queue me …0500", CHIARA)
    await taps(pool, "Queue me …0500")
    pool.telegram.leave(CHIARA, SUPPORT)
    await pool.settle()
    pool.telegram.kick(BEN, SUPPORT)
    await pool.settle()
    await pool.advance(10)

    assert "Anna" in text_of(card(pool))
    assert not any(name in text_of(card(pool)) for name in ("Ben", "Chiara"))


async def test_the_same_update_twice_changes_nothing_twice(pool: Stage) -> None:
    await taps(pool, "Take …0500", BEN)
    await taps(pool, "Queue me …0500")
    pool.telegram.redeliver_last_update(BOT_ID)
    await pool.settle()
    await pool.advance(10)

    assert text_of(card(pool)).endswith("queue: Anna")


async def test_what_is_handed_over_goes_to_the_first_tap(pool: Stage) -> None:
    await taps(pool, "Take …0500")
    await taps(pool, "Hand over …0500")
    offer = pool.last(where=SUPPORT)
    queries = [
        pool.telegram.press(who, SUPPORT, offer["message_id"], "Take") for who in (BEN, CHIARA)
    ]
    await pool.settle()
    won, lost = [await pool.telegram.answer_to(one, timeout=0) or {} for one in queries]

    assert ("+44•••••••500 is yours now.", False) == (won["text"], won["show_alert"])
    assert ("Ben holds this.", True) == (lost["text"], lost["show_alert"])
    assert "Ben holds +44•••••••500 now." == text_of(pool.last(where=SUPPORT))
    assert [] == labels_of(pool.last(where=SUPPORT))
    await pool.advance(10)
    assert "Ben" in text_of(card(pool))


async def test_who_takes_back_an_offer_keeps_the_number(pool: Stage) -> None:
    await taps(pool, "Take …0500")
    await taps(pool, "Hand over …0500")
    offer = pool.last(where=SUPPORT)
    for who in (ANNA, BEN):
        pool.telegram.press(who, SUPPORT, offer["message_id"], "Take")
    await pool.settle()

    assert "Anna holds +44•••••••500 now." == text_of(pool.last(where=SUPPORT))


async def test_an_idle_number_is_released_after_a_reminder(pool: Stage) -> None:
    await taps(pool, "Take …0500")
    await pool.advance(24 * 60, step=60)
    assert "Anna" in text_of(card(pool))
    await pool.advance(2 * 60, step=60)
    reminder = pool.last(where=SUPPORT)
    assert "Anna, +44•••••••500 will be released in 5 min" in text_of(reminder)
    assert "Anna holds this." == await pool.taps("Keep", reminder, who=BEN, where=SUPPORT)
    await pool.taps("Keep", reminder, where=SUPPORT)

    await pool.advance(20 * 60, step=60)
    assert "Anna" in text_of(card(pool))
    await pool.advance(20 * 60, step=60)
    assert "free" in text_of(card(pool))
    assert "Nobody holds this number now" in (
        await pool.taps("Keep", reminder, where=SUPPORT) or ""
    )


async def test_without_a_limit_nothing_is_ever_idle(tmp_path: Path) -> None:
    async with opened_stage(
        tmp_path, vendors=("lanck",), OWNER_IDS=OWNERS, POOL_IDLE_MINUTES="0"
    ) as stage:
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await taps(stage, "Take …0500")
        await stage.advance(24 * 3600, step=3600)

        assert "Anna" in text_of(card(stage))


async def test_a_rented_number_is_taken_out_by_an_owner(pool: Stage) -> None:
    await pool.says(f"/pool remove {RENTED}", where=SUPPORT)
    assert "No number is left" in text_of(card(pool))
    await pool.says(f"/pool remove {RENTED}", where=SUPPORT)

    assert "no longer held" in text_of(pool.last(where=SUPPORT))


async def test_a_busy_pool_stays_within_what_a_group_bears(tmp_path: Path) -> None:
    """A change a second for two minutes: twenty messages a minute are Telegram's limit."""
    async with opened_stage(
        tmp_path,
        vendors=("lanck",),
        pace=Limits(),
        floods=Floods.telegram(),
        OWNER_IDS=OWNERS,
    ) as stage:
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.advance(60)
        calls = len(stage.telegram.calls)
        for each in range(120):
            button = "Release …0500" if labels_of(card(stage)) != ["Take …0500"] else "Take …0500"
            stage.telegram.press(ANNA, SUPPORT, card(stage)["message_id"], button)
            await stage.advance(1)
            if each == 60:
                vendor = stage.town.vendors["lanck"]
                assert isinstance(vendor, Lanck)
                vendor.receive(RENTED, "+447700900001", "Your code is 004217")
        await stage.advance(15)
        made: list[Any] = list(stage.telegram.calls)[calls:]
        drawn = [one for one in made if one.method in {"editmessagetext", "sendmessage"}]

        assert not any(one.answer.get("error_code") == 429 for one in made)
        assert 20 <= len(drawn) <= 40
        arrived = next(one.at for one in drawn if "A code came" in str(one.given))
        assert (arrived - stage.town.postman.deliveries[-1].posted).total_seconds() <= 3


async def test_the_queue_follows_a_leased_number_too(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",), OWNER_IDS=OWNERS) as stage:
        await stage.says("/number gb toy 010", where=SUPPORT)
        await stage.says("/pool", where=SUPPORT)
        await taps(stage, "Queue me …0010", BEN)
        await stage.taps("Release", stage.card(where=SUPPORT), where=SUPPORT)
        assert "Ben, " in text_of(stage.last(where=SUPPORT))
        assert "held by Ben" in text_of(stage.card(where=SUPPORT))

        await stage.advance(21 * 60, step=60)
        assert "expired" in text_of(stage.card(where=SUPPORT))
        assert "No number is left" in text_of(card(stage))
