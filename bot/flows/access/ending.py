"""End what somebody has of the desk, in the transaction that ends their access.

numbers held   let go; those of a pool are free again
sessions       withdrawn; an answer that is still on its way changes nothing any more
questions      erased, so that their buttons are too old
codes, files   that wait for a private chat are never sent; codes they took are anybody's again,
               as they are in a group whose members may order no more
"""

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.rights import Right
from bot.flows.numbers import leaving, passing
from bot.flows.sessions import moving
from bot.flows.telling import news
from storage.lifecycle import Step
from storage.outbox import NoticeKind
from storage.sessions import Kind
from storage.unit_of_work import UnitOfWork

SECRET = frozenset({NoticeKind.CODE, NoticeKind.FILE})


async def end(work: UnitOfWork, desk: Desk, person_id: int, *, chat_id: int | None = None) -> None:
    """End everything of a person, everywhere or in one chat. Be `permission.alone` first."""
    now = desk.clock.now()
    await leaving.free(work, desk, person_id, chat_id=chat_id)
    for running in await work.sessions.running_of(person_id, chat_id=chat_id):
        session = await work.sessions.get(running.id)
        if session is None or session.person_id != person_id:
            continue
        if session.kind is Kind.BATCH:
            batch = await work.batches.get(session.id)
            if batch is not None:
                batch.ended_at = now
        await moving.move(work, desk, session, Step.WITHDRAWN)
    await work.questions.drop_of(person_id, chat_id=chat_id)
    if chat_id is None:
        await work.codes.free(person_id, now=now)
        await work.outbox.recall(person_id, SECRET)
        for kept in await work.outbox.take_back(person_id, NoticeKind.LATER):
            await news.tell_another(work, desk, kept)


async def end_all(work: UnitOfWork, desk: Desk, chat_id: int) -> tuple[int, int]:
    """End whatever goes on in a chat, whoever has it; gives how many numbers and sessions.

    Be `permission.alone` with the chat first.
    """
    numbers = await work.numbers.running(chat_id=chat_id)
    for running in numbers:
        assert running.id is not None
        lease = await work.numbers.lease(running.id)
        if lease is not None and lease.ended_at is None:
            session = await work.sessions.get(lease.session_id or "")
            await passing.end(work, desk, lease, session)
    sessions = await work.sessions.running_of(None, chat_id=chat_id)
    for one in {session.person_id for session in sessions}:
        await end(work, desk, one, chat_id=chat_id)
    return len(numbers), len(sessions)


async def end_unentitled(work: UnitOfWork, desk: Desk, chat_id: int) -> None:
    """End what those in a group have who may not order there any more.

    Be `permission.alone` with the group first.
    """
    now = desk.clock.now()
    holders = {lease.holder_id for lease in await work.numbers.running(chat_id=chat_id)}
    waiting = {one.person_id for one in await work.sessions.running_of(None, chat_id=chat_id)}
    for person_id in holders | waiting | await work.codes.takers(chat_id):
        if person_id is None:
            continue
        if not await permission.has(work, desk, person_id, Right.ORDER, chat_id=chat_id):
            await end(work, desk, person_id, chat_id=chat_id)
            await work.codes.free(person_id, chat_id=chat_id, now=now)
            await work.codes.finish(person_id, chat_id=chat_id, now=now)
