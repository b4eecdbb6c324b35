"""Free the numbers of somebody whose access ends, or who leaves a chat."""

from bot.desk import Desk
from bot.flows.numbers import passing, pool_news
from storage.unit_of_work import UnitOfWork


async def free(work: UnitOfWork, desk: Desk, person_id: int, *, chat_id: int | None = None) -> None:
    """Let go what somebody holds and waits for, everywhere or in a chat; others get the codes."""
    await work.pools.leave_queues(person_id, chat_id=chat_id)
    for held in await work.numbers.running(holder_id=person_id, chat_id=chat_id):
        assert held.id is not None
        lease = await work.numbers.lease(held.id)  # held from now on
        if lease is not None and lease.ended_at is None and lease.holder_id == person_id:
            await work.codes.free(person_id, now=desk.clock.now(), lease_id=held.id)
            await passing.let_go(work, desk, lease, with_codes=False)
            if lease.holder_id == person_id:  # it ended; a late code is not theirs any more
                lease.holder_id = lease.holder_name = None


async def leave(work: UnitOfWork, desk: Desk, person_id: int, chat_id: int) -> None:
    """Do so in a chat they are no longer in; the codes they took there are theirs for good."""
    now = desk.clock.now()
    await free(work, desk, person_id, chat_id=chat_id)
    await work.codes.finish(person_id, chat_id=chat_id, now=now)  # leases before codes
    for topic_id in {one.topic_id for one in await work.numbers.running(chat_id=chat_id)}:
        await pool_news.refresh_pool(work, chat_id, topic_id, now=now)
