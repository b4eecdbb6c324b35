"""/verify and /code, replies with digits, and the buttons of the card."""

from bot.commands.door import Ask, Tap, Tapped
from bot.commands.parsing import named_session, read_code, read_verify
from bot.desk import Desk
from bot.flows import questions, verification
from bot.flows.asking import Asker
from bot.flows.whose import mine
from bot.texts import replies
from bot.texts.words import Words
from storage.lifecycle import SessionState
from storage.sessions import ChatSession


async def verify(desk: Desk, ask: Ask) -> Words | None:
    """Ring a phone; the card follows by itself."""
    if not ask.text:
        return Words(replies.VERIFY_USAGE)
    wish = read_verify(ask.text)
    if not wish.number.is_assigned and not desk.settings.allow_unassigned_numbers:
        question_id = await questions.ask_about_unassigned(
            desk, ask.asker, wish.number, wish.method
        )
        return replies.unassigned(wish.number, question_id)
    await verification.start(desk, ask.asker, wish.number, wish.method)
    return None


async def code(desk: Desk, ask: Ask) -> Words:
    """Check digits."""
    if not ask.text:
        return Words(replies.CODE_USAGE)
    session_id, digits = read_code(ask.text)
    if session_id is None:
        session_id = await replied_session(desk, ask)
    return replies.verdict(await verification.submit(desk, ask.asker, session_id, digits))


async def reply(desk: Desk, ask: Ask) -> Words | None:
    """Take a reply to a card, or to *Enter code*, as digits."""
    session_id = await replied_session(desk, ask)
    if session_id is None:
        return await chatter(desk, ask) if ask.is_private else None
    return replies.verdict(await verification.submit(desk, ask.asker, session_id, ask.text))


async def chatter(desk: Desk, ask: Ask) -> Words:
    """Answer a bare message in a private chat: digits are a code, anything else is a question."""
    if ask.text.replace(" ", "").isdecimal() and len(ask.text) < verification.WHOLE_NUMBER:
        return replies.verdict(await verification.submit(desk, ask.asker, None, ask.text))
    return Words(replies.NOT_UNDERSTOOD)


async def replied_session(desk: Desk, ask: Ask) -> str | None:
    """Find the session whose card, or question about the code, this is a reply to."""
    if ask.replied is None or not ask.replied.is_ours:
        return None
    async with desk.storage.reading() as work:
        session = await work.sessions.of_card(ask.asker.chat_id, ask.replied.message_id)
        if session is not None:
            return session.id
        for word in replies.session_ids(ask.replied.text):
            if await work.sessions.get(word) is not None:
                return word
    return None


async def enter(desk: Desk, tap: Tap) -> Tapped:
    """Ask for the digits, with the keyboard open."""
    session = await _mine(desk, tap.asker, tap.words[0])
    if session.state not in {SessionState.PENDING, SessionState.AWAITING_CODE}:
        return Tapped(replies.NOTHING_TO_ENTER)
    return Tapped(message=replies.enter_code(session.id, tap.asker.person_id, tap.asker.name))


async def again(desk: Desk, tap: Tap) -> Tapped:
    """Call once more; the card says so."""
    await verification.again(desk, tap.asker, tap.words[0])
    return Tapped()


async def cancel(desk: Desk, tap: Tap) -> Tapped:
    """Withdraw; the card says so."""
    await verification.cancel(desk, tap.asker, tap.words[0])
    return Tapped()


async def answer(desk: Desk, tap: Tap) -> Tapped:
    """Answer a question the desk asked."""
    question_id, yes = tap.words
    session_id = await questions.answer(desk, tap.asker, question_id, yes=yes == "yes")
    return Tapped(replacement=Words(replies.CALLED if session_id else replies.NOT_CALLED))


async def cancel_command(desk: Desk, ask: Ask) -> Words:
    """Withdraw the named session, or the only open one."""
    session_id = named_session(ask.text) or await replied_session(desk, ask)
    return replies.cancelled(await verification.cancel(desk, ask.asker, session_id))


async def _mine(desk: Desk, asker: Asker, session_id: str) -> ChatSession:
    async with desk.storage.reading() as work:
        return await mine(work, asker, session_id)
