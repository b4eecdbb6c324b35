"""Who the bot is, and what it says it can do."""

from collections.abc import Iterable
from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.commands import Command, read_commands, read_scope
from sandbox.telegram.methods.call import Call


def get_me(call: Call) -> dict[str, Any]:
    """Tell the bot about itself."""
    return call.bot.me()


def leave_server(_: Call) -> bool:
    """Say goodbye to this server (`logOut`, `close`); it keeps serving all the same."""
    return True


def set_my_commands(call: Call) -> bool:
    """Set the list of commands for a scope and a language."""
    return _write(call, read_commands(call.given.json("commands", "commands")))


def delete_my_commands(call: Call) -> bool:
    """Take the list away; a wider scope counts then."""
    return _write(call, [])


def get_my_commands(call: Call) -> list[Command]:
    """Give exactly the list of that scope and language."""
    scope = read_scope(call.given.json("scope", "BotCommandScope"))
    return call.exchange.commands.read(call.bot, scope, call.given.text("language_code"))


def _write(call: Call, commands: list[Command]) -> bool:
    scope = read_scope(call.given.json("scope", "BotCommandScope"))
    exchange, bot = call.exchange, call.bot
    exchange.commands.write(bot, scope, call.given.text("language_code"), commands)
    private: Iterable[PrivateChat] = (
        chat for chat in exchange.private_chats.values() if chat.bot is bot
    )
    groups: Iterable[Group] = (
        group for group in exchange.groups.values() if bot in exchange.bots_in(group)
    )
    chats: list[PrivateChat | Group] = [*private, *groups]
    for chat in chats:
        exchange.announce(chat, "commands")
    return True
