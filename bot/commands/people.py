"""/start and /help, and asking to be let in."""

from bot.commands.asks import Ask
from bot.commands.door import Tap, Tapped
from bot.desk import Desk
from bot.flows.access import admission, inviting
from bot.flows.access.inviting import Entry
from bot.texts import access, replies
from bot.texts.help import help_for
from bot.texts.words import Words


async def start(desk: Desk, ask: Ask) -> Words | None:
    """Greet the team, take an invitation, or offer strangers to ask; both in private only."""
    if ask.is_private and ask.text:
        entry = await inviting.enter(desk, ask.asker, ask.text)
        if entry is Entry.IN:
            await admission.welcome(desk, ask.asker)
            return access.came_in(ask.asker.name)
        if entry is Entry.NOT_VALID and ask.asker.role is None:
            return access.no_such_invitation()
    if ask.asker.role is not None:
        if ask.is_private:
            await admission.welcome(desk, ask.asker)
        return replies.start(ask.asker.name)
    return replies.stranger() if ask.is_private else None


async def help_(desk: Desk, ask: Ask) -> Words:
    """Show what the desk does, or one command with examples."""
    del desk
    return help_for(ask.asker.role, ask.text)


async def edited(desk: Desk, ask: Ask) -> Words:
    """Say that an edited command starts nothing."""
    del desk, ask
    return Words(replies.EDITED)


async def join(desk: Desk, tap: Tap) -> Tapped:
    """Ask to be let in."""
    return Tapped(replacement=access.answered(await admission.ask(desk, tap.asker)))
