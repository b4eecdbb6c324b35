"""Numbers without a command: alone in a private chat, or in the message /verify replies to."""

from collections.abc import Sequence

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.numbers_in_text import read_numbers
from bot.commands.parsing import is_national
from bot.commands.replied import replied_session
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.lookups import lookup
from bot.flows.sessions.whose import seen_by
from bot.flows.verifying import bare_numbers, verification
from bot.flows.verifying.wishes import Wish
from bot.texts import replies
from bot.texts.words import Words
from providers.contract.phone import Impossible, PhoneNumber
from storage.faded import FadedNumber


async def offer(desk: Desk, ask: Ask) -> Words | None:
    """Ask what a bare number is for; None where the message is something else."""
    uses = bare_numbers.uses(desk, ask.asker)
    found, invalid = read_numbers(ask.text)
    if not uses:
        return None
    if not found:
        return _none(ask.text, invalid)
    if len(found) > 1:
        return Words(replies.SEVERAL_NUMBERS)
    question_id = await bare_numbers.keep(desk, ask.asker, found[0])
    return replies.what_for(found[0], question_id, uses)


async def choose(desk: Desk, tap: Tap) -> Tapped:
    """Do what the number is for; each of it once, however often it is tapped."""
    question_id, use = tap.words
    number = await bare_numbers.kept(desk, tap.asker, question_id)
    asker = tap.asker.because(f"question:{question_id}:{use}")
    if use != bare_numbers.VERIFY:
        await lookup.start(desk, asker, lookup.Wanted(use, (number,)))
        return Tapped(replacement=Words(replies.ORDERED))
    came = await verification.request(desk, asker, Wish(number))
    return Tapped(replacement=replies.came(came) or Words(replies.ORDERED))


def _none(text: str, invalid: Sequence[tuple[str, str]]) -> Words | None:
    """Say why what looks like a number alone is none. Raises RefusedRequest."""
    if any(sign.isalpha() for sign in text) or not is_national(text):
        return None
    if any(why == Impossible.NO_COUNTRY for _, why in invalid):
        raise RefusedRequest(Why.NO_COUNTRY_CODE)
    return replies.all_invalid(invalid)


async def number_replied(desk: Desk, ask: Ask) -> PhoneNumber | None:
    """Find the number that a message replies to: of a card, or in its words. One, or a refusal."""
    if ask.replied is None:
        return None
    session_id = await replied_session(desk, ask)
    if session_id is not None:
        async with desk.storage.reading() as work:
            session = await seen_by(work, ask.asker, session_id)
        known = session.number
        return known if not isinstance(known, FadedNumber) else None
    found, _ = read_numbers(ask.replied.text)
    if len(found) > 1:
        raise RefusedRequest(Why.ONE_AT_A_TIME)
    return found[0] if found else None
