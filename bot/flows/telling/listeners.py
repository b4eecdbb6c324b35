"""Tell the chats that listen, each once, in the transaction of what they hear about."""

from collections.abc import Collection

from bot.desk import Desk
from bot.flows.telling.notices import heard
from bot.flows.telling.topics import Json
from storage.audiences import Heard
from storage.rotas import WHOLE_CHAT
from storage.unit_of_work import UnitOfWork


async def tell_listeners(
    work: UnitOfWork,
    desk: Desk,
    what: Heard,
    topic: str,
    *,
    key: str,
    but: Collection[tuple[int, int | None]],
    **facts: Json,
) -> None:
    """Tell whoever listens to that; `but`: chats and topics that hear it anyway."""
    told = {(chat_id, topic_id or WHOLE_CHAT) for chat_id, topic_id in but}
    for place in await work.audiences.listening(what):
        if place not in told and may_listen(desk, place[0]):
            await work.outbox.put(heard(*place, topic, key=key, now=desk.clock.now(), facts=facts))


def may_listen(desk: Desk, chat_id: int) -> bool:
    """Whether an audience is a group, or somebody who owns the desk still."""
    return chat_id < 0 or chat_id in desk.settings.owner_ids
