"""Pass numbers on: to whoever takes one, to the first in its queue, or to nobody.

    let go ──▶ somebody waits? ──▶ the first holds it, and is told
                    │ no
                    ├─▶ a number of the pool is free
                    └─▶ a leased one ends

Whoever calls these holds the lease's row, so that of two at once one is first.
"""

from datetime import datetime

from bot.desk import Desk
from bot.flows.numbers import pool_news
from bot.flows.sessions import moving
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.lifecycle import Step
from storage.numbers import Lease
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


def idle_until(desk: Desk) -> datetime | None:
    """Tell until when a number of a pool is kept for a holder who does not use it."""
    span = desk.settings.pool_idle
    return desk.clock.now() + span if span else None


def touch(desk: Desk, lease: Lease) -> None:
    """Note that a number of a pool is being used."""
    if lease.is_permanent and lease.holder_id is not None:
        lease.expires_at, lease.reminded_at = idle_until(desk), None


async def give(work: UnitOfWork, desk: Desk, lease: Lease, person_id: int, name: str) -> None:
    """Make somebody the one holder."""
    assert lease.id is not None
    now = desk.clock.now()
    if lease.holder_id is None:
        _note(work, desk, lease, Act.TAKEN, "taken", person_id)
    else:
        _note(work, desk, lease, Act.HANDED_OVER, f"from {lease.holder_id}", person_id)
    lease.holder_id, lease.holder_name, lease.offered_at = person_id, name, None
    touch(desk, lease)
    await work.pools.leave_queue(lease.id, person_id)
    session = await work.sessions.get(lease.session_id or "")
    if session is not None:
        session.person_id, session.person_name = person_id, name
        await news.refresh_card(work, session, now=now)
    await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)


async def to_the_next(work: UnitOfWork, desk: Desk, lease: Lease) -> bool:
    """Give a number to the first in its queue and tell them; False where nobody waits."""
    assert lease.id is not None
    for first in await work.pools.queue(lease.id):
        if await work.pools.leave_queue(lease.id, first.person_id):
            break  # else they are just leaving the group
    else:
        return False
    await give(work, desk, lease, first.person_id, first.name)
    await pool_news.tell_pool(
        work,
        lease,
        Topic.YOUR_TURN,
        now=desk.clock.now(),
        person_id=first.person_id,
        name=first.name,
    )
    return True


async def let_go(work: UnitOfWork, desk: Desk, lease: Lease, *, with_codes: bool = True) -> None:
    """Take a number from its holder. `with_codes`: they need nobody any more."""
    assert lease.id is not None
    now = desk.clock.now()
    if with_codes:
        await work.codes.take_all(lease.id, now=now)
    if await to_the_next(work, desk, lease):
        return
    if not lease.is_permanent:
        session = await work.sessions.get(lease.session_id or "")
        await end(work, desk, lease, session, with_codes=with_codes)
        return
    _note(work, desk, lease, Act.TAKEN, "given back", lease.holder_id)
    lease.holder_id = lease.holder_name = None
    lease.expires_at = lease.reminded_at = lease.offered_at = None
    await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)


async def end(
    work: UnitOfWork,
    desk: Desk,
    lease: Lease,
    session: ChatSession | None,
    step: Step = Step.WITHDRAWN,
    *,
    with_codes: bool = True,
) -> None:
    """Close a lease: nobody holds it or waits for it. `with_codes`: nor needs its codes."""
    assert lease.id is not None
    now = desk.clock.now()
    lease.ended_at = now
    _note(work, desk, lease, Act.TAKEN, "let go", lease.holder_id)
    if with_codes:
        await work.codes.take_all(lease.id, now=now)
    await work.pools.dissolve_queue(lease.id)
    if session is not None and not await moving.move(work, desk, session, step):
        await news.refresh_card(work, session, now=now)
    await pool_news.refresh_pool(work, lease.chat_id, lease.topic_id, now=now)


def _note(
    work: UnitOfWork, desk: Desk, lease: Lease, act: Act, words: str, who: int | None
) -> None:
    work.custody.note(
        act,
        at=desk.clock.now(),
        who=who,
        chat=lease.chat_id,
        session=lease.session_id,
        number=lease.number,
        words=words,
    )
