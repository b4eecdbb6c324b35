"""What somebody is, looked up inside a unit of work, so that what was taken back counts at once."""

from bot.desk import Desk
from bot.flows.asking.asking import REFUSALS, Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right, higher, may
from storage.people import Person, Role
from storage.unit_of_work import UnitOfWork


async def alone(work: UnitOfWork, *ids: int) -> None:
    """Let nobody else change or use what these people, or this group, may do, until the end.

    Call it once, before any row is held: then whoever takes access back and whoever uses it take
    turns, and none waits in a ring.
    """
    await work.alone(*(f"access:{one}" for one in ids))


async def role_in(work: UnitOfWork, desk: Desk, person_id: int, chat_id: int) -> Role | None:
    """Give what a person is in a chat, by themselves or as a member of the group."""
    own = await own_role(work, desk, person_id)
    return higher(own, await group_role(work, person_id, chat_id))


async def own_role(work: UnitOfWork, desk: Desk, person_id: int) -> Role | None:
    """Give what a person is everywhere."""
    is_owner = person_id in desk.settings.owner_ids  # whose row gives them nothing
    return role_of(desk, person_id, None if is_owner else await work.people.find(person_id))


def role_of(desk: Desk, person_id: int, person: Person | None) -> Role | None:
    """Give the same where it is known already what the desk knows of them."""
    if person_id in desk.settings.owner_ids:
        return Role.OWNER
    return None if person is None else person.role_at(desk.clock.now())


async def group_role(work: UnitOfWork, person_id: int, chat_id: int) -> Role | None:
    """Give what a person is as a member of a group, as far as is known."""
    if chat_id > 0:
        return None
    offered = await role_offered(work, await work.people.find(person_id), chat_id)
    if offered is None:
        return None
    membership = await work.grants.membership(chat_id, person_id)
    return offered if membership is not None and membership.is_member else None


async def role_offered(work: UnitOfWork, person: Person | None, chat_id: int) -> Role | None:
    """Give what a group makes of its members; nothing of somebody who was thrown out."""
    if chat_id > 0 or (person is not None and person.is_shut_out):
        return None
    grant = await work.grants.of_group(chat_id)
    return None if grant is None else grant.role


async def has(
    work: UnitOfWork, desk: Desk, person_id: int, right: Right, *, chat_id: int | None = None
) -> bool:
    """Whether somebody has a right now: everywhere, or in a chat."""
    if chat_id is None:
        return may(await own_role(work, desk, person_id), right)
    return may(await role_in(work, desk, person_id, chat_id), right)


async def demand(work: UnitOfWork, desk: Desk, asker: Asker, right: Right = Right.ORDER) -> None:
    """Refuse somebody whose right has ended since they were let through. Raises RefusedRequest.

    The first line of a unit of work that orders, takes or reveals.
    """
    await alone(work, asker.person_id, asker.chat_id)
    role = await role_in(work, desk, asker.person_id, asker.chat_id)
    if not may(role, right):
        raise RefusedRequest(REFUSALS[right] if role is not None else Why.ACCESS_ENDED)
