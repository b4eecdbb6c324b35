"""/code, replies with digits, and *Enter code*."""

from bot.commands.asks import Ask
from bot.commands.bare_numbers import offer
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import is_bare_code, is_national, read_code
from bot.commands.replied import replied_session
from bot.commands.typed_countries import answered, said
from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.sessions.whose import mine
from bot.flows.verifying import proving
from bot.texts import replies
from bot.texts.help import NOT_UNDERSTOOD, not_understood
from bot.texts.words import Words
from storage.lifecycle import SessionState
from storage.sessions import ChatSession


async def code(desk: Desk, ask: Ask) -> Words:
    """Check digits."""
    if not ask.text:
        return Words(replies.CODE_USAGE)
    session_id, digits = read_code(ask.text)
    if session_id is None:
        session_id = await replied_session(desk, ask)
    return replies.verdict(await proving.submit(desk, ask.asker, session_id, digits))


async def reply(desk: Desk, ask: Ask) -> Words | None:
    """Take a reply to a card, or to *Enter code*, as digits."""
    if (words := await answered(desk, ask)) is not None:
        return words
    session_id = await replied_session(desk, ask)
    if session_id is None:
        return await chatter(desk, ask) if ask.is_private else None
    return replies.verdict(await proving.submit(desk, ask.asker, session_id, ask.text))


async def chatter(desk: Desk, ask: Ask) -> Words:
    """Answer a bare message in a private chat: a code, a number, or nothing we understand."""
    if not ask.text:
        return replies.speechless(ask.attached, has_file=ask.document is not None)
    is_code = is_bare_code(ask.text)
    if is_code or (proving.has_code(ask.text) and await proving.awaits(desk, ask.asker)):
        session_id, digits = read_code(ask.text)
        try:
            return replies.verdict(await proving.submit(desk, ask.asker, session_id, digits))
        except RefusedRequest as refused:
            if refused.why is Why.NOTHING_OPEN and is_national(ask.text):
                raise RefusedRequest(Why.NO_COUNTRY_CODE) from None
            raise
    told = not_understood(ask.asker.role, ask.written)
    if told.html not in NOT_UNDERSTOOD.values():
        return told
    return await offer(desk, ask) or await said(desk, ask) or told


async def enter(desk: Desk, tap: Tap) -> Tapped:
    """Ask for the digits, with the keyboard open."""
    session = await own_session(desk, tap.asker, tap.words[0])
    if session.state not in {SessionState.PENDING, SessionState.AWAITING_CODE}:
        return Tapped(replies.NOTHING_TO_ENTER)
    return Tapped(message=replies.enter_code(session.id, tap.asker.person_id, tap.asker.name))


async def own_session(desk: Desk, asker: Asker, session_id: str) -> ChatSession:
    """Find a session this person may act on. Raises RefusedRequest."""
    async with desk.storage.reading() as work:
        return await mine(work, asker, session_id)
