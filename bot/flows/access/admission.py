"""Let people in: strangers ask, administrators answer, and of several answers the first counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import TO_GIVE, Right
from bot.flows.telling import administrators, news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.people import Person, Role, Standing
from storage.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)  # LIMIT_REQUESTS_PER_HOUR counts within it
AT_ONCE = 50
OPEN_FOR = timedelta(days=7)  # a request that nobody answers
AGAIN_AFTER = {  # how long an answer stands before somebody may ask once more
    Standing.ASKING: timedelta(days=1),
    Standing.RETURNING: timedelta(days=1),
    Standing.REFUSED: timedelta(days=1),
    Standing.REMOVED: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody who wants to be let in is told; `again_at`: when they may ask once more."""

    standing: Standing
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a request, and by whom; perhaps somebody else, before."""

    person: Person
    by: str
    is_ours: bool


async def welcome(desk: Desk, asker: Asker) -> None:
    """Deliver what could not be delivered before this person opened the chat."""
    async with desk.storage.begin() as work:
        await work.outbox.revive(asker.chat_id, now=desk.clock.now())


async def ask(desk: Desk, asker: Asker) -> Answer:
    """Tell the administrators that somebody wants to be let in; asking again tells nobody again.

    Raises RefusedRequest.
    """
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.alone("requests")
        await permission.alone(work, asker.person_id)
        if await permission.own_role(work, desk, asker.person_id) is not None:
            return Answer(Standing.ALLOWED)
        person = await work.people.get(asker.person_id)
        if person is not None and (answer := _still(person, now)) is not None:
            return answer
        most = desk.settings.limit_requests_per_hour
        if most and await work.people.asked_since(now - HOUR) >= most:
            raise RefusedRequest(Why.ASKED_OFTEN)
        if person is None:
            person = await newcomer(work, asker, now=now)
        person.standing = Standing.RETURNING if person.is_shut_out else Standing.ASKING
        person.since = person.asked_at = now
        person.role = person.until = None
        await administrators.tell(
            work,
            desk,
            Topic.ASKS,
            key=str(asker.person_id),
            asker_id=asker.person_id,
            name=asker.name,
        )
        return Answer(person.standing)


async def expire(desk: Desk) -> int:
    """Close the requests that nobody has answered, and say so; gives how many."""
    before = desk.clock.now() - OPEN_FOR
    async with desk.storage.reading() as work:
        overdue = await work.people.unanswered(before=before, limit=AT_ONCE)
    for person_id in overdue:
        async with desk.storage.begin() as work:
            await permission.alone(work, person_id)
            now = desk.clock.now()
            person = await work.people.get(person_id)
            if person is None or not person.is_asking or (person.asked_at or now) > before:
                continue  # somebody has answered, or they asked anew
            was_removed = person.is_shut_out
            person.standing = Standing.REMOVED if was_removed else Standing.MET
            person.since = now
            await news.tell_privately(work, person_id, Topic.UNANSWERED, now=now)
            await close_request(work, desk, person, None)
    return len(overdue)


async def newcomer(work: UnitOfWork, asker: Asker, *, now: datetime) -> Person:
    """Open a row for somebody who has written in private for the first time."""
    if asker.username is not None:
        await work.people.free_username(asker.username, but=asker.person_id)
    person = Person(
        id=asker.person_id,
        name=asker.name,
        username=asker.username,
        standing=Standing.MET,
        since=now,
        has_private_chat=True,
    )
    work.people.put(person)
    return person


async def decide(desk: Desk, admin: Asker, person_id: int, role: Role | None) -> Decision:
    """Let somebody in, or not (None); tells what counts. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.alone(work, admin.person_id, admin.chat_id, person_id)
        await permission.demand(work, desk, admin, Right.MANAGE)
        person = await work.people.get(person_id)
        if person is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        if not person.is_asking:
            by = await work.people.find(person.decided_by or 0)
            return Decision(
                person, by.name if by else "", is_ours=person.decided_by == admin.person_id
            )
        if role is not None:
            admin.demand(TO_GIVE[role], Why.HIGHER_UP)
        no = Standing.REMOVED if person.is_shut_out else Standing.REFUSED
        person.standing = Standing.ALLOWED if role is not None else no
        person.role, person.until = role, None
        person.decided_by, person.since = admin.person_id, now
        said = f"{role or 'refused'}: {person_id}"
        work.custody.note(Act.ACCESS, at=now, who=admin.person_id, words=said)
        if role is not None:
            await news.tell_privately(work, person_id, Topic.ADMITTED, now=now, role=role)
        else:
            await news.tell_privately(work, person_id, Topic.TURNED_AWAY, now=now)
        await close_request(work, desk, person, admin)
    return Decision(person, admin.name, is_ours=True)


async def close_request(work: UnitOfWork, desk: Desk, person: Person, admin: Asker | None) -> None:
    """Have the cards about a request say how it was answered; those still waiting never leave.

    `admin`: who answered it; None where nobody did.
    """
    told = await administrators.of_desk(work, desk)
    await work.outbox.drop([f"{Topic.ASKS}:{person.id}:{one}" for one in told])
    for one, message_id in (await work.people.take_cards(person.id)).items():
        if admin is None or one != admin.person_id:
            await news.tell_privately(
                work,
                one,
                Topic.DECIDED,
                now=desk.clock.now(),
                key=f"{Topic.DECIDED}:{person.id}:{one}:{message_id}",
                edits=message_id,
                name=person.name,
                role=person.role or "",
                by=admin.name if admin is not None else "",
            )


def _still(person: Person, now: datetime) -> Answer | None:
    """Give the answer that still stands; None where they may ask."""
    if person.standing not in AGAIN_AFTER:
        return None
    again_at = person.since + AGAIN_AFTER[person.standing]
    return Answer(person.standing, again_at) if now < again_at else None
