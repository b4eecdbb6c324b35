"""/hlr, /fraud and /check."""

from bot.commands.asks import Ask
from bot.commands.bare_numbers import number_replied
from bot.commands.door import Tap, Tapped
from bot.commands.numbers_in_text import read_numbers
from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.lookups import lookup
from bot.texts import replies
from bot.texts.words import Words
from providers.contract.phone import PhoneNumber


async def hlr(desk: Desk, ask: Ask) -> Words | None:
    """Ask the home network."""
    return await _look_up(desk, ask, "hlr")


async def fraud(desk: Desk, ask: Ask) -> Words | None:
    """Ask the fraud lists."""
    return await _look_up(desk, ask, "fraud")


async def check(desk: Desk, ask: Ask) -> Words | None:
    """Ask no more than is needed."""
    return await _look_up(desk, ask, lookup.CHECK)


async def again(desk: Desk, tap: Tap) -> Tapped:
    """Ask once more, whatever is known."""
    await lookup.again(desk, tap.asker, tap.words[0])
    return Tapped()


async def _look_up(desk: Desk, ask: Ask, method: str) -> Words | None:
    valid, invalid = read_numbers(ask.text) if ask.text else (await _replied(desk, ask), [])
    if len(valid) + len(invalid) > lookup.MOST:
        raise RefusedRequest(Why.TOO_MANY, detail=str(lookup.MOST))
    if not valid and not invalid:
        return Words(replies.LOOKUP_USAGE.format(method=method))
    if not valid:
        return replies.all_invalid(invalid)
    await lookup.start(desk, ask.asker, lookup.Wanted(method, tuple(valid), tuple(invalid)))
    return None


async def _replied(desk: Desk, ask: Ask) -> list[PhoneNumber]:
    """Find the numbers a message replies to: written there, or the one of a card."""
    found, _ = read_numbers(ask.replied.text if ask.replied is not None else "")
    if found:
        return found
    number = await number_replied(desk, ask)
    return [] if number is None else [number]
