"""Who really speaks: a person with a name, or somebody behind a group, a channel or a bot.

Rights belong to people. Whoever hides behind something else has none, whatever they are.
"""

from telegram import Bot, ChatMember, ChatMemberRestricted, Message, User
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.flows.access.meeting import Look
from bot.flows.asking.acquaintance import Face

PRESENT = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


def is_anonymous(message: Message) -> bool:
    """Whether it was written in the name of the group itself, as its administrators can."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def is_person(message: Message) -> bool:
    """Whether a person wrote it in their own name: no group, channel or bot."""
    writer = message.from_user
    return writer is not None and not writer.is_bot and message.sender_chat is None


def author_of(message: Message) -> Face | None:
    """Say who wrote a message; None where it was no person in their own name."""
    user = message.from_user
    if user is None or not is_person(message):
        return None
    return Face(user.id, user.full_name, username_of(user))


def username_of(user: User) -> str | None:
    """Give a username the way it is compared."""
    return user.username.lower() if user.username else None


def is_second_hand(message: Message) -> bool:
    """Whether its words are somebody else's: forwarded, or made by another bot."""
    return message.forward_origin is not None or message.via_bot is not None


def is_present(member: ChatMember) -> bool:
    """Whether somebody is in a chat; a restricted one may be or not."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in PRESENT


def looking(bot: Bot, chat_id: int, person_id: int) -> Look:
    """Make the question whether somebody is in a group."""

    async def look() -> bool | None:
        try:
            return is_present(await bot.get_chat_member(chat_id, person_id))
        except ChatMigrated as error:
            return await looking(bot, error.new_chat_id, person_id)()
        except (BadRequest, Forbidden):  # it knows no such member, or tells us nothing here
            return False
        except TelegramError:
            return None

    return look
