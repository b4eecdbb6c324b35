"""/status and /history: what is open, and what was."""

from bot.cards import session_card
from bot.commands.asks import Ask
from bot.commands.parsing import named_session
from bot.commands.replied import replied_session
from bot.desk import Desk
from bot.flows.sessions.whose import seen_by
from bot.texts import replies
from bot.texts.words import Words

SHOWN = 10


async def status(desk: Desk, ask: Ask) -> Words:
    """Show one session as its card does, or list what this person is waiting for."""
    session_id = named_session(ask.text) or await replied_session(desk, ask)
    async with desk.storage.reading() as work:
        if session_id is None:
            waiting = await work.sessions.open_of(ask.asker.chat_id, ask.asker.person_id)
            return replies.listing(waiting, replies.NOTHING_OPEN)
        session = await seen_by(work, ask.asker, session_id)
    return replies.as_of(await session_card(desk, session), session, desk.clock.now())


async def history(desk: Desk, ask: Ask) -> Words:
    """List the latest of this chat."""
    async with desk.storage.reading() as work:
        latest = await work.sessions.recent(ask.asker.chat_id, limit=SHOWN)
    return replies.listing(latest, replies.NO_HISTORY)
