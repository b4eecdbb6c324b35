"""The frame of every door: who asks, may they, call, reply.

A command is a function from `(Desk, Ask)` to the words of its reply. Everything else is here once:
reading the update, silence for strangers, refusals as a sentence, and no stack trace in any chat.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from telegram import (
    Bot,
    CallbackQuery,
    Document,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
    User,
)
from telegram.error import BadRequest, TelegramError

from bot.commands import senders
from bot.desk import Desk
from bot.flows.acquaintance import Face
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.meeting import Someone, recognise
from bot.flows.permission import REFUSALS
from bot.flows.rights import BUTTONS, Right
from bot.texts import replies
from bot.texts.access import POST_AS_YOURSELF, SECOND_HAND
from bot.texts.refusals import refusal, refused_words
from bot.texts.words import ALERT_LENGTH, Words, bare
from storage.people import Role

log = structlog.get_logger()

LARGEST_FILE = 20 * 1024 * 1024  # bytes a bot may fetch
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Replied:
    """The message somebody replied to."""

    message_id: int
    text: str
    is_ours: bool
    author: senders.Author | None = None  # None: no person, or nobody knows whom


@dataclass(frozen=True, slots=True)
class Sent:
    """A file somebody sent."""

    name: str
    document: Document

    async def fetch(self) -> tuple[str, bytes]:
        """Fetch its content from Telegram. Raises RefusedRequest where it is too large."""
        if (self.document.file_size or 0) > LARGEST_FILE:
            raise RefusedRequest(Why.UNREADABLE_LIST, detail="A bot can read files up to 20 MB.")
        file = await self.document.get_file()
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


@dataclass(frozen=True, slots=True)
class Tap:
    """A button somebody pressed: `words` are its callback data, split at the colons."""

    asker: Asker
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a tap leads to: a passing line, a new message, another text where the button was."""

    toast: str = ""
    message: Words | None = None
    replacement: Words | None = None
    unseen: Callable[[], Awaitable[None]] | None = None  # done where the toast cannot be shown


Command = Callable[[Desk, Ask], Awaitable[Words | None]]
Action = Callable[[Desk, Tap], Awaitable[Tapped]]


def command_door(desk: Desk, command: Command, right: Right, *, is_command: bool = True) -> Any:  # noqa: ANN401 (PTB's callback type is generic in its context)
    """Make a handler of a command for those who have the right.

    `is_command`: whether a stranger's words would count as if the one who passes them on said them.
    """

    async def door(update: Update, context: Any) -> None:  # noqa: ANN401 (PTB's context)
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        if not senders.is_person(message):  # an administrator behind the group is told, no other
            if is_command and senders.is_anonymous(message):
                await _reply(message, Words(POST_AS_YOURSELF))
            return

        async def answer() -> Words | None:
            ask = await _ask(desk, message, context.bot)
            if not ask.asker.may(right):
                return _refused(ask.asker.role, right)
            if is_command and senders.is_second_hand(message):
                return Words(SECOND_HAND) if ask.asker.role is not None else None
            return await command(desk, ask)

        words = await _answered(answer())
        if words is not None:
            await _reply(message, words)

    return door


def action_door(desk: Desk, actions: dict[str, Action]) -> Any:  # noqa: ANN401 (as above)
    """Make one handler of all buttons, told apart by the first word of their data."""

    async def door(update: Update, context: Any) -> None:  # noqa: ANN401 (PTB's context)
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return
        button = query.message
        verb, *words = query.data.split(":")

        async def answer() -> Tapped:
            asker = await _asker(desk, query.from_user, button, context.bot)
            tap = Tap(asker.because(f"tap:{query.id}"), tuple(words))
            if verb not in actions:
                return Tapped(replies.STRANGER if asker.role is None else replies.OLD_BUTTON)
            if not asker.may(BUTTONS[verb]):
                refused = _refused(asker.role, BUTTONS[verb])
                return Tapped(bare(refused.html) if refused is not None else replies.STRANGER)
            return await actions[verb](desk, tap)

        await _show(query, await _tapped(answer()))

    return door


def _refused(role: Role | None, right: Right) -> Words | None:
    """Say what is missing; strangers hear nothing."""
    return None if role is None else Words(refusal(RefusedRequest(REFUSALS[right])))


async def _answered(reply: Awaitable[Words | None]) -> Words | None:
    try:
        return await reply
    except RefusedRequest as refused:
        return refused_words(refused)
    except TelegramError:
        raise  # the inbox brings the update back
    except Exception:
        log.exception("command failed")
        return Words(replies.OOPS)


async def _tapped(action: Awaitable[Tapped]) -> Tapped:
    try:
        return await action
    except RefusedRequest as refused:
        return Tapped(bare(refusal(refused)), refused_words(refused) if refused.more else None)
    except TelegramError:
        raise  # the inbox brings the update back
    except Exception:
        log.exception("action failed")
        return Tapped(replies.OOPS)


async def _ask(desk: Desk, message: Message, bot: Bot) -> Ask:
    assert message.from_user is not None
    text = message.text or message.caption or ""
    if text.startswith("/"):
        text = "".join(text.split(maxsplit=1)[1:])
    replied = message.reply_to_message
    return Ask(
        asker=await _asker(desk, message.from_user, message, bot),
        text=text.strip(),
        is_private=message.chat.type == message.chat.PRIVATE,
        replied=None
        if replied is None or replied.forum_topic_created is not None  # so topics are shown
        else Replied(
            replied.message_id,
            replied.text or replied.caption or "",
            replied.from_user is not None and replied.from_user.id == bot.id,
            senders.author_of(replied),
        ),
        document=_sent(message) or (_sent(replied) if replied is not None else None),
        bot=bot.username,
        faces=_faces(message),
    )


def _faces(message: Message) -> tuple[Face, ...]:
    kinds: list[str | None] = [MessageEntity.TEXT_MENTION]
    found: dict[MessageEntity, str] = {}
    if message.text:
        found = message.parse_entities(kinds)
    elif message.caption:
        found = message.parse_caption_entities(kinds)
    return tuple(
        _face(entity.user, written)
        for entity, written in found.items()
        if entity.user is not None and not entity.user.is_bot
    )


def _face(user: User, written: str = "") -> Face:
    return Face(user.id, user.full_name, user.username, written)


def _sent(message: Message) -> Sent | None:
    document = message.document
    return None if document is None else Sent(document.file_name or "list", document)


async def _asker(desk: Desk, user: User, message: MaybeInaccessibleMessage, bot: Bot) -> Asker:
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


async def _reply(message: Message, words: Words) -> None:
    quote = None
    if message.chat.type != message.chat.PRIVATE:
        quote = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    await message.get_bot().send_message(
        message.chat.id,
        words.html,
        parse_mode="HTML",
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_markup=words.keyboard,
        reply_parameters=quote,
        link_preview_options=NO_PREVIEW,
    )


async def _show(query: CallbackQuery, tapped: Tapped) -> None:
    try:
        await query.answer(tapped.toast[:ALERT_LENGTH] or None, show_alert=bool(tapped.toast))
    except BadRequest as error:  # the tap is older than Telegram remembers
        log.info("tap not answered", error=error.message)
        if tapped.unseen is not None:
            await tapped.unseen()
    message = query.message
    if not isinstance(message, Message):  # too old or deleted: it cannot be changed any more
        tapped = replace(tapped, replacement=None, message=tapped.message or tapped.replacement)
    if tapped.replacement is not None:
        try:
            keyboard = tapped.replacement.keyboard
            await query.edit_message_text(
                tapped.replacement.html,
                parse_mode="HTML",
                reply_markup=keyboard if isinstance(keyboard, InlineKeyboardMarkup) else None,
            )
        except BadRequest as error:  # it says so already, or it is gone
            log.info("message not replaced", error=error.message)
    if tapped.message is not None and message is not None:
        in_topic = isinstance(message, Message) and message.is_topic_message
        await query.get_bot().send_message(
            message.chat.id,
            tapped.message.html,
            parse_mode="HTML",
            message_thread_id=message.message_thread_id
            if in_topic and isinstance(message, Message)
            else None,
            reply_markup=tapped.message.keyboard,
            link_preview_options=NO_PREVIEW,
        )
