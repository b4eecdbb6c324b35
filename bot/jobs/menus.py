"""Have Telegram show everybody the commands they may use, and no others.

default, all_private_chats   what strangers may do
all_group_chats              what operators may do, for people bring their own role to a group
chat                         a person's own commands in private; in an opened group, its members'

Which role's commands somebody is shown is a column; this job looks for rows where it is another
than the role they have. A menu is a courtesy: where Telegram does not take it, nothing else fails.
"""

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.commands.table import COMMANDS
from bot.desk import Desk
from bot.flows.asking.rights import COMMANDS as RIGHTS
from bot.flows.asking.rights import may
from storage.people import Role

log = structlog.get_logger()

AT_ONCE = 10  # changes in one turn
SCOPES: tuple[tuple[BotCommandScope, Role | None], ...] = (
    (BotCommandScopeDefault(), None),
    (BotCommandScopeAllPrivateChats(), None),
    (BotCommandScopeAllGroupChats(), Role.OPERATOR),
)


def commands_of(role: Role | None) -> list[BotCommand]:
    """List what a role may use."""
    return [
        BotCommand(listed.word, listed.about)
        for listed in COMMANDS
        if may(role, RIGHTS[listed.word])
    ]


async def show_all(desk: Desk, bot: Bot) -> None:
    """Set what everybody is shown, at the start; people and groups follow by the job."""
    for scope, role in SCOPES:
        try:
            await bot.set_my_commands(commands_of(role), scope=scope)
        except BadRequest as error:  # a server that knows no such scope
            log.info("commands not shown", scope=scope.type, error=error.message)
    async with desk.storage.begin() as work:
        await work.people.forget_menus()
        await work.grants.forget_menus()


async def refresh(desk: Desk, bot: Bot) -> None:
    """Show those whose role has changed what they may use now."""
    owners = desk.settings.owner_ids
    async with desk.storage.reading() as work:
        people = await work.people.with_old_menus(owners, limit=AT_ONCE)
        groups = await work.grants.groups_with_old_menus(limit=AT_ONCE)
    now = desk.clock.now()
    for person in people:
        role = Role.OWNER if person.id in owners else person.role_at(now)
        if await _shown(bot, person.id, role):
            async with desk.storage.begin() as work:
                await work.people.note_menu(person.id, _word(role))
    for group in groups:
        if await _shown(bot, group.chat_id, group.role):
            async with desk.storage.begin() as work:
                await work.grants.note_menu(group.chat_id, _word(group.role))


async def _shown(bot: Bot, chat_id: int, role: Role | None) -> bool:
    """Set the commands of one chat; False where it should be tried again."""
    scope = BotCommandScopeChat(chat_id)
    try:
        if role is None:
            await bot.delete_my_commands(scope=scope)
        else:
            await bot.set_my_commands(commands_of(role), scope=scope)
    except (BadRequest, Forbidden) as error:  # the chat is gone, or closed to us
        log.info("commands not shown", chat=chat_id, error=error.message)
    except TelegramError as error:
        log.info("commands not shown yet", chat=chat_id, error=error.message)
        return False
    return True


def _word(role: Role | None) -> str:
    return role.value if role is not None else ""
