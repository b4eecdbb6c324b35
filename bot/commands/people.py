"""/start and /help, and letting people in."""

from bot.commands.door import Ask, Tap, Tapped
from bot.desk import Desk
from bot.flows import admission
from bot.texts import replies
from bot.texts.words import Words, plain


async def start(desk: Desk, ask: Ask) -> Words | None:
    """Greet the team; offer strangers to ask, in private only."""
    if await admission.is_allowed(desk, ask.asker.person_id):
        await admission.welcome(desk, ask.asker)
        return replies.start(ask.asker.name)
    return replies.stranger() if ask.is_private else None


async def help_(desk: Desk, ask: Ask) -> Words:
    """Show what the desk does."""
    del desk, ask
    return Words(replies.HELP)


async def edited(desk: Desk, ask: Ask) -> Words:
    """Say that an edited command starts nothing."""
    del desk, ask
    return Words(replies.EDITED)


async def join(desk: Desk, tap: Tap) -> Tapped:
    """Ask to be let in."""
    return Tapped(replacement=Words(replies.STANDINGS[await admission.ask(desk, tap.asker)]))


async def access(desk: Desk, ask: Ask) -> Words:
    """List who may use the desk, each with a button that ends it."""
    return replies.access(await admission.members(desk, ask.asker))


async def revoke(desk: Desk, tap: Tap) -> Tapped:
    """End somebody's access, in that moment."""
    await admission.decide(desk, tap.asker, int(tap.words[0]), allowed=False)
    return Tapped(replacement=replies.access(await admission.members(desk, tap.asker)))


async def admit(desk: Desk, tap: Tap) -> Tapped:
    """Let somebody in, or not."""
    person_id, answer = tap.words
    name = await admission.decide(desk, tap.asker, int(person_id), allowed=answer == "yes")
    done = "may use the desk now" if answer == "yes" else "was refused"
    return Tapped(replacement=Words(f"<b>{plain(name)}</b> {done}."))
