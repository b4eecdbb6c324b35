"""People who come into groups and leave them: what they are by being there changes at once."""

from telegram import Update

from bot.commands.door import Context, Door
from bot.commands.senders import is_present
from bot.desk import Desk
from bot.flows.access import groups


def coming_and_going(desk: Desk) -> Door:
    """Make a handler of people coming into a chat and leaving it.

    Administrators are told by `chat_member`; any other bot at least sees the chat's own message.
    """

    async def door(update: Update, _: Context) -> None:
        message, change = update.message, update.chat_member
        if message is not None and (gone := message.left_chat_member) is not None:
            await groups.came_or_went(desk, message.chat.id, gone.id, is_member=False)
        if change is not None:
            member = change.new_chat_member
            is_member = is_present(member)
            await groups.came_or_went(desk, change.chat.id, member.user.id, is_member=is_member)

    return door
