"""What people and Telegram do to numbers and codes that nobody had in mind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.telegram.keyboards import find_button
from sandbox.town import ANNA, BEN, BOT_ID, CHIARA, CODES, NIGHT_SHIFT, SUPPORT
from sandbox.vendors.lanck import Lanck
from tests.journeys.stage import Message, Stage, opened_stage, text_of
from tests.journeys.test_escalation import let_in
from tests.journeys.test_lost_numbers import comes
from tests.journeys.test_oncall import pass_time, tags

RENTED = "+447700900500"
CODE = "004217"
DORA = 1004


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncIterator[Stage]:
    """A rented number in a topic of the group; Anna owns the desk, Dora is a stranger there."""
    async with opened_stage(tmp_path, vendors=("lanck",), ESCALATION_STEPS="6,12,18") as stage:
        await let_in(stage, BEN, CHIARA)
        stage.telegram.join(CHIARA, SUPPORT)
        stage.telegram.add_person(DORA, "Dora", username="dora")
        stage.telegram.join(DORA, SUPPORT)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT, topic_id=CODES)
        yield stage


@pytest.fixture
async def panel(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await let_in(stage, BEN, CHIARA)
        yield stage


def receives(stage: Stage) -> None:
    vendor = stage.town.vendors["lanck"]
    assert isinstance(vendor, Lanck)
    vendor.receive(RENTED, "+447700900001", f"Your code is {CODE}")


def told(stage: Stage, words: str, *, who: int = ANNA, where: int = SUPPORT) -> list[Message]:
    return [one for one in stage.seen(who=who, where=where) if words in text_of(one)]


async def taps(stage: Stage, button: str, words: str, who: int) -> str | None:
    """Press a button in the group, below the latest message with these words."""
    return await stage.taps(button, told(stage, words)[-1], who=who, where=SUPPORT)


def delete_topic(stage: Stage, topic_id: int) -> None:
    group = stage.telegram._exchange.groups[SUPPORT]
    assert group.topics is not None
    del group.topics[topic_id]
    inside = [post for post in group.posts.values() if post.topic_id == topic_id]
    stage.telegram._exchange.remove(group, inside)


async def test_the_numbers_of_a_deleted_topic_are_the_groups(pool: Stage) -> None:
    await taps(pool, "Take …0500", "👥", BEN)
    delete_topic(pool, CODES)
    receives(pool)
    await pool.advance(2)

    (news,) = told(pool, "A code came")
    assert "for Ben, shown here to them alone" in text_of(news)
    assert [] == [one for one in pool.seen() if "could not be delivered" in text_of(one)]
    await pool.says("/pool", where=SUPPORT)
    assert "Ben" in text_of(told(pool, "👥")[-1])


async def test_the_rota_of_a_deleted_topic_ends_and_its_tag_goes(pool: Stage) -> None:
    pool.telegram.promote(BOT_ID, SUPPORT)
    await pool.says("/oncall ben chiara daily 9:00 UTC", where=SUPPORT, topic_id=CODES)
    assert {BEN: "on-call"} == tags(pool, SUPPORT)
    delete_topic(pool, CODES)
    await pass_time(pool, hours=21)
    await pool.advance(3)

    assert {} == tags(pool, SUPPORT)
    assert [] == [one for one in pool.seen() if "could not be delivered" in text_of(one)]
    assert [] == told(pool, "is on call now")
    await pass_time(pool, hours=24)
    assert 1 == len(told(pool, "You are on call for a group", who=CHIARA, where=BOT_ID))


async def test_a_number_offered_to_all_goes_to_no_stranger_and_may_come_back(pool: Stage) -> None:
    await taps(pool, "Take …0500", "👥", BEN)
    await taps(pool, "Hand over …0500", "👥", BEN)
    answer = await taps(pool, "Take", "hands over", DORA)
    assert "This desk is for its team" in (answer or "")

    assert "+44•••••••500 is yours now." == await taps(pool, "Take", "hands over", BEN)
    assert [] == told(pool, "hands over")
    assert "Ben holds +44•••••••500 now." == text_of(pool.last(where=SUPPORT))
    await pool.advance(10)
    assert "offered" not in text_of(told(pool, "👥")[-1])


async def test_a_release_in_the_moment_of_a_code_leaves_nothing_waiting(pool: Stage) -> None:
    await taps(pool, "Take …0500", "👥", BEN)
    card = told(pool, "👥")[-1]
    receives(pool)
    pool.telegram.press(BEN, SUPPORT, card["message_id"], "Release …0500")
    await pool.settle()
    await pool.advance(40, step=2)

    assert "waiting" not in text_of(told(pool, "👥")[-1])
    seen = [who for who in (BEN, CHIARA, DORA) if CODE in str(pool.seen(who=who, where=SUPPORT))]
    assert seen in ([], [BEN])


async def test_of_three_in_a_queue_the_first_leaves_the_group(pool: Stage) -> None:
    await let_in(pool, DORA)
    await taps(pool, "Take …0500", "👥", ANNA)
    for who in (BEN, CHIARA, DORA):
        await taps(pool, "Queue me …0500", "👥", who)
    pool.telegram.leave(BEN, SUPPORT)
    await pool.settle()
    await taps(pool, "Release …0500", "👥", ANNA)

    assert "Chiara, +44•••••••500 is yours now" in text_of(pool.last(where=SUPPORT))
    await pool.advance(20)
    assert "queue: Dora" in text_of(told(pool, "👥")[-1])


async def test_a_code_taken_by_somebody_who_left_waits_for_nobody(pool: Stage) -> None:
    receives(pool)
    await pool.advance(2)
    assert CODE in (await taps(pool, "Take the code", "which nobody holds", BEN) or "")
    pool.telegram.leave(BEN, SUPPORT)
    await pool.settle()
    await pool.advance(10)

    assert "waiting" not in text_of(told(pool, "👥")[-1])
    await pool.says("/numbers", who=BEN)
    assert "waits for you" not in text_of(pool.last(who=BEN))


async def test_a_stranger_in_the_group_gets_no_code(pool: Stage) -> None:
    receives(pool)
    await pool.advance(2)
    answer = await taps(pool, "Take the code", "which nobody holds", DORA)

    assert "This desk is for its team" in (answer or "")
    assert CODE not in (answer or "")


async def test_a_forged_button_in_another_chat_takes_no_code(pool: Stage) -> None:
    """Programs that look like Telegram may send any data below any message of ours."""
    receives(pool)
    await pool.advance(2)
    (news,) = told(pool, "which nobody holds")
    taken = find_button(news["reply_markup"], "Take the code")["callback_data"]
    pool.telegram.join(CHIARA, NIGHT_SHIFT)
    await pool.says("/pool add +447700900501", where=NIGHT_SHIFT)
    card = pool.last(where=NIGHT_SHIFT)
    post = pool.telegram._exchange.groups[NIGHT_SHIFT].posts[card["message_id"]]
    for verb in (taken, taken.replace("take:", "got:")):
        post.body["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = verb
        answer = await pool.taps("Take …0501", card, who=CHIARA, where=NIGHT_SHIFT)
        assert "somebody else's" in (answer or "")

    assert CODE in (await taps(pool, "Take the code", "which nobody holds", BEN) or "")


async def test_a_code_that_fits_nothing_is_brought_to_whoever_is_on_call(panel: Stage) -> None:
    await panel.says("/oncall ben daily 9:00 UTC")
    comes(panel, "+447700900990")
    await panel.advance(20)

    assert told(panel, "771935", who=BEN, where=BOT_ID)
    assert [] == told(panel, "771935", who=ANNA, where=BOT_ID)
    await panel.taps("Got it", told(panel, "771935", who=BEN, where=BOT_ID)[-1], who=BEN)
    await panel.advance(100, step=5)
    assert [] == told(panel, "A code came to", who=ANNA, where=BOT_ID)


async def test_in_private_a_number_is_handed_to_a_teammate(panel: Stage) -> None:
    await panel.says("/number gb toy 010")
    card = panel.card()
    await panel.taps("Hand over", card)
    await panel.taps("Nobody", panel.last())
    assert "held by Anna" in text_of(panel.card())
    await panel.taps("Hand over", panel.card())
    await panel.taps("Ben", panel.last())
    assert "handed over to Ben" in text_of(panel.last())
    assert told(panel, "Anna has handed +44•••••••010 over to you", who=BEN, where=BOT_ID)
    assert "held by Ben" in text_of(panel.card(who=BEN))

    comes(panel, "+447700900010")
    await panel.advance(5)
    assert told(panel, "771935", who=BEN, where=BOT_ID)
    assert [] == told(panel, "771935", where=BOT_ID)
    await panel.taps("Release", panel.card(who=BEN), who=BEN)
    assert "let go" in text_of(panel.card(who=BEN))
    assert "handed over to Ben" in text_of(panel.last())


async def test_a_number_is_handed_over_once_and_not_taken_back(panel: Stage) -> None:
    await panel.says("/number gb toy 010", who=BEN)
    await panel.taps("Hand over", panel.card(who=BEN), who=BEN)
    question = panel.last(who=BEN)
    for name in ("Chiara", "Anna"):
        panel.telegram.press(BEN, BOT_ID, question["message_id"], name)
    await panel.settle()
    holders = [
        name
        for who, name in ((ANNA, "Anna"), (CHIARA, "Chiara"))
        if told(panel, f"held by {name}", who=who, where=BOT_ID)
    ]

    assert 1 == len(holders)
    await panel.says("/numbers", who=BEN)
    assert "No numbers are held" in text_of(panel.last(who=BEN))


async def test_a_number_goes_to_nobody_whose_access_has_ended(panel: Stage) -> None:
    await panel.says("/number gb toy 010", who=BEN)
    await panel.taps("Hand over", panel.card(who=BEN), who=BEN)
    question = panel.last(who=BEN)
    await panel.says("/access")
    await panel.taps("Revoke Chiara", panel.last())
    answer = await panel.taps("Chiara", question, who=BEN)

    assert "has no access" in (answer or "")
    await panel.taps("Nobody", question, who=BEN)
    assert "held by Ben" in text_of(panel.card(who=BEN))
