from datetime import timedelta

from storage.database import Storage
from storage.outbox import Notice, NoticeKind
from tests.storage.conftest import Bell
from tests.storage.rows import NOON, notice, session

LEASE = timedelta(seconds=12)


async def claim(
    storage: Storage, *, after: timedelta = timedelta(), limit: int = 10
) -> list[Notice]:
    async with storage.begin() as work:
        return list(await work.outbox.claim_heads(now=NOON + after, lease=LEASE, limit=limit))


async def test_only_the_oldest_notice_of_each_chat_is_given_out(storage: Storage) -> None:
    async with storage.begin() as work:
        for chat, topic in ((1, "a"), (1, "b"), (2, "c")):
            await work.outbox.put(notice(chat, topic=topic))

    assert ["a", "c"] == [one.topic for one in await claim(storage)]


async def test_what_is_claimed_comes_back_only_after_its_lease(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(notice(topic="a"))

    assert ["a"] == [one.topic for one in await claim(storage)]
    assert [] == await claim(storage)
    assert ["a"] == [one.topic for one in await claim(storage, after=LEASE)]


async def test_nothing_waits_for_a_file_but_another_file(storage: Storage) -> None:
    async with storage.begin() as work:
        for name in ("file", "words", "next file"):
            kind = NoticeKind.FILE if "file" in name else NoticeKind.NEWS
            await work.outbox.put(notice(topic=name).model_copy(update={"kind": kind}))

    assert ["file", "words"] == [one.topic for one in await claim(storage)]


async def test_a_file_waits_for_what_was_before_it(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(notice(topic="words"))
        await work.outbox.put(notice(topic="file").model_copy(update={"kind": NoticeKind.FILE}))

    assert ["words"] == [one.topic for one in await claim(storage)]
    assert [] == await claim(storage)


async def test_a_postponed_notice_holds_back_the_younger_ones_of_its_chat(storage: Storage) -> None:
    """Otherwise the second thing that happened would be told before the first."""
    async with storage.begin() as work:
        await work.outbox.put(notice(topic="a"))
        await work.outbox.put(notice(topic="b"))
    (first,) = await claim(storage)
    async with storage.begin() as work:
        await work.outbox.postpone(first, until=NOON + timedelta(minutes=1))

    assert [] == await claim(storage, after=timedelta(seconds=59))
    assert ["a"] == [one.topic for one in await claim(storage, after=timedelta(minutes=1))]


async def test_a_card_asked_for_many_times_waits_once(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session())
        for _ in range(5):
            await work.outbox.put(card())

    async with storage.reading() as work:
        assert 1 == await work.outbox.waiting()


async def test_a_card_asked_for_while_it_is_on_its_way_goes_out_again(
    storage: Storage, bell: Bell
) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session())
        await work.outbox.put(card())
    (on_its_way,) = await claim(storage)
    async with storage.begin() as work:
        await work.outbox.put(card())
    rings = bell.rings
    async with storage.begin() as work:
        await work.outbox.delivered([on_its_way], now=NOON)

    assert rings + 1 == bell.rings
    (again,) = await claim(storage)
    assert on_its_way.id == again.id
    async with storage.begin() as work:
        await work.outbox.delivered([again], now=NOON)
    assert [] == await claim(storage, after=timedelta(days=1))


async def test_a_buried_notice_blocks_nobody_and_is_erased_in_time(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(notice(topic="a"))
        await work.outbox.put(notice(topic="b"))
    (first,) = await claim(storage)
    async with storage.begin() as work:
        await work.outbox.bury(first, now=NOON, why="Forbidden")

    assert ["b"] == [one.topic for one in await claim(storage)]
    async with storage.begin() as work:
        await work.outbox.forget(before=NOON + timedelta(days=1))
        assert 1 == await work.outbox.waiting()


async def test_a_busy_chat_is_passed_over(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(notice(1))
        await work.outbox.put(notice(2))
    async with storage.begin() as work:
        claimed = await work.outbox.claim_heads(now=NOON, lease=LEASE, limit=9, busy_chats={1})

    assert [2] == [one.chat_id for one in claimed]


def card() -> Notice:
    return notice(kind=NoticeKind.CARD, session_id="7F3K", key="card:7F3K")


def kept(key: str, *, hours: float = 8) -> Notice:
    due_at = NOON + timedelta(hours=hours)
    return notice(topic=key, key=key, kind=NoticeKind.LATER, due_at=due_at)


async def test_what_waits_for_the_morning_holds_up_nobody(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(kept("morning:1:a"))
        await work.outbox.put(notice(topic="code"))
        assert NOON == await work.outbox.oldest()

    assert ["code"] == [one.topic for one in await claim(storage)]
    async with storage.begin() as work:
        await work.outbox.recall(1001, [NoticeKind.NEWS])
        assert await work.outbox.oldest() is None
    assert ["morning:1:a"] == [one.topic for one in await claim(storage, after=timedelta(hours=8))]


async def test_what_waits_for_one_morning_is_told_early_and_no_other(storage: Storage) -> None:
    async with storage.begin() as work:
        for key in ("morning:1:a", "morning:1:b", "morning:11:c", "morning%"):
            await work.outbox.put(kept(key))
        await work.outbox.put(kept("morning:1:leased", hours=0.003))
    async with storage.begin() as work:
        await work.outbox.hasten_all("morning:1:", now=NOON)

    async with storage.begin() as work:
        rows = [await work.outbox.take_back(1001, NoticeKind.LATER)]
    due = sorted(one.key or "" for row in rows for one in row if one.due_at == NOON)
    assert ["morning:1:a", "morning:1:b"] == due


async def test_a_lost_topic_leaves_its_notices_to_the_group(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.outbox.put(notice(-5, topic="code", topic_id=7))
        await work.outbox.put(notice(-5, topic="hand over", topic_id=7, kind=NoticeKind.HEARD))
        await work.outbox.put(notice(-5, topic="other", topic_id=8))
        await work.sessions.open(session(chat_id=-5, topic_id=7))
        await work.lost_topics.leave(-5, 7)

    async with storage.begin() as work:
        moved = await work.sessions.get("7F3K")
        assert moved is not None
        assert moved.topic_id is None
    (first,) = await claim(storage)
    assert ("code", None) == (first.topic, first.topic_id)
    async with storage.begin() as work:
        assert 2 == await work.outbox.waiting()
