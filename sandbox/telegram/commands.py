"""The lists of commands a bot has set, and the one a person sees."""

import re
from typing import Any

from sandbox.telegram.chats import Group, PrivateChat
from sandbox.telegram.parties import Bot, Person
from sandbox.telegram.refusals import bad_request

Command = dict[str, Any]
Scope = tuple[object, ...]  # type, then the ids it is about

NAME = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
SCOPES = {  # each with the ids it needs
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


class CommandBook:
    """All lists of all bots."""

    def __init__(self) -> None:
        self._lists: dict[tuple[int, Scope, str], list[Command]] = {}

    def write(self, bot: Bot, scope: Scope, language: str, commands: list[Command]) -> None:
        """Set a list; an empty one takes it away."""
        self._lists.pop((bot.id, scope, language), None)
        if commands:
            self._lists[bot.id, scope, language] = commands

    def read(self, bot: Bot, scope: Scope, language: str) -> list[Command]:
        """Give exactly that list."""
        return self._lists.get((bot.id, scope, language), [])

    def seen(self, bot: Bot, chat: PrivateChat | Group, person: Person) -> list[Command]:
        """Give the list of the narrowest scope, in the person's language if there is one."""
        for scope in narrowest_first(chat, person):
            for language in (person.language_code, ""):
                if found := self.read(bot, scope, language):
                    return found
        return []


def narrowest_first(chat: PrivateChat | Group, person: Person) -> list[Scope]:
    """Order the scopes that apply to a person in a chat."""
    here = ("chat", chat.id_for_bots)
    if isinstance(chat, PrivateChat):
        return [here, ("all_private_chats",), ("default",)]
    member = chat.standing(person.id)
    is_admin = member is not None and member.is_admin
    admins_here = [("chat_administrators", chat.id)] if is_admin else []
    admins = [("all_chat_administrators",)] if is_admin else []
    own = ("chat_member", chat.id, person.id)
    return [own, *admins_here, here, *admins, ("all_group_chats",), ("default",)]


def read_scope(given: object) -> Scope:
    """Read a BotCommandScope."""
    if given is None:
        return ("default",)
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = given.get("type")
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    ids = []
    for name in SCOPES[kind]:
        try:
            ids.append(int(given[name]))
        except (KeyError, TypeError, ValueError):
            wrong = "Empty chat_id" if name == "chat_id" else "Invalid user_id"
            raise bad_request(f"can't parse BotCommandScope: {wrong} specified") from None
    return (kind, *ids)


def read_commands(given: object) -> list[Command]:
    """Read a list of BotCommand."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_read_command(command) for command in given]


def _read_command(given: object) -> Command:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if field not in given:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name, description = str(given["command"]).removeprefix("/"), str(given["description"])
    if not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    command = {"command": name, "description": description}
    return command | ({"is_ephemeral": True} if given.get("is_ephemeral") else {})
