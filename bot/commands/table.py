"""The command table: every word the desk listens to, and every button it has made."""

from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.commands import people, proving, running, sessions, verification
from bot.commands.door import Action, Command, action_door, command_door
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
    Listed("prefer", "which way of verifying this chat likes best", verification.prefer),
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
    "join": people.join,
    "admit": people.admit,
}
OPEN_TO_ALL = frozenset({"join"})

MENU = [BotCommand(listed.word, listed.about) for listed in COMMANDS if not listed.owners_only]

Handlers = list[BaseHandler[Update, Any, Any]]


def handlers(desk: Desk) -> Handlers:
    """Make PTB's handlers, in the order in which they are asked."""
    fresh = filters.UpdateType.MESSAGE  # an edited command starts nothing
    private = filters.ChatType.PRIVATE
    return [
        *(
            CommandHandler(
                listed.word,
                command_door(
                    desk,
                    listed.command,
                    strangers_too=listed.strangers_too,
                    owners_only=listed.owners_only,
                ),
                fresh,
            )
            for listed in COMMANDS
        ),
        CallbackQueryHandler(action_door(desk, ACTIONS, open_to_all=OPEN_TO_ALL)),
        MessageHandler(fresh & filters.REPLY & filters.TEXT, command_door(desk, proving.reply)),
        MessageHandler(fresh & private, command_door(desk, proving.chatter)),
    ]
