"""/forget: erase one number everywhere."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import read_number
from bot.desk import Desk
from bot.flows.custody import erasing
from bot.texts import forgetting as texts
from bot.texts.words import Words


async def forget(desk: Desk, ask: Ask) -> Words:
    """Ask whether it is meant."""
    if not ask.text:
        return Words(texts.USAGE)
    number = read_number(ask.text)
    question = await erasing.ask(desk, ask.asker, number)
    return texts.question(question.id, number)


async def yes(desk: Desk, tap: Tap) -> Tapped:
    """Begin; what was erased is told when it is over."""
    return Tapped(replacement=texts.begun(await erasing.begin(desk, tap.asker, tap.words[0])))


async def no(desk: Desk, tap: Tap) -> Tapped:
    """Forget nothing."""
    del desk, tap
    return Tapped(replacement=Words(texts.KEPT))
