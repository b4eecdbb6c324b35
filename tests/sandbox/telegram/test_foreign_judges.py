"""Clients written by others, unchanged, on our Bot API; their models judge what it says."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReactionTypeEmoji,
    ReplyParameters,
)

from tests.sandbox.telegram.conftest import ANNA, BEN, BOT, FORUM, PNG, TOPIC, Served


async def test_aiogram_reads_every_kind_of_update(judge: Bot, served: Served) -> None:
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]]
    )
    sent = await judge.send_message(ANNA, "Press", reply_markup=keyboard)
    telegram = served.telegram
    telegram.press(ANNA, BOT, sent.message_id, "Go")
    telegram.send_file(ANNA, BOT, "list.csv", b"number\n", caption="/batch")
    telegram.say(BEN, FORUM, "/help@judge_bot", topic_id=TOPIC)
    telegram.edit_own(ANNA, BOT, telegram.say(ANNA, BOT, "teh")["message_id"], "the")
    telegram.block(ANNA, BOT)
    telegram.leave(BEN, FORUM)

    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    updates = await judge.get_updates(allowed_updates=kinds)
    assert {"message", "edited_message", "callback_query", "my_chat_member"} <= {
        update.event_type for update in updates
    }
    confirmed = await judge.get_updates(offset=updates[-1].update_id + 1)
    assert [] == confirmed


async def test_aiogram_writes_edits_and_takes_back(judge: Bot) -> None:
    sent = await judge.send_message(
        ANNA,
        "<b>7F3K</b> <tg-spoiler>x</tg-spoiler> <blockquote expandable>y</blockquote> &lt;",
        parse_mode="HTML",
        protect_content=True,
        reply_parameters=ReplyParameters(message_id=1),
        reply_markup=ForceReply(input_field_placeholder="4 digits"),
    )
    assert "7F3K x y <" == sent.text
    assert ["bold", "spoiler", "expandable_blockquote"] == [one.type for one in sent.entities or []]

    card = await judge.send_message(FORUM, "one", message_thread_id=TOPIC)
    assert card.is_topic_message
    copied = CopyTextButton(text="0053")
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Copy", copy_text=copied)]]
    )
    await judge.edit_message_text(
        "two", chat_id=FORUM, message_id=card.message_id, reply_markup=keyboard
    )
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await judge.edit_message_text(
            "two", chat_id=FORUM, message_id=card.message_id, reply_markup=keyboard
        )
    await judge.edit_message_reply_markup(chat_id=FORUM, message_id=card.message_id)
    await judge.pin_chat_message(FORUM, card.message_id)
    await judge.unpin_all_chat_messages(FORUM)
    await judge.set_message_reaction(FORUM, card.message_id, [ReactionTypeEmoji(emoji="👍")])
    copy = await judge.copy_message(FORUM, FORUM, card.message_id, message_thread_id=TOPIC)
    await judge.forward_message(ANNA, FORUM, card.message_id)
    await judge.delete_messages(FORUM, [card.message_id, copy.message_id])
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await judge.edit_message_text("three", chat_id=FORUM, message_id=card.message_id)


async def test_aiogram_sends_and_fetches_files(judge: Bot) -> None:
    document = await judge.send_document(ANNA, BufferedInputFile(b"a,b\n", "list.csv"))
    photo = await judge.send_photo(ANNA, BufferedInputFile(PNG, "dot.png"), caption="dot")
    album: list[Any] = [
        InputMediaDocument(media=BufferedInputFile(b"1", "1.txt")),
        InputMediaDocument(media=BufferedInputFile(b"2", "2.txt")),
    ]
    assert 2 == len(await judge.send_media_group(ANNA, album))
    assert document.document is not None
    fetched = await judge.download(document.document.file_id)
    assert fetched is not None
    assert b"a,b\n" == fetched.read()
    assert photo.photo is not None
    assert (1, 1) == (photo.photo[-1].width, photo.photo[-1].height)


async def test_aiogram_runs_chats_topics_and_commands(judge: Bot) -> None:
    assert "judge_bot" == (await judge.get_me()).username
    assert (await judge.get_chat(FORUM)).is_forum
    assert "member" == (await judge.get_chat_member(FORUM, BEN)).status
    assert 2 == len(await judge.get_chat_administrators(FORUM))
    assert 3 == await judge.get_chat_member_count(FORUM)
    topic = await judge.create_forum_topic(FORUM, "Night")
    await judge.close_forum_topic(FORUM, topic.message_thread_id)
    await judge.reopen_forum_topic(FORUM, topic.message_thread_id)
    await judge.edit_forum_topic(FORUM, topic.message_thread_id, name="Day")
    await judge.delete_forum_topic(FORUM, topic.message_thread_id)
    commands = [BotCommand(command="verify", description="ring a phone")]
    scope = BotCommandScopeAllPrivateChats()
    await judge.set_my_commands(commands, scope=scope)
    assert ["verify"] == [one.command for one in await judge.get_my_commands(scope=scope)]
    assert [] == await judge.get_my_commands()
    assert await judge.send_chat_action(ANNA, "typing")
    info = await judge.get_webhook_info()
    assert "" == info.url


async def test_aiogram_is_refused_what_telegram_refuses(judge: Bot, served: Served) -> None:
    refusals = [
        ("x" * 4097, "message is too long", None),
        ("", "message text is empty", None),
        ("<b>x", "can't parse entities", "HTML"),
    ]
    for text, refusal, mode in refusals:
        with pytest.raises(TelegramBadRequest, match=refusal):
            await judge.send_message(ANNA, text, parse_mode=mode)
    long_data = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="x" * 65)]]
    )
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await judge.send_message(ANNA, "x", reply_markup=long_data)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await judge.send_message(42, "x")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await judge.send_message(BEN, "x")
    served.telegram.block(ANNA, BOT)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await judge.send_message(ANNA, "x")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await judge.answer_callback_query("1")


async def test_a_wrong_token_is_unauthorized(served: Served) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(served.address))
    async with Bot("1:wrong", session=session) as bot:
        with pytest.raises(TelegramUnauthorizedError):
            await bot.get_me()
