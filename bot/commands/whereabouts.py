"""Where the desk itself is: thrown out of a group, or in one that has another id now."""

import structlog
from telegram import Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.commands.door import Context, Door
from bot.commands.senders import is_present
from bot.desk import Desk
from bot.flows.access import groups

log = structlog.get_logger()


def going(desk: Desk) -> Door:
    """Make a handler of what becomes of the desk itself in a group."""

    async def door(update: Update, context: Context) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type == ChatType.PRIVATE:
            return
        if is_present(change.new_chat_member):
            return
        try:  # a group that has become a supergroup is left as well, and says where it went
            await context.bot.send_chat_action(change.chat.id, ChatAction.TYPING)
        except ChatMigrated as error:
            await groups.moved(desk, change.chat.id, error.new_chat_id)
            return
        except (BadRequest, Forbidden) as error:
            log.info("left a group", chat=change.chat.id, said=error.message)
        # also where we are back by now: coming back is a fresh start
        await groups.left(desk, change.chat.id, change.chat.title or "")

    return door


def moving(desk: Desk) -> Door:
    """Make a handler of groups that become supergroups; both chats tell of it."""

    async def door(update: Update, _: Context) -> None:
        message = update.message
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await groups.moved(desk, message.chat.id, message.migrate_to_chat_id)
        if message.migrate_from_chat_id is not None:
            await groups.moved(desk, message.migrate_from_chat_id, message.chat.id)

    return door
