"""Give a number that lives in a private chat to a teammate: its card and codes go to their chat."""

from dataclasses import dataclass

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.acquaintance import everybody
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.numbers import leasing, passing
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from storage.people import Person
from storage.unit_of_work import UnitOfWork

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a number went."""

    name: str
    number: str  # masked


async def takers(desk: Desk, asker: Asker, session_id: str) -> list[tuple[int, str]]:
    """List whom a number may be given to, by name. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await leasing.held_by(work, asker, session_id)
        people = await _people(work, desk, asker)
    if not people:
        raise RefusedRequest(Why.NOBODY_ELSE)
    named = [(one.id, one.name) for one in people.values()]
    return sorted(named, key=lambda one: one[1].casefold())[:MOST_SHOWN]


async def give(desk: Desk, asker: Asker, session_id: str, person_id: int) -> Given:
    """Make a teammate the holder of a number; they are told. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        session, lease = await leasing.held_by(work, asker, session_id)
        if lease.chat_id < 0 or lease.holder_id != asker.person_id:
            raise RefusedRequest(Why.NOT_YOURS, session_id=session.id)
        taker = (await _people(work, desk, asker)).get(person_id)
        if taker is None:
            raise RefusedRequest(Why.NOBODY_THERE, detail=str(person_id))
        await work.outbox.drop([news.card_key(session)])
        session.chat_id = lease.chat_id = taker.id
        session.topic_id = lease.topic_id = None
        session.card_message_id = session.request_message_id = None
        await news.tell_privately(
            work,
            taker.id,
            Topic.GIVEN,
            now=now,
            key=f"given:{session.id}:{taker.id}",
            name=asker.name,
            number=lease.number.masked,
        )
        await passing.give(work, desk, lease, taker.id, taker.name)
    return Given(taker.name, lease.number.masked)


async def keep(desk: Desk, asker: Asker, session_id: str) -> None:
    """Give it to nobody: the card stands where it was. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session, _ = await leasing.held_by(work, asker, session_id)
        await news.refresh_card(work, session, now=desk.clock.now())


async def _people(work: UnitOfWork, desk: Desk, asker: Asker) -> dict[int, Person]:
    allowed = await everybody(work, desk) - {asker.person_id}
    return {
        one.id: one for one in await work.people.all() if one.id in allowed and one.has_private_chat
    }
