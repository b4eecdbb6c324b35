"""Groups: what their members are to the desk, while they are members and the desk is there.

opened ──▶ members come and go ──▶ another id: everything follows
                              └──▶ the desk is thrown out: everything ends, and begins anew
"""

from bot.desk import Desk
from bot.flows.access import ending
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker
from bot.flows.asking.rights import Right
from bot.flows.numbers import leaving, pool_news
from bot.flows.telling import administrators, news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.outbox import NoticeKind
from storage.people import Role
from storage.unit_of_work import UnitOfWork


async def decide(desk: Desk, admin: Asker, role: Role | None) -> None:
    """Make this group's members something, or nothing any more. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, admin, Right.MANAGE)
        now = desk.clock.now()
        await work.grants.set_group(admin.chat_id, role, by=admin.person_id, now=now)
        await ending.end_unentitled(work, desk, admin.chat_id)
        work.custody.note(
            Act.ACCESS,
            at=now,
            who=admin.person_id,
            chat=admin.chat_id,
            words=f"{role or 'none'}: members of this group",
        )


async def came_or_went(desk: Desk, chat_id: int, person_id: int, *, is_member: bool) -> None:
    """Write down who is in a group; what somebody was and held by being there ends as they go."""
    async with desk.storage.begin() as work:
        await permission.alone(work, person_id)
        is_open = await work.grants.of_group(chat_id) is not None
        if is_open:
            await work.grants.note_membership(
                chat_id, person_id, is_member=is_member, at=desk.clock.now(), is_event=True
            )
        if is_member:
            return
        if is_open and not await permission.has(work, desk, person_id, Right.ORDER):
            await ending.end(work, desk, person_id, chat_id=chat_id)
        await leaving.leave(work, desk, person_id, chat_id)


async def moved(desk: Desk, old: int, new: int) -> None:
    """Follow a group that became a supergroup, with everything in it; once, whoever tells it."""
    async with desk.storage.begin() as work:
        await follow(work, desk, old, new)


async def follow(work: UnitOfWork, desk: Desk, old: int, new: int) -> None:
    """Do the same inside the caller's transaction, before it has read anything."""
    await permission.alone(work, old, new)
    if not await work.chats.follow(old, new):
        return
    now = desk.clock.now()
    work.custody.note(Act.ACCESS, at=now, chat=new, words=f"this group was {old} before")
    for session in await work.sessions.running_of(None, chat_id=new):
        await news.refresh_card(work, session, now=now)
    for pool in await work.pools.of_chat(new):
        await pool_news.refresh_pool(work, new, pool.topic_id, now=now)


async def left(desk: Desk, chat_id: int, title: str) -> None:
    """Close a group the desk is no longer in, so that coming back is a fresh start."""
    async with desk.storage.begin() as work:
        await close(work, desk, chat_id, title)


async def close(work: UnitOfWork, desk: Desk, chat_id: int, title: str = "") -> bool:
    """Do the same inside the caller's transaction; False where nothing was open.

    Numbers are let go, sessions withdrawn, rights and arrangements ended; budgets stay.
    """
    await permission.alone(work, chat_id)
    now = desk.clock.now()
    grant = await work.grants.of_group(chat_id)
    role = grant.role if grant is not None else None
    if role is not None:
        await work.grants.set_group(chat_id, None, by=0, now=now)
    numbers, sessions = await ending.end_all(work, desk, chat_id)
    wishes = await work.approvals.close_of(chat_id)
    rotas = await work.rotas.drop_of(chat_id)
    arranged = await work.chats.clear(chat_id)
    await work.outbox.recall(chat_id, frozenset(NoticeKind))
    if not any((role, numbers, sessions, wishes, rotas, arranged)):
        return False
    work.custody.note(Act.ACCESS, at=now, chat=chat_id, words="the desk is no longer in this group")
    await administrators.tell(
        work,
        desk,
        Topic.GROUP_LEFT,
        key=str(chat_id),
        group=title or str(chat_id),
        role=role or "",
        numbers=numbers,
        sessions=sessions,
    )
    return True
