"""What cannot be told holds up nothing that can."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.error import NetworkError

from bot.jobs import porter
from sandbox.town import ANNA, BEN, CODES, SUPPORT
from storage.outbox import Notice, NoticeKind
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.journeys.test_lost_numbers import CODE, comes


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=("virtual_numbers",), OWNER_IDS="1001 1002") as stage:
        await stage.says("/start", who=BEN)
        yield stage


async def is_to_be_told(stage: Stage, topic: str, *, chat_id: int = ANNA) -> None:
    now = stage.clock.now()
    async with stage.app.desk.storage.begin() as work:
        await work.outbox.put(
            Notice(
                kind=NoticeKind.PRIVATE,
                chat_id=chat_id,
                topic=topic,
                body="{}",
                created_at=now,
                due_at=now,
            )
        )


def told(stage: Stage, words: str, who: int = ANNA) -> list[str]:
    return [text_of(one) for one in stage.seen(who=who) if words in text_of(one)]


async def test_a_notice_nobody_can_read_is_given_up_and_what_waits_behind_it_leaves(
    desk: Stage,
) -> None:
    """A newer release may have left it, or a mistake of ours."""
    await is_to_be_told(desk, "of_a_newer_release")
    await desk.says("/number gb toy 010")
    await desk.advance(60, step=2)

    assert told(desk, "+447700900010")
    assert 1 == len(told(desk, "no message could be made of it (ValueError)", BEN))
    async with desk.app.desk.storage.reading() as work:
        assert (0, 1) == (await work.outbox.waiting(), await work.outbox.buried())


async def test_the_news_that_something_was_given_up_begets_no_other(desk: Stage) -> None:
    await is_to_be_told(desk, "undeliverable")  # without the facts its words need
    await desk.advance(60, step=2)

    async with desk.app.desk.storage.reading() as work:
        assert (0, 1) == (await work.outbox.waiting(), await work.outbox.buried())


async def test_what_is_too_large_for_telegram_is_not_sent_for_ever(
    desk: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise NetworkError("Request Entity Too Large (413)")

    monkeypatch.setattr(porter, "send_records", refuse)
    now = desk.clock.now()
    async with desk.app.desk.storage.begin() as work:
        await work.outbox.put(
            Notice(kind=NoticeKind.FILE, chat_id=ANNA, created_at=now, due_at=now)
        )
    await desk.says("/number gb toy 010")
    await desk.advance(3)

    assert told(desk, "+447700900010")


@pytest.fixture
async def slow(desk: Stage, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A file that takes 40 s to be sent; gives what has been sent of it."""
    sent: list[str] = []

    async def send(*_: object) -> None:
        sent.append("begun")
        await desk.clock.sleep(40)
        sent.append("ended")

    monkeypatch.setattr(porter, "send_records", send)
    now = desk.clock.now()
    async with desk.app.desk.storage.begin() as work:
        await work.outbox.put(
            Notice(kind=NoticeKind.FILE, chat_id=ANNA, created_at=now, due_at=now)
        )
    return sent


async def test_a_code_does_not_wait_for_a_file_in_its_chat(desk: Stage, slow: list[str]) -> None:
    await desk.advance(1)
    assert ["begun"] == slow
    await desk.says("/number gb toy 010")
    await desk.advance(2)
    comes(desk, "+447700900010")
    await desk.advance(2)

    assert ["begun"] == slow
    assert told(desk, CODE)
    await desk.advance(40)
    assert ["begun", "ended"] == slow
    async with desk.app.desk.storage.reading() as work:
        assert 0 == await work.outbox.waiting()


async def test_a_file_that_was_on_its_way_is_sent_again_soon_after_a_kill(
    desk: Stage, slow: list[str]
) -> None:
    await desk.advance(30)
    await desk.lights_out()
    await desk.lights_on()
    await desk.advance(13)

    assert ["begun", "begun"] == slow


async def test_a_code_for_a_closed_topic_is_told_in_its_group(tmp_path: Path) -> None:
    """And that a topic is closed says nothing about messages for one member alone."""
    async with opened_stage(tmp_path, vendors=("virtual_numbers",)) as stage:
        await stage.says("/number gb toy 010", where=SUPPORT, topic_id=CODES)
        await stage.advance(2)
        topics = stage.telegram._exchange.groups[SUPPORT].topics
        assert topics is not None
        topics[CODES].closed = True
        comes(stage, "+447700900010")
        await stage.advance(5)
        seen = [one for one in stage.seen(where=SUPPORT) if "message_thread_id" not in one]

        assert [CODE] == [CODE for one in seen if CODE in text_of(one) and "receiver_user" in one]
        assert any("shown here to them alone" in text_of(one) for one in seen)
        assert [] == [one for one in stage.seen() if "could not be delivered" in text_of(one)]
