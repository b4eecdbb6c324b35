"""News of pools: what a group should hear of its numbers, and its card drawn anew."""

from datetime import datetime, timedelta

from bot.flows.telling.notices import made, told
from bot.flows.telling.topics import Json, Topic
from storage.numbers import Lease
from storage.outbox import NoticeKind
from storage.unit_of_work import UnitOfWork

DRAWS_AHEAD = timedelta(seconds=18)  # a pool's card may be drawn so far ahead of its pace


async def tell_pool(
    work: UnitOfWork,
    lease: Lease,
    topic: Topic,
    *,
    now: datetime,
    **facts: Json,
) -> None:
    """Tell the group or topic that shares a number something it should hear."""
    await work.outbox.put(
        told(
            lease.chat_id,
            topic,
            facts | {"number": lease.number.masked, "lease_id": lease.id},
            now=now,
            key=f"{topic}:{lease.id}:{lease.holder_id}",
            topic_id=lease.topic_id,
        )
    )


def pool_key(chat_id: int, topic_id: int | None) -> str:
    """Name the one waiting notice about a pool's card."""
    return f"pool:{chat_id}:{topic_id or 0}"


async def refresh_pool(
    work: UnitOfWork, chat_id: int, topic_id: int | None, *, now: datetime
) -> None:
    """Have the card of a pool drawn anew, if it has one, as soon as its pace allows it."""
    pool = await work.pools.get(chat_id, topic_id)
    if pool is None:
        return
    key = pool_key(chat_id, topic_id)
    card = made(NoticeKind.POOL, chat_id, now=now, key=key, topic_id=topic_id)
    if pool.drawn_until is not None:
        card.due_at = max(now, pool.drawn_until - DRAWS_AHEAD)
    await work.outbox.put(card)
