"""Let people in: strangers ask, owners answer."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.flows import news
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.news import Topic
from storage.custody import Act
from storage.people import Person, Standing


async def is_allowed(desk: Desk, person_id: int) -> bool:
    """Whether this person may use the desk."""
    if person_id in desk.settings.owner_ids:
        return True
    async with desk.storage.reading() as work:
        person = await work.people.get(person_id)
    return person is not None and person.standing is Standing.ALLOWED


async def welcome(desk: Desk, asker: Asker) -> None:
    """Deliver what could not be delivered before this person opened the chat."""
    async with desk.storage.begin() as work:
        await work.outbox.revive(asker.chat_id, now=desk.clock.now())


async def ask(desk: Desk, asker: Asker) -> Standing:
    """Tell the owners that somebody wants to be let in; asking again tells nobody again."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        person = await work.people.get(asker.person_id)
        if person is not None:
            return person.standing
        work.people.put(
            Person(id=asker.person_id, name=asker.name, standing=Standing.ASKING, since=now)
        )
        await news.tell_on_call(
            work,
            desk,
            Topic.ASKS,
            key=str(asker.person_id),
            asker_id=asker.person_id,
            name=asker.name,
        )
    return Standing.ASKING


async def members(desk: Desk, owner: Asker) -> Sequence[Person]:
    """List who may use the desk beside its owners. Raises RefusedRequest."""
    if not owner.is_owner:
        raise RefusedRequest(Why.OWNERS_ONLY)
    async with desk.storage.reading() as work:
        return await work.people.allowed()


async def decide(desk: Desk, owner: Asker, person_id: int, *, allowed: bool) -> str:
    """Let somebody in or refuse; gives their name. Raises RefusedRequest."""
    now = desk.clock.now()
    if not owner.is_owner:
        raise RefusedRequest(Why.NOT_YOURS)
    async with desk.storage.begin() as work:
        person = await work.people.get(person_id)
        if person is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        if allowed and person.standing is not Standing.ALLOWED:
            await news.tell_privately(work, person_id, Topic.ADMITTED, now=now)
        person.standing = Standing.ALLOWED if allowed else Standing.REFUSED
        person.decided_by, person.since = owner.person_id, now
        said = f"{'allowed' if allowed else 'refused'} {person_id}"
        work.custody.note(Act.ACCESS, at=now, who=owner.person_id, words=said)
    return person.name
