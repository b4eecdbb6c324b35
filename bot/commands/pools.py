"""/pool: the numbers a group or topic shares, who holds them, and who waits."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.commands.parsing import read_number
from bot.desk import Desk
from bot.flows.numbers import pools
from bot.texts import pool_cards
from bot.texts.words import Words

ADD, REMOVE = "add", "remove"


async def pool(desk: Desk, ask: Ask) -> Words | None:
    """Send the pool's card anew, after adding a rented number to it or taking one out."""
    verb, _, written = ask.text.partition(" ")
    if verb.lower() == ADD:
        await pools.register(desk, ask.asker, read_number(written))
    if verb.lower() == REMOVE:
        await pools.remove(desk, ask.asker, read_number(written))
    return None if await pools.show(desk, ask.asker) else Words(pool_cards.NO_POOL)


async def take(desk: Desk, tap: Tap) -> Tapped:
    """Become the holder of a free or offered number; the card says so in its time."""
    lease_id, *where = tap.words
    lease = await pools.take(desk, tap.asker, int(lease_id))
    taken = pool_cards.taken(lease) if where == [pool_cards.OFFER] else None
    return Tapped(pool_cards.yours(lease), is_passing=True, replacement=taken)


async def give_back(desk: Desk, tap: Tap) -> Tapped:
    """Let a number go; the card says so in its time."""
    await pools.release(desk, tap.asker, int(tap.words[0]))
    return Tapped(pool_cards.LET_GO, is_passing=True)


async def hand_over(desk: Desk, tap: Tap) -> Tapped:
    """Offer a number to the others, or to the first who waits for it."""
    lease = await pools.offer(desk, tap.asker, int(tap.words[0]))
    if lease is None:
        return Tapped(pool_cards.PASSED_ON, is_passing=True)
    return Tapped(message=pool_cards.offered(lease))


async def queue(desk: Desk, tap: Tap) -> Tapped:
    """Wait for a number."""
    return Tapped(pool_cards.queued(await pools.queue(desk, tap.asker, int(tap.words[0]))))


async def leave_queue(desk: Desk, tap: Tap) -> Tapped:
    """Wait no longer."""
    has_left = await pools.leave_queue(desk, tap.asker, int(tap.words[0]))
    said = pool_cards.LEFT_QUEUE if has_left else pool_cards.NOT_QUEUED
    return Tapped(said, is_passing=True)


async def keep(desk: Desk, tap: Tap) -> Tapped:
    """Keep a number that looked idle."""
    await pools.keep(desk, tap.asker, int(tap.words[0]))
    return Tapped(pool_cards.KEPT, is_passing=True)
