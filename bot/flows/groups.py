"""Groups: what their members are to the desk while they are members."""

from bot.desk import Desk
from bot.flows import ending, permission
from bot.flows.asking import Asker
from bot.flows.rights import Right, may
from storage.custody import Act
from storage.people import Role


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
    """Write down who is in a group; what somebody was by being there ends as they leave."""
    async with desk.storage.begin() as work:
        if await work.grants.of_group(chat_id) is None:
            return
        await permission.alone(work, person_id)
        await work.grants.note_membership(
            chat_id, person_id, is_member=is_member, at=desk.clock.now(), is_event=True
        )
        if not is_member and not may(await permission.own_role(work, desk, person_id), Right.ORDER):
            await ending.end(work, desk, person_id, chat_id=chat_id)
