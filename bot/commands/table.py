"""The command table: every word the desk listens to, and every button it has made."""

import re
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.commands import (
    batches,
    lookups,
    numbers,
    people,
    pools,
    proving,
    running,
    sessions,
    verification,
)
from bot.commands.door import Action, Command, action_door, command_door
from bot.commands.inline import inline_door
from bot.desk import Desk


@dataclass(frozen=True, slots=True)
class Listed:
    """One command."""

    word: str
    about: str  # in Telegram's command menu
    command: Command
    strangers_too: bool = False
    owners_only: bool = False


COMMANDS = (
    Listed("verify", "ring a phone and check its code", verification.verify),
    Listed("code", "check the digits somebody read to you", proving.code),
    Listed("cancel", "stop waiting", verification.cancel_command),
    Listed("status", "what is open", sessions.status),
    Listed("history", "the latest here", sessions.history),
    Listed("number", "hold a virtual number; its codes come to you", numbers.number),
    Listed("numbers", "what is held, and which codes wait", numbers.numbers),
    Listed("pool", "the numbers this chat shares", pools.pool),
    Listed("hlr", "ask the network about numbers", lookups.hlr),
    Listed("fraud", "ask the fraud lists about numbers", lookups.fraud),
    Listed("check", "all that is needed about numbers", lookups.check),
    Listed("batch", "check a whole list: send the file with this caption", batches.batch),
    Listed("prefer", "which way of verifying this chat likes best", verification.prefer),
    Listed("access", "who may use the desk", people.access, owners_only=True),
    Listed("providers", "how the providers are doing", running.providers, owners_only=True),
    Listed("country", "which countries may be called", running.country, owners_only=True),
    Listed("guard", "numbers blocked or vouched for", running.guard, owners_only=True),
    Listed("help", "what this desk does", people.help_),
    Listed("start", "say hello", people.start, strangers_too=True),
)

ACTIONS: dict[str, Action] = {
    "enter": proving.enter,
    "ways": verification.ways,
    "way": verification.way,
    "probe": running.probe,
    "switch": running.switch,
    "again": verification.again,
    "cancel": verification.cancel,
    "ask": verification.answer,
    "np": numbers.page,
    "nc": numbers.country,
    "no": numbers.operator,
    "ny": numbers.yes,
    "nn": numbers.no,
    "nx": numbers.extend,
    "nr": numbers.release,
    "nm": numbers.another,
    "nh": numbers.hand_over,
    "nt": numbers.take_over,
    "pt": pools.take,
    "pg": pools.give_back,
    "la": lookups.again,
    "bl": batches.level,
    "bq": batches.quote,
    "bk": batches.column,
    "bh": batches.header,
    "bg": batches.country,
    "bs": batches.start,
    "bp": batches.pause,
    "bc": batches.cancel,
    "be": batches.export,
    "show": numbers.show,
    "take": numbers.take,
    "got": numbers.got,
    "join": people.join,
    "admit": people.admit,
    "revoke": people.revoke,
}
OPEN_TO_ALL = frozenset({"join"})

COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")

MENU = [BotCommand(listed.word, listed.about) for listed in COMMANDS if not listed.owners_only]

Handlers = list[BaseHandler[Update, Any, Any]]


class Spoken(filters.MessageFilter):
    """A command of ours, in a text or below a file, addressed to this bot or to any."""

    def __init__(self, *words: str) -> None:
        super().__init__(name=f"spoken {' '.join(words)}")
        self._words = frozenset(words)

    def filter(self, message: Message) -> bool:
        """Whether it is one of these words."""
        found = COMMAND.match(message.text or message.caption or "")
        if found is None or found[1].lower() not in self._words:
            return False
        return found[2] is None or found[2].lower() == message.get_bot().username.lower()


def handlers(desk: Desk) -> Handlers:
    """Make PTB's handlers, in the order in which they are asked."""
    fresh = filters.UpdateType.MESSAGE
    edited = filters.UpdateType.EDITED_MESSAGE  # starts nothing, and is told so
    private = filters.ChatType.PRIVATE
    return [
        *(
            MessageHandler(
                fresh & Spoken(listed.word),
                command_door(
                    desk,
                    listed.command,
                    strangers_too=listed.strangers_too,
                    owners_only=listed.owners_only,
                ),
            )
            for listed in COMMANDS
        ),
        MessageHandler(
            edited & Spoken(*(listed.word for listed in COMMANDS)),
            command_door(desk, people.edited),
        ),
        MessageHandler(filters.StatusUpdate.LEFT_CHAT_MEMBER, pools.leaving_door(desk)),
        ChatMemberHandler(pools.leaving_door(desk), ChatMemberHandler.CHAT_MEMBER),
        InlineQueryHandler(inline_door(desk)),
        CallbackQueryHandler(action_door(desk, ACTIONS, open_to_all=OPEN_TO_ALL)),
        MessageHandler(fresh & filters.REPLY & filters.TEXT, command_door(desk, proving.reply)),
        MessageHandler(fresh & private, command_door(desk, proving.chatter)),
    ]
