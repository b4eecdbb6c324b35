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
