"""Recognise whoever writes or taps: what they are here, and what waited for them to come.

                 ┌─ owner, by the settings
somebody comes ──┼─ a role of their own, while it lasts ──────────────┐
                 └─ a role of the group's members, if they are one ───┴──▶ the higher of the two
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.asking.rights import TO_GIVE, higher
from storage.custody import Act
from storage.grants import Membership, WaitingGrant
from storage.people import Person, Role, Standing
from storage.unit_of_work import UnitOfWork

FRESH = timedelta(minutes=1)  # after it Telegram is asked anew whether somebody is in a group

Look = Callable[[], Awaitable[bool | None]]  # are they in the group? None: it does not say


@dataclass(frozen=True, slots=True)
class Someone:
    """Whoever stands at the door."""

    person_id: int
    name: str
    username: str | None  # in lower case
    chat_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of them."""

    person: Person | None
    grant: WaitingGrant | None
    own: Role | None
    offered: Role | None  # to members of this group
    membership: Membership | None


async def recognise(desk: Desk, someone: Someone, look: Look) -> Role | None:
    """Tell what somebody is in this chat; None: a stranger. Raises RefusedRequest.

    `look` is asked where the answer decides and the last one is not fresh.
    """
    known = await _known(desk, someone)
    if _is_new(desk, someone, known):
        async with desk.storage.begin() as work:
            await _write_down(work, desk, someone)
        known = await _known(desk, someone)
    if higher(known.own, known.offered) is known.own:
        return known.own
    is_member = await _is_member(desk, someone, known.membership, look)
    if is_member is None and known.own is None:
        raise RefusedRequest(Why.MEMBERSHIP_UNKNOWN)
    if not is_member:
        return known.own
    if known.person is None:
        async with desk.storage.begin() as work:
            await _write_down(work, desk, someone)
    return known.offered


async def _known(desk: Desk, someone: Someone) -> Known:
    async with desk.storage.reading() as work:
        person = await work.people.find(someone.person_id)
        offered = await permission.role_offered(work, person, someone.chat_id)
        return Known(
            person,
            await work.grants.waiting_for(someone.username) if someone.username else None,
            await permission.own_role(work, desk, someone.person_id),
            offered,
            await work.grants.membership(someone.chat_id, someone.person_id) if offered else None,
        )


def _is_new(desk: Desk, someone: Someone, known: Known) -> bool:
    """Whether there is something to write down; of strangers there is nothing."""
    person = known.person
    if person is None:
        return known.grant is not None or someone.person_id in desk.settings.owner_ids
    return (
        (person.name, person.username) != (someone.name, someone.username)
        or (known.grant is not None and not person.is_shut_out)
        or (someone.chat_id > 0 and not person.has_private_chat)
    )


async def _write_down(work: UnitOfWork, desk: Desk, someone: Someone) -> None:
    now = desk.clock.now()
    await permission.alone(work, someone.person_id)
    person = await work.people.get(someone.person_id)
    if person is None:
        person = Person(id=someone.person_id, name=someone.name, standing=Standing.MET, since=now)
        work.people.put(person)
    person.name, person.username = someone.name, someone.username
    person.has_private_chat = person.has_private_chat or someone.chat_id > 0
    if someone.username is None:
        return
    await work.people.free_username(someone.username, but=someone.person_id)
    grant = await work.grants.waiting_for(someone.username)
    if grant is None or person.is_shut_out:
        return
    role, until, given_by = grant.role, grant.until, grant.given_by
    if not await work.grants.drop_for(someone.username):
        return
    is_over = until is not None and until <= now
    if not is_over and await permission.has(work, desk, given_by, TO_GIVE[role]):
        own = await permission.own_role(work, desk, someone.person_id)
        if higher(own, role) is not own:
            person.standing, person.role, person.until = Standing.ALLOWED, role, until
            person.since, person.decided_by = now, given_by
            said = f"{role}: {someone.person_id}, who was waited for"
            work.custody.note(Act.ACCESS, at=now, who=given_by, words=said)


async def _is_member(
    desk: Desk, someone: Someone, known: Membership | None, look: Look
) -> bool | None:
    now = desk.clock.now()
    if known is not None and now - known.seen_at < FRESH:
        return known.is_member
    answer = await look()
    if answer is None:
        return None
    async with desk.storage.begin() as work:
        await permission.alone(work, someone.person_id)
        return await work.grants.note_membership(
            someone.chat_id, someone.person_id, is_member=answer, at=now, is_event=False
        )
