"""Pools: numbers a group or a topic shares. Each is free or held by exactly one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.numbers import passing, pool_news
from bot.flows.running import serving
from bot.flows.telling.topics import Topic
from providers.contract.capabilities import CallbackReader, SmsSender
from providers.contract.phone import PhoneNumber
from storage.codes import Counts
from storage.custody import Act
from storage.numbers import Lease
from storage.pools import NO_TOPIC, Pool, QueuePlace
from storage.unit_of_work import UnitOfWork

REMIND_BEFORE = timedelta(minutes=5)  # or half the idle time, where that is shorter
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class PoolNumber:
    """One number of a pool."""

    lease: Lease
    waiting: int = 0  # codes not taken
    queue: tuple[str, ...] = ()  # names, first come first


async def register(desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Make a rented number a permanent member of this chat's pool. Raises RefusedRequest."""
    readers = serving.set_up(desk, CallbackReader)
    inlets = [one.name for one in readers if isinstance(one, SmsSender)]
    if not inlets:
        raise RefusedRequest(Why.NO_PROVIDER, detail="incoming messages on rented numbers")
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        await work.alone(f"number:{number.digits}")
        known = await work.numbers.held(number)
        if known is not None and known.ended_at is None:
            raise RefusedRequest(Why.IN_A_POOL)
        work.numbers.put(
            Lease(
                provider=inlets[0],
                number=number,
                country=number.region or "",
                chat_id=asker.chat_id,
                topic_id=asker.topic_id,
                is_permanent=True,
                leased_at=desk.clock.now(),
            )
        )
        work.custody.note(
            Act.TAKEN,
            at=desk.clock.now(),
            who=asker.person_id,
            chat=asker.chat_id,
            number=number,
            words="added to the pool",
        )


async def remove(desk: Desk, asker: Asker, number: PhoneNumber) -> None:
    """Take a rented number out of this chat's pool. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        lease = await work.numbers.held(number)
        is_here = lease is not None and lease.is_permanent and lease.chat_id == asker.chat_id
        if lease is None or not is_here or lease.ended_at is not None:
            raise RefusedRequest(Why.NUMBER_GONE)
        await passing.end(work, desk, lease, None)


async def show(desk: Desk, asker: Asker) -> bool:
    """Have this pool's card sent anew, as the latest message; False where there is no pool."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        running = await work.numbers.running(chat_id=asker.chat_id)
        pool = await work.pools.get(asker.chat_id, asker.topic_id)
        if pool is None and not any(one.topic_id == asker.topic_id for one in running):
            return False
        if pool is None:
            await work.alone(f"pool:{asker.chat_id}:{asker.topic_id}")
            pool = await work.pools.get(asker.chat_id, asker.topic_id)
        if pool is None:
            work.pools.put(Pool(chat_id=asker.chat_id, topic_id=asker.topic_id or NO_TOPIC))
        elif pool.message_id is not None:
            pool.old_message_id, pool.message_id = pool.message_id, None
        await pool_news.refresh_pool(work, asker.chat_id, asker.topic_id, now=now)
        await work.outbox.hasten(pool_news.pool_key(asker.chat_id, asker.topic_id), now=now)
    return True


async def members(desk: Desk, chat_id: int, topic_id: int | None) -> Sequence[PoolNumber]:
    """List the numbers of a pool, with who waits for each."""
    async with desk.storage.reading() as work:
        leases = [
            one
            for one in await work.numbers.running(chat_id=chat_id)
            if one.topic_id == topic_id and (one.is_permanent or one.holder_id is not None)
        ]
        counts = await work.codes.counts(leases)
        found = []
        for lease in leases:
            assert lease.id is not None
            queue = tuple(one.name for one in await work.pools.queue(lease.id))
            found.append(PoolNumber(lease, counts.get(lease.id, Counts()).waiting, queue))
    return found


async def take(desk: Desk, asker: Asker, lease_id: int) -> Lease:
    """Become the one holder of a free or offered number; of two at once, one wins.

    Raises RefusedRequest, which names the holder.
    """
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        lease = await _of_chat(work, asker, lease_id)
        await take_in(work, desk, asker, lease)
    return lease


async def take_in(work: UnitOfWork, desk: Desk, asker: Asker, lease: Lease) -> None:
    """Do the same inside the caller's transaction."""
    is_mine = lease.holder_id == asker.person_id
    if lease.holder_id is not None and not is_mine and lease.offered_at is None:
        raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "")
    if is_mine and lease.offered_at is None:
        return
    await passing.give(work, desk, lease, asker.person_id, asker.name)


async def release(desk: Desk, asker: Asker, lease_id: int) -> None:
    """Let a number go: to the first in its queue, else to nobody. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        lease = await _held(work, asker, lease_id)
        await passing.let_go(work, desk, lease)


async def offer(desk: Desk, asker: Asker, lease_id: int) -> Lease | None:
    """Hand a number over: offered to all, or to the first in its queue (None).

    Raises RefusedRequest.
    """
    async with desk.storage.begin() as work:
        lease = await _held(work, asker, lease_id)
        if await offer_in(work, desk, lease):
            return lease
    return None


async def offer_in(work: UnitOfWork, desk: Desk, lease: Lease) -> bool:
    """Do the same inside the caller's transaction; False where somebody waited for it."""
    if await passing.to_the_next(work, desk, lease):
        return False
    lease.offered_at = desk.clock.now()
    await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=desk.clock.now())
    return True


async def queue(desk: Desk, asker: Asker, lease_id: int) -> int | None:
    """Wait for a number; gives the place in its queue, None where it is theirs already.

    Raises RefusedRequest.
    """
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        lease = await _of_chat(work, asker, lease_id)
        if lease.holder_id in {None, asker.person_id} or lease.offered_at is not None:
            await take_in(work, desk, asker, lease)
            return None
        waiting = [one.person_id for one in await work.pools.queue(lease_id)]
        if asker.person_id in waiting:
            return waiting.index(asker.person_id) + 1
        now = desk.clock.now()
        work.pools.put(
            QueuePlace(lease_id=lease_id, person_id=asker.person_id, name=asker.name, since=now)
        )
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)
        return len(waiting) + 1


async def leave_queue(desk: Desk, asker: Asker, lease_id: int) -> bool:
    """Wait no longer; False where they did not wait. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        lease = await _of_chat(work, asker, lease_id)
        has_left = await work.pools.leave_queue(lease_id, asker.person_id)
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=desk.clock.now())
    return has_left


async def keep(desk: Desk, asker: Asker, lease_id: int) -> None:
    """Say that a number is still needed. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        lease = await _held(work, asker, lease_id)
        passing.touch(desk, lease)
        await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=desk.clock.now())


async def release_idle(desk: Desk) -> int:
    """Let go what nobody uses, and ask its holder before; gives how many were let go."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        idle = await work.numbers.overdue(now=now, limit=AT_ONCE, permanent=True)
        for lease in idle:
            await passing.let_go(work, desk, lease)
        soon = now + remind_before(desk)
        for lease in await work.numbers.unreminded(until=soon, limit=AT_ONCE, permanent=True):
            assert lease.expires_at is not None
            lease.reminded_at = now
            if lease.holder_id is not None:
                await pool_news.tell_pool(
                    work,
                    lease,
                    Topic.IDLE,
                    now=now,
                    person_id=lease.holder_id,
                    name=lease.holder_name or "",
                    minutes=max(1, round((lease.expires_at - now).total_seconds() / 60)),
                )
    return len(idle)


def remind_before(desk: Desk) -> timedelta:
    """Say how long before a number is let go its holder is asked."""
    return min(REMIND_BEFORE, desk.settings.pool_idle / 2)


async def _held(work: UnitOfWork, asker: Asker, lease_id: int) -> Lease:
    """Find a number that this person holds."""
    lease = await _of_chat(work, asker, lease_id)
    if lease.holder_id is None:
        raise RefusedRequest(Why.FREE)
    if lease.holder_id != asker.person_id:
        raise RefusedRequest(Why.TAKEN, detail=lease.holder_name or "")
    return lease


async def _of_chat(work: UnitOfWork, asker: Asker, lease_id: int) -> Lease:
    lease = await work.numbers.lease(lease_id)
    if lease is None or lease.ended_at is not None or lease.chat_id != asker.chat_id:
        raise RefusedRequest(Why.NUMBER_GONE, session_id=str(lease_id))
    return lease
