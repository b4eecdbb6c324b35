"""Give access and take it back: to people we know, and to usernames that have yet to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.flows.access import admission, ending
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import TO_GIVE, Right, may
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.grants import WaitingGrant
from storage.people import Person, Role, Standing
from storage.unit_of_work import UnitOfWork

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody as they were named: by id, perhaps with the name from a message, or by username."""

    person_id: int | None = None
    username: str | None = None  # in lower case
    name: str = ""

    @property
    def said(self) -> str:
        """Name them in a sentence."""
        return self.name or (f"@{self.username}" if self.username else str(self.person_id))


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to whom; `is_waiting`: once they write."""

    name: str
    role: Role
    until: datetime | None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """Who may use the desk beside its owners, and who may once they come."""

    people: Sequence[Person]
    waiting: Sequence[WaitingGrant]


async def give(
    desk: Desk, admin: Asker, whom: Whom, role: Role, span: timedelta | None = None
) -> Given:
    """Give somebody a role, for a while or for good. Raises RefusedRequest."""
    admin.demand(TO_GIVE[role], Why.HIGHER_UP)
    now = desk.clock.now()
    until = None if span is None else now + span
    person_id = await _id_of(desk, whom)
    async with desk.storage.begin() as work:
        if person_id is None:
            await permission.demand(work, desk, admin, Right.MANAGE)
            await work.grants.keep_for(
                WaitingGrant(
                    username=whom.username or "",
                    role=role,
                    until=until,
                    given_by=admin.person_id,
                    given_at=now,
                )
            )
            said = f"{role}: @{whom.username}, once they come"
            work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
            return Given(whom.said, role, until, is_waiting=True)
        person = await _held(work, desk, admin, person_id)
        if person is None:
            person = Person(id=person_id, name=whom.said, standing=Standing.MET, since=now)
            work.people.put(person)
        is_same = (person.role_at(now), person.until) == (role, until)
        person.standing, person.role, person.until = Standing.ALLOWED, role, until
        person.since, person.decided_by = person.since if is_same else now, admin.person_id
        if not may(role, Right.ORDER):
            await ending.end(work, desk, person_id)
        await admission.close_request(work, desk, person, admin)
        said = f"{role}: {person_id}" + (f" until {until:%Y-%m-%d %H:%M}" if until else "")
        work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
        if person.has_private_chat and not is_same:
            await news.tell_privately(
                work,
                person_id,
                Topic.ADMITTED,
                now=now,
                role=role,
                until=until.isoformat() if until else "",
            )
    return Given(person.name, role, until)


async def take_back(desk: Desk, admin: Asker, whom: Whom) -> str:
    """End somebody's access with all they have, in that moment; gives their name.

    Raises RefusedRequest.
    """
    now = desk.clock.now()
    person_id = await _id_of(desk, whom)
    async with desk.storage.begin() as work:
        if person_id is None:
            await permission.demand(work, desk, admin, Right.MANAGE)
            if not await work.grants.drop_for(whom.username or ""):
                raise RefusedRequest(Why.NOBODY_THERE, detail=whom.said)
            said = f"none: @{whom.username}"
            work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
            return whom.said
        person = await _held(work, desk, admin, person_id)
        if person is None and not whom.name:
            raise RefusedRequest(Why.NOBODY_THERE, detail=whom.said)
        if person is None:
            person = Person(id=person_id, name=whom.name, standing=Standing.MET, since=now)
            work.people.put(person)
        if person.username is not None:
            await work.grants.drop_for(person.username)
        had_role = person.role_at(now) is not None
        if person.standing is not Standing.REMOVED:
            person.standing, person.since = Standing.REMOVED, now
            person.decided_by = admin.person_id
        person.role = person.until = None
        await ending.end(work, desk, person_id)
        await admission.close_request(work, desk, person, admin)
        said = f"none: {person_id}"
        work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
        if had_role and person.has_private_chat:
            await news.tell_privately(work, person_id, Topic.REMOVED, now=now)
    return person.name


async def members(desk: Desk, admin: Asker, sought: str = "") -> Members:
    """List who may use the desk, or those like the words. Raises RefusedRequest."""
    admin.demand(Right.MANAGE)
    now = desk.clock.now()
    wanted = sought.casefold().removeprefix("@")
    async with desk.storage.reading() as work:
        people = [
            one
            for one in await work.people.allowed()
            if one.role_at(now) is not None
            and (wanted in one.name.casefold() or wanted in (one.username or str(one.id)))
        ]
        waiting = [
            one
            for one in await work.grants.waiting()
            if wanted in one.username and (one.until is None or one.until > now)
        ]
    return Members(people, waiting)


async def member(desk: Desk, admin: Asker, person_id: int) -> Person:
    """Find one of them. Raises RefusedRequest."""
    admin.demand(Right.MANAGE)
    async with desk.storage.reading() as work:
        person = await work.people.find(person_id)
    if person is None or person.role_at(desk.clock.now()) is None:
        raise RefusedRequest(Why.NOBODY_THERE, detail=person.name if person else str(person_id))
    return person


async def end_guests(desk: Desk) -> int:
    """End the access of guests whose time is over, and tell them; gives how many there were."""
    async with desk.storage.reading() as work:
        overdue = await work.people.overdue(now=desk.clock.now(), limit=AT_ONCE)
    for person_id in overdue:
        async with desk.storage.begin() as work:
            await permission.alone(work, person_id)
            now = desk.clock.now()
            person = await work.people.get(person_id)
            if person is None or person.standing is not Standing.ALLOWED:
                continue
            if person.until is None or person.until > now:
                continue  # it was given for longer in the meantime
            person.standing, person.since, person.role, person.until = (
                Standing.ENDED,
                now,
                None,
                None,
            )
            await ending.end(work, desk, person_id)
            work.custody.note(Act.ACCESS, at=now, words=f"none: {person_id}, the time is over")
            if person.has_private_chat:
                await news.tell_privately(work, person_id, Topic.GUEST_OVER, now=now)
    return len(overdue)


async def _id_of(desk: Desk, whom: Whom) -> int | None:
    if whom.person_id is not None or whom.username is None:
        return whom.person_id
    async with desk.storage.reading() as work:
        person = await work.people.named(whom.username)
    return person.id if person is not None else None


async def _held(work: UnitOfWork, desk: Desk, admin: Asker, person_id: int) -> Person | None:
    """Hold somebody's row, as one who may change what it says. Raises RefusedRequest."""
    await permission.alone(work, admin.person_id, admin.chat_id, person_id)
    await permission.demand(work, desk, admin, Right.MANAGE)
    if person_id in desk.settings.owner_ids:
        raise RefusedRequest(Why.OWNER_STAYS)
    person = await work.people.get(person_id)
    role = None if person is None else person.role_at(desk.clock.now())
    if role is not None:
        admin.demand(TO_GIVE[role], Why.HIGHER_UP)
    return person
