"""/verify, its questions, and the buttons of the card."""

from bot.buttons import Button
from bot.commands.asks import Ask
from bot.commands.bare_numbers import number_replied
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import named_session, read_care, read_preference, read_verify
from bot.commands.proving import own_session
from bot.commands.replied import replied_session
from bot.desk import Desk
from bot.flows import withdrawing
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.sessions.languages import LANGUAGES, SPEAK
from bot.flows.verifying import choosing, preferring, verification
from bot.texts import replies
from bot.texts.languages import choice
from bot.texts.words import Words, bare


async def verify(desk: Desk, ask: Ask) -> Words | None:
    """Verify a phone, named here or in the message replied to; the card follows by itself."""
    text = ask.text
    if not any(sign.isdecimal() for sign in text):
        number = await number_replied(desk, ask)
        text = text if number is None else f"{number.e164} {text}"
    if not text:
        return Words(replies.VERIFY_USAGE)
    return replies.came(await verification.request(desk, ask.asker, read_verify(text)))


async def answer(desk: Desk, tap: Tap) -> Tapped:
    """Take the answer to a question the desk asked."""
    question_id, word = tap.words
    came = await verification.answer(desk, tap.asker, question_id, word)
    said = replies.came(came) or Words(replies.ORDERED if came else replies.NOT_ORDERED)
    return Tapped(replacement=said)


async def again(desk: Desk, tap: Tap) -> Tapped:
    """Call once more; the card says so."""
    came = await verification.again(desk, tap.asker, tap.words[0])
    return Tapped(message=replies.came(came))


async def ways(desk: Desk, tap: Tap) -> Tapped:
    """Offer the other ways."""
    session_id = tap.words[0]
    options = await choosing.other_ways(desk, tap.asker, session_id)
    return Tapped(message=replies.other_ways(session_id, options))


async def way(desk: Desk, tap: Tap) -> Tapped:
    """Take another way, or ask in which language; the card says so."""
    session_id, method = tap.words
    if method == SPEAK:
        session = await own_session(desk, tap.asker, session_id)
        return Tapped(message=choice(LANGUAGES, Button.WAY, session.id))
    came = await verification.again(desk, tap.asker, session_id, method)
    return Tapped(replacement=replies.came(came) or Words(replies.ORDERED))


async def cancel(desk: Desk, tap: Tap) -> Tapped:
    """Withdraw; the card says so."""
    session = await withdrawing.cancel(desk, tap.asker, tap.words[0])
    return Tapped(bare(replies.cancelled(session).html), is_passing=True)


async def cancel_command(desk: Desk, ask: Ask) -> Words:
    """Withdraw the named session, or the only open one."""
    session_id = named_session(ask.text) or await replied_session(desk, ask)
    try:
        return replies.cancelled(await withdrawing.cancel(desk, ask.asker, session_id))
    except RefusedRequest as refused:
        if refused.why is not Why.WHICH_SESSION:
            raise
    async with desk.storage.reading() as work:
        waiting = await work.sessions.open_of(ask.asker.chat_id, ask.asker.person_id)
    return replies.which_to_cancel(waiting)


async def prefer(desk: Desk, ask: Ask) -> Words:
    """Set or show how this chat likes its verifications."""
    care = read_care(ask.text)
    if care is not None:
        await preferring.ask_for(desk, ask.asker, care[0], on=care[1])
        return replies.preference("", await preferring.preferred(desk, ask.asker, ""))
    country, methods = read_preference(ask.text)
    if methods:
        await preferring.prefer(desk, ask.asker, country, methods)
    return replies.preference(country, await preferring.preferred(desk, ask.asker, country))
