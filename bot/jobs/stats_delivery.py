"""Bring the picture and the files of statistics to the chat that asked."""

import json
from typing import Any

from telegram import Bot

from bot.desk import Desk
from bot.flows.money.stats_files import made
from storage.outbox import Notice


async def send_stats(desk: Desk, bot: Bot, notice: Notice) -> None:
    """Make one when it leaves, and send it."""
    wanted: dict[str, Any] = json.loads(notice.body or "{}")
    what = wanted["what"]
    name, caption, content = await made(desk, what, wanted["days"], wanted["until"])
    send = bot.send_photo if what == "picture" else bot.send_document
    await send(
        notice.chat_id,
        content,
        filename=name,
        caption=caption,
        message_thread_id=notice.topic_id,
    )
