"""Pools on both databases: of many who take a number at once, one holds it."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.numbers import pools
from bot.settings import read_settings
from providers.contract.phone import PhoneNumber
from storage.database import Storage
from storage.numbers import Lease
from storage.outbox import Notice, NoticeKind
from storage.pools import Pool
from tests.storage.rows import NOON, notice

GROUP = -1001000000001
CROWD = range(2001, 2201)


@pytest.fixture
def desk(storage: Storage) -> Desk:
    """Make as much of a desk as the flows of a pool need."""
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": "7:x",
            "OWNER_IDS": " ".join(map(str, [1001, *CROWD])),
            "SECRETS_KEY": "A" * 43 + "=",
        }
    )
    clock = SimpleNamespace(now=lambda: NOON)
    return cast("Desk", SimpleNamespace(storage=storage, settings=settings, clock=clock))


@pytest.fixture
async def lease_id(storage: Storage) -> int:
    """Put one free number into a pool that has a card."""
    lease = Lease(
        provider="lanck",
        number=PhoneNumber.parse("+447700900500"),
        country="GB",
        chat_id=GROUP,
        is_permanent=True,
        leased_at=NOON,
    )
    async with storage.begin() as work:
        work.numbers.put(lease)
        work.pools.put(Pool(chat_id=GROUP, message_id=7))
    assert lease.id is not None
    return lease.id


def asker(person: int) -> Asker:
    return Asker(person, f"Anna {person}", GROUP, None, f"tap:{person}", None)


async def test_of_two_hundred_who_take_a_number_at_once_one_holds_it(
    desk: Desk, storage: Storage, lease_id: int
) -> None:
    async def taken_by(person: int) -> str:
        try:
            await pools.take(desk, asker(person), lease_id)
        except RefusedRequest as refused:
            return refused.detail if refused.why is Why.TAKEN else "?"
        return ""

    said = await asyncio.gather(*(taken_by(person) for person in CROWD))
    async with storage.reading() as work:
        lease = await work.numbers.lease(lease_id)

    assert lease is not None
    assert CROWD[said.index("")] == lease.holder_id
    assert 1 == said.count("")
    assert {"", lease.holder_name} == set(said)


async def test_those_who_queue_at_once_all_have_a_place_and_get_it_in_turn(
    desk: Desk, storage: Storage, lease_id: int
) -> None:
    people = CROWD[:20]
    await pools.take(desk, asker(1001), lease_id)
    places = await asyncio.gather(
        *(pools.queue(desk, asker(person), lease_id) for person in (*people, *people))
    )
    turns = sorted(zip(places, people, strict=False))
    assert [*range(1, 21)] == [place for place, _ in turns]

    holder = 1001
    for _, person in turns:
        await pools.release(desk, asker(holder), lease_id)
        async with storage.reading() as work:
            lease = await work.numbers.lease(lease_id)
        assert lease is not None
        holder = person
        assert holder == lease.holder_id


async def test_a_card_that_waits_for_its_pace_holds_up_nobody(storage: Storage) -> None:
    async with storage.begin() as work:
        card = notice(GROUP, kind=NoticeKind.POOL, key="pool", topic="card")
        card.due_at = NOON.replace(minute=1)
        await work.outbox.put(card)
        await work.outbox.put(notice(GROUP, topic="code"))

    assert ["code"] == [one.topic for one in await claimed(storage, minute=0)]
    assert ["card"] == [one.topic for one in await claimed(storage, minute=2)]


async def claimed(storage: Storage, *, minute: int) -> list[Notice]:
    now = NOON.replace(minute=minute)
    async with storage.begin() as work:
        return list(await work.outbox.claim_heads(now=now, lease=now - NOON, limit=9))


async def test_a_group_that_moves_takes_its_pool_along(storage: Storage, lease_id: int) -> None:
    async with storage.begin() as work:
        await work.chats.follow(GROUP, GROUP - 1)
    async with storage.reading() as work:
        lease = await work.numbers.lease(lease_id)
        pool = await work.pools.get(GROUP - 1, None)

    assert lease is not None
    assert GROUP - 1 == lease.chat_id
    assert pool is not None
    assert pool.message_id is None
