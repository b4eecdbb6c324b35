"""Which session a reply is about."""

from bot.commands.asks import Ask
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.texts import replies


async def replied_session(desk: Desk, ask: Ask) -> str | None:
    """Find the session whose card, or question about the code, this is a reply to."""
    if ask.replied is None or not ask.replied.is_ours:
        return None
    async with desk.storage.reading() as work:
        session = await work.sessions.of_card(ask.asker.chat_id, ask.replied.message_id)
        if session is not None:
            return session.id
        named = [
            word
            for word in dict.fromkeys(replies.session_ids(ask.replied.text))
            if await work.sessions.get(word) is not None
        ]
    if len(named) > 1:
        raise RefusedRequest(Why.WHICH_SESSION, choices=tuple(named))
    return named[0] if named else None
