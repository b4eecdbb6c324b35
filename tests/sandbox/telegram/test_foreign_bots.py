"""Small bots on libraries written by others, unchanged, on a real socket."""

import asyncio
from typing import Any

import pytest
from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import Message
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.sandbox.telegram.conftest import ANNA, BOT, TOKEN, Served

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


async def second_text(served: Served, wanted: str) -> str:
    """Wait until the second message in Anna's chat reads so; give what it says."""
    async with asyncio.timeout(10):
        while True:
            texts = [message["text"] for message in served.telegram.history(BOT, viewer=ANNA)]
            if texts[1:] == [wanted]:
                return wanted
            await asyncio.sleep(0.01)


async def test_a_telebot_echo_bot_runs_unchanged(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio_helper, "API_URL", served.address + "/bot{0}/{1}")
    bot: Any = AsyncTeleBot(TOKEN)  # it ships too few types to say more

    async def echo(message: Message) -> None:
        await bot.reply_to(message, message.text)

    bot.register_message_handler(echo, content_types=["text"])
    running = asyncio.create_task(bot.polling(non_stop=True, interval=0, timeout=1))
    try:
        served.telegram.say(ANNA, BOT, "hello 👋")

        assert await second_text(served, "hello 👋")
    finally:
        bot._polling = False
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.close_session()


async def test_a_ptb_bot_with_a_button_runs_unchanged(served: Served) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        button = InlineKeyboardButton("Again", callback_data="again")
        markup = InlineKeyboardMarkup([[button]])
        await update.message.reply_text(update.message.text or "", reply_markup=markup)

    async def again(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Here you are.")
        await update.callback_query.edit_message_text("twice")

    root = served.address
    builder = ApplicationBuilder().token(TOKEN)
    builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
    application: AnyApplication = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(again))
    async with application:
        assert application.updater
        await application.updater.start_polling(poll_interval=0)
        await application.start()
        served.telegram.say(ANNA, BOT, "hello")
        await second_text(served, "hello")
        answer = await served.telegram.answer_to(served.telegram.press(ANNA, BOT, 2, "Again"))
        await second_text(served, "twice")
        await application.updater.stop()
        await application.stop()

    assert answer == {"text": "Here you are.", "show_alert": False, "url": ""}
