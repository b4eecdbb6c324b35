"""The people who run the desk, and what only they can answer."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.flows.telling import news
from bot.flows.telling.topics import Json, Topic
from storage.unit_of_work import UnitOfWork


async def tell(
    work: UnitOfWork,
    desk: Desk,
    topic: Topic,
    *,
    key: str,
    but: int | None = None,
    **facts: Json,
) -> None:
    """Tell everybody who may let people in; the same thing waits once for each."""
    for one in await of_desk(work, desk):
        if one != but:
            await news.tell_privately(
                work, one, topic, now=desk.clock.now(), key=f"{topic}:{key}:{one}", **facts
            )


async def of_desk(work: UnitOfWork, desk: Desk) -> Sequence[int]:
    """List the owners, and the administrators they have made."""
    now = desk.clock.now()
    made = {
        one.id
        for one in await work.people.admins()
        if one.has_private_chat and one.role_at(now) is not None
    }
    return sorted(desk.settings.owner_ids | made)
