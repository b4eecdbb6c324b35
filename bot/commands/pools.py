"""/pool: the numbers a chat shares, and who holds them."""

from bot.commands.door import Ask, Tap, Tapped
from bot.commands.parsing import read_number
from bot.desk import Desk
from bot.flows import pools
from bot.texts import number_cards
from bot.texts.words import Words

ADD = "add"


async def pool(desk: Desk, ask: Ask) -> Words:
    """Show the pool, or add a rented number to it."""
    verb, _, written = ask.text.partition(" ")
    if verb.lower() == ADD:
        await pools.register(desk, ask.asker, read_number(written))
    return number_cards.pool(await pools.members(desk, ask.asker))


async def take(desk: Desk, tap: Tap) -> Tapped:
    """Become the holder of a free number."""
    await pools.take(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=number_cards.pool(await pools.members(desk, tap.asker)))


async def give_back(desk: Desk, tap: Tap) -> Tapped:
    """Let a number be free again."""
    await pools.give_back(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=number_cards.pool(await pools.members(desk, tap.asker)))
