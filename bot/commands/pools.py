"""/pool: the numbers a chat shares, and who holds them."""

from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus

from bot.commands.door import Ask, Tap, Tapped
from bot.commands.parsing import read_number
from bot.desk import Desk
from bot.flows import pools
from bot.texts import number_cards
from bot.texts.words import Words

ADD = "add"
GONE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


async def pool(desk: Desk, ask: Ask) -> Words:
    """Show the pool, or add a rented number to it."""
    verb, _, written = ask.text.partition(" ")
    if verb.lower() == ADD:
        await pools.register(desk, ask.asker, read_number(written))
    return number_cards.pool(await pools.members(desk, ask.asker))


async def take(desk: Desk, tap: Tap) -> Tapped:
    """Become the holder of a free number."""
    await pools.take(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=number_cards.pool(await pools.members(desk, tap.asker)))


def leaving_door(desk: Desk) -> Any:  # noqa: ANN401 (PTB's callback type is generic in its context)
    """Make a handler of people leaving a chat: what they hold there ends in that moment.

    Administrators are told by `chat_member`; any other bot at least sees the chat's own message.
    """

    async def door(update: Update, _: Any) -> None:  # noqa: ANN401 (PTB's context, unused)
        message, change = update.message, update.chat_member
        if message is not None and message.left_chat_member is not None:
            await pools.leave(desk, message.chat.id, message.left_chat_member.id)
        if change is not None and change.new_chat_member.status in GONE:
            await pools.leave(desk, change.chat.id, change.new_chat_member.user.id)

    return door


async def give_back(desk: Desk, tap: Tap) -> Tapped:
    """Let a number be free again."""
    await pools.give_back(desk, tap.asker, int(tap.words[0]))
    return Tapped(replacement=number_cards.pool(await pools.members(desk, tap.asker)))
