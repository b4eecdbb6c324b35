"""/drill: rehearse an alarm."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows.oncall import drilling
from bot.texts import drilling as texts
from bot.texts.words import Words


async def drill(desk: Desk, ask: Ask) -> Words:
    """Send a practice alarm to whoever is on call."""
    return texts.begun(await drilling.start(desk, ask.asker))


async def got(desk: Desk, tap: Tap) -> Tapped:
    """Take the practice alarm."""
    took = await drilling.answer(desk, tap.asker, tap.words[0])
    return Tapped(replacement=texts.answered(took))
