"""The frame of every door: who asks, may they, call, reply.

A command is a function from `(Desk, Ask)` to the words of its reply. Everything else is here once:
reading the update, silence for strangers, refusals as a sentence, and no stack trace in any chat.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import structlog
from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ContextTypes

from bot.buttons import Button
from bot.commands import senders
from bot.commands.asks import Ask, read_ask, read_asker
from bot.desk import Desk
from bot.flows.asking import lateness
from bot.flows.asking.asking import REFUSALS, Asker, RefusedRequest
from bot.flows.asking.rights import BUTTONS, Right
from bot.telegram_client import NO_PREVIEW
from bot.texts import replies
from bot.texts.access import POST_AS_YOURSELF, SECOND_HAND
from bot.texts.refusals import refusal, refused_words
from bot.texts.words import ALERT_LENGTH, Words, bare
from storage.people import Role

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tap:
    """A button somebody pressed: `words` are its callback data, split at the colons."""

    asker: Asker
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a tap leads to: an alert, a new message, another text where the button was."""

    toast: str = ""
    message: Words | None = None
    replacement: Words | None = None
    unseen: Callable[[], Awaitable[None]] | None = None  # done where the toast cannot be shown
    is_passing: bool = False  # the toast goes away by itself: nothing on it has to be read


Context: TypeAlias = ContextTypes.DEFAULT_TYPE
Door = Callable[[Update, Context], Coroutine[Any, Any, None]]  # PTB's callback of a handler
Command = Callable[[Desk, Ask], Awaitable[Words | None]]
Action = Callable[[Desk, Tap], Awaitable[Tapped]]


def command_door(desk: Desk, command: Command, right: Right, *, is_command: bool = True) -> Door:
    """Make a handler of a command for those who have the right.

    `is_command`: whether a stranger's words would count as if the one who passes them on said them.
    """

    async def door(update: Update, context: Context) -> None:
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        if not senders.is_person(message):  # an administrator behind the group is told, no other
            if is_command and senders.is_anonymous(message):
                await _reply(message, Words(POST_AS_YOURSELF))
            return

        async def answer() -> Words | None:
            ask = await read_ask(desk, message, context.bot)
            if not ask.asker.may(right):
                return _refused(ask.asker.role, right)
            if is_command and senders.is_second_hand(message):
                return Words(SECOND_HAND) if ask.asker.role is not None else None
            if is_command and right is Right.ORDER:
                await lateness.check(desk, ask.asker, message.date)
            return await command(desk, ask)

        words = await _answered(answer())
        if words is not None:
            await _reply(message, words)

    return door


def action_door(desk: Desk, actions: dict[Button, Action]) -> Door:
    """Make one handler of all buttons, told apart by the first word of their data."""

    async def door(update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return
        card = query.message
        pressed, *words = query.data.split(":")

        async def answer() -> Tapped:
            asker = await read_asker(desk, query.from_user, card, context.bot)
            tap = Tap(asker.because(f"tap:{query.id}"), tuple(words))
            if pressed not in actions:
                return Tapped(replies.STRANGER if asker.role is None else replies.OLD_BUTTON)
            button = Button(pressed)
            if not asker.may(BUTTONS[button]):
                refused = _refused(asker.role, BUTTONS[button])
                return Tapped(bare(refused.html) if refused is not None else replies.STRANGER)
            return await actions[button](desk, tap)

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


async def _reply(message: Message, words: Words) -> None:
    quote = None
    if message.chat.type != message.chat.PRIVATE:
        quote = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    try:
        await message.get_bot().send_message(
            message.chat.id,
            words.html,
            parse_mode="HTML",
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_markup=words.keyboard,
            reply_parameters=quote,
            link_preview_options=NO_PREVIEW,
        )
    except ChatMigrated as moved:  # its messages stay behind, so there is nothing to reply to
        await message.get_bot().send_message(
            moved.new_chat_id,
            words.html,
            parse_mode="HTML",
            reply_markup=words.keyboard,
            link_preview_options=NO_PREVIEW,
        )


async def _show(query: CallbackQuery, tapped: Tapped) -> None:
    try:
        is_alert = bool(tapped.toast) and not tapped.is_passing
        await query.answer(tapped.toast[:ALERT_LENGTH] or None, show_alert=is_alert)
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
