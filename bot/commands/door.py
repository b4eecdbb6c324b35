"""The frame of every door: who asks, may they, call, reply.

A command is a function from `(Desk, Ask)` to the words of its reply. Everything else is here once:
reading the update, silence for strangers, refusals as a sentence, and no stack trace in any chat.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import (
    CallbackQuery,
    Document,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, TelegramError

from bot.desk import Desk
from bot.flows import admission
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.texts import replies
from bot.texts.refusals import refusal
from bot.texts.words import ALERT_LENGTH, Words, bare

log = structlog.get_logger()

LARGEST_FILE = 20 * 1024 * 1024  # bytes a bot may fetch
ATTACHED = {
    "photo": "a picture",
    "video": "a film",
    "audio": "a recording",
    "voice": "a voice message",
    "sticker": "a sticker",
    "contact": "a contact",
}
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Replied:
    """The message somebody replied to."""

    message_id: int
    text: str
    is_ours: bool


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
    attached: str = ""  # what else came with it: a picture


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


Command = Callable[[Desk, Ask], Awaitable[Words | None]]
Action = Callable[[Desk, Tap], Awaitable[Tapped]]


def command_door(
    desk: Desk, command: Command, *, strangers_too: bool = False, owners_only: bool = False
) -> Any:  # noqa: ANN401 (PTB's callback type is generic in its context)
    """Make a handler of a command."""

    async def door(update: Update, context: Any) -> None:  # noqa: ANN401 (PTB's context, unused)
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        ask = _ask(desk, message, context.bot.id)
        if not strangers_too and not await admission.is_allowed(desk, ask.asker.person_id):
            return
        if owners_only and not ask.asker.is_owner:
            words: Words | None = Words(refusal(RefusedRequest(Why.OWNERS_ONLY)))
        else:
            words = await _answered(command(desk, ask))
        if words is not None:
            await _reply(message, words)

    return door


def action_door(desk: Desk, actions: dict[str, Action], *, open_to_all: frozenset[str]) -> Any:  # noqa: ANN401 (as above)
    """Make one handler of all buttons, told apart by the first word of their data."""

    async def door(update: Update, context: Any) -> None:  # noqa: ANN401 (PTB's context, unused)
        del context
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return
        verb, *words = query.data.split(":")
        asker = _asker(desk, query.from_user.id, query.from_user.full_name, query.message)
        tap = Tap(asker.because(f"tap:{query.id}"), tuple(words))
        if verb not in open_to_all and not await admission.is_allowed(desk, asker.person_id):
            tapped = Tapped(replies.STRANGER)
        elif verb not in actions:
            tapped = Tapped(replies.OLD_BUTTON)
        else:
            tapped = await _tapped(actions[verb](desk, tap))
        await _show(query, tapped)

    return door


async def _answered(reply: Awaitable[Words | None]) -> Words | None:
    try:
        return await reply
    except RefusedRequest as refused:
        return Words(refusal(refused))
    except TelegramError:
        raise  # the inbox brings the update back
    except Exception:
        log.exception("command failed")
        return Words(replies.OOPS)


async def _tapped(action: Awaitable[Tapped]) -> Tapped:
    try:
        return await action
    except RefusedRequest as refused:
        return Tapped(bare(refusal(refused)))
    except TelegramError:
        raise  # the inbox brings the update back
    except Exception:
        log.exception("action failed")
        return Tapped(replies.OOPS)


def _ask(desk: Desk, message: Message, bot_id: int) -> Ask:
    assert message.from_user is not None
    text = message.text or message.caption or ""
    if text.startswith("/"):
        text = "".join(text.split(maxsplit=1)[1:])
    replied = message.reply_to_message
    asker = _asker(desk, message.from_user.id, message.from_user.full_name, message)
    return Ask(
        asker=asker,
        text=text.strip(),
        is_private=message.chat.type == message.chat.PRIVATE,
        replied=None
        if replied is None
        else Replied(
            replied.message_id,
            replied.text or replied.caption or "",
            replied.from_user is not None and replied.from_user.id == bot_id,
        ),
        document=_sent(message) or (_sent(replied) if replied is not None else None),
        attached=_attached(message) or (_attached(replied) if replied is not None else ""),
    )


def _sent(message: Message) -> Sent | None:
    document = message.document
    return None if document is None else Sent(document.file_name or "list", document)


def _attached(message: Message) -> str:
    """Say what came with a message, where it is no file."""
    return next((words for name, words in ATTACHED.items() if getattr(message, name)), "")


def _asker(desk: Desk, person_id: int, name: str, message: MaybeInaccessibleMessage) -> Asker:
    topic = None
    if isinstance(message, Message) and message.is_topic_message:
        topic = message.message_thread_id
    return Asker(
        person_id=person_id,
        name=name,
        chat_id=message.chat.id,
        topic_id=topic,
        request=f"message:{message.chat.id}:{message.message_id}",
        message_id=message.message_id,
        is_owner=person_id in desk.settings.owner_ids,
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
    message = query.message
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
