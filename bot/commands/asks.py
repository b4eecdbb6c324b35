"""What a person wrote or tapped, read off Telegram's message once."""

from dataclasses import dataclass

from telegram import (
    Bot,
    Document,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    User,
)
from telegram.error import BadRequest

from bot.commands import senders
from bot.desk import Desk
from bot.flows.access.meeting import Someone, recognise
from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.texts import replies

LARGEST_FILE = 20 * 1024 * 1024  # bytes a bot may fetch
ATTACHED = {
    "photo": "a picture",
    "video": "a film",
    "audio": "a recording",
    "voice": "a voice message",
    "sticker": "a sticker",
}


@dataclass(frozen=True, slots=True)
class Replied:
    """The message somebody replied to."""

    message_id: int
    text: str
    is_ours: bool
    author: Face | None = None  # None: no person, or nobody knows whom


@dataclass(frozen=True, slots=True)
class Sent:
    """A file somebody sent."""

    name: str
    document: Document

    async def fetch(self) -> tuple[str, bytes]:
        """Fetch its content from Telegram. Raises RefusedRequest where it is too large."""
        if (self.document.file_size or 0) > LARGEST_FILE:
            raise RefusedRequest(Why.UNREADABLE_LIST, detail=replies.TOO_LARGE)
        try:
            file = await self.document.get_file()
        except BadRequest as error:
            if "too big" not in error.message.lower():
                raise
            raise RefusedRequest(Why.UNREADABLE_LIST, detail=replies.TOO_LARGE) from error
        return self.name, bytes(await file.download_as_bytearray())


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person wrote: `text` is what follows the command."""

    asker: Asker
    text: str
    is_private: bool
    replied: Replied | None = None
    document: Sent | None = None  # with the message, or with the one it replies to
    bot: str = ""  # our username
    faces: tuple[Face, ...] = ()  # people it points at without a username
    attached: str = ""  # what else came with it: a picture
    written: str = ""  # all of it, the command as well

    @property
    def author(self) -> Face | None:
        """Whose message this replies to, where that is a person we can tell."""
        return self.replied.author if self.replied is not None else None


async def read_ask(desk: Desk, message: Message, bot: Bot) -> Ask:
    """Read what somebody wrote. Raises RefusedRequest where nobody can tell who they are."""
    assert message.from_user is not None
    written = text = _words(message)
    if text.startswith("/"):
        text = "".join(text.split(maxsplit=1)[1:])
    replied = message.reply_to_message
    return Ask(
        asker=await read_asker(desk, message.from_user, message, bot),
        text=text.strip(),
        is_private=message.chat.type == message.chat.PRIVATE,
        replied=None
        if replied is None or replied.forum_topic_created is not None  # so topics are shown
        else Replied(
            replied.message_id,
            _words(replied),
            replied.from_user is not None and replied.from_user.id == bot.id,
            senders.author_of(replied),
        ),
        document=_sent(message) or (_sent(replied) if replied is not None else None),
        bot=bot.username,
        faces=_faces(message),
        attached=_attached(message) or (_attached(replied) if replied is not None else ""),
        written=written.strip(),
    )


def _words(message: Message) -> str:
    """Give what a message says; a contact says its number, which may lack the plus."""
    contact = message.contact
    shared = f"+{contact.phone_number.removeprefix('+')}" if contact is not None else ""
    return message.text or message.caption or shared


def _faces(message: Message) -> tuple[Face, ...]:
    kinds: list[str | None] = [MessageEntity.TEXT_MENTION]
    found: dict[MessageEntity, str] = {}
    if message.text:
        found = message.parse_entities(kinds)
    elif message.caption:
        found = message.parse_caption_entities(kinds)
    return tuple(
        Face(entity.user.id, entity.user.full_name, senders.username_of(entity.user), written)
        for entity, written in found.items()
        if entity.user is not None and not entity.user.is_bot
    )


def _sent(message: Message) -> Sent | None:
    document = message.document
    return None if document is None else Sent(document.file_name or "list", document)


def _attached(message: Message) -> str:
    """Say what came with a message, where it is no file."""
    return next((words for name, words in ATTACHED.items() if getattr(message, name)), "")


async def read_asker(desk: Desk, user: User, message: MaybeInaccessibleMessage, bot: Bot) -> Asker:
    """Say who asks, and what they are here. Raises RefusedRequest where nobody can tell."""
    topic = None
    if isinstance(message, Message) and message.is_topic_message:
        topic = message.message_thread_id
    chat_id = message.chat.id
    username = senders.username_of(user)
    someone = Someone(user.id, user.full_name, username, chat_id)
    return Asker(
        person_id=user.id,
        name=user.full_name,
        chat_id=chat_id,
        topic_id=topic,
        request=f"message:{chat_id}:{message.message_id}",
        message_id=message.message_id,
        role=await recognise(desk, someone, senders.looking(bot, chat_id, user.id)),
        username=username,
    )
