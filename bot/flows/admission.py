"""Let people in: strangers ask, administrators answer, and of several answers the first counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.flows import news, permission
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.rights import TO_GIVE, Right
from bot.flows.topics import Json, Topic
from storage.custody import Act
from storage.people import Person, Role, Standing
from storage.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)  # LIMIT_REQUESTS_PER_HOUR counts within it
AGAIN_AFTER = timedelta(days=1)  # who was refused, or not answered, may ask once more


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


async def ask(desk: Desk, asker: Asker) -> Standing:
    """Tell the administrators that somebody wants to be let in; asking again tells nobody again.

    Raises RefusedRequest.
    """
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await work.alone("requests")
        await permission.alone(work, asker.person_id)
        if await permission.own_role(work, desk, asker.person_id) is not None:
            return Standing.ALLOWED
        person = await work.people.get(asker.person_id)
        if person is not None and (answer := _still(person, now - AGAIN_AFTER)) is not None:
            return answer
        most = desk.settings.limit_requests_per_hour
        if most and await work.people.asked_since(now - HOUR) >= most:
            raise RefusedRequest(Why.ASKED_OFTEN)
        if person is None:
            person = await newcomer(work, asker, now=now)
        person.standing, person.since, person.asked_at = Standing.ASKING, now, now
        person.role = person.until = None
        await tell_administrators(
            work,
            desk,
            Topic.ASKS,
            key=str(asker.person_id),
            asker_id=asker.person_id,
            name=asker.name,
        )
    return Standing.ASKING


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
        if person.standing is not Standing.ASKING:
            by = await work.people.find(person.decided_by or 0)
            return Decision(
                person, by.name if by else "", is_ours=person.decided_by == admin.person_id
            )
        if role is not None and not admin.may(TO_GIVE[role]):
            raise RefusedRequest(Why.HIGHER_UP)
        person.standing = Standing.ALLOWED if role is not None else Standing.REFUSED
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


async def close_request(work: UnitOfWork, desk: Desk, person: Person, admin: Asker) -> None:
    """Have the cards about a request say how it was answered; those still waiting never leave."""
    told = await administrators(work, desk)
    await work.outbox.drop([f"{Topic.ASKS}:{person.id}:{one}" for one in told])
    for one, message_id in (await work.people.take_cards(person.id)).items():
        if one != admin.person_id:
            await news.tell_privately(
                work,
                one,
                Topic.DECIDED,
                now=desk.clock.now(),
                key=f"{Topic.DECIDED}:{person.id}:{one}:{message_id}",
                edits=message_id,
                name=person.name,
                role=person.role or "",
                by=admin.name,
            )


async def tell_administrators(
    work: UnitOfWork,
    desk: Desk,
    topic: Topic,
    *,
    key: str,
    but: int | None = None,
    **facts: Json,
) -> None:
    """Tell everybody who may let people in; the same thing waits once for each."""
    for one in await administrators(work, desk):
        if one != but:
            await news.tell_privately(
                work, one, topic, now=desk.clock.now(), key=f"{topic}:{key}:{one}", **facts
            )


async def administrators(work: UnitOfWork, desk: Desk) -> Sequence[int]:
    """List the owners, and the administrators they have made."""
    now = desk.clock.now()
    made = {
        one.id
        for one in await work.people.admins()
        if one.has_private_chat and one.role_at(now) is not None
    }
    return sorted(desk.settings.owner_ids | made)


def _still(person: Person, before: datetime) -> Standing | None:
    """Give the answer that still stands; None where they may ask."""
    if person.standing is Standing.REMOVED:
        return Standing.REFUSED
    if person.standing in {Standing.ASKING, Standing.REFUSED} and person.since > before:
        return person.standing
    return None
