"""Send records of custody as a file: made when it leaves, so the outbox holds none of them."""

from telegram import Bot

from bot.desk import Desk
from bot.flows.custody import auditing
from bot.texts.auditing import CAPTION, FILE
from storage.outbox import Notice


async def send_records(desk: Desk, bot: Bot, notice: Notice) -> None:
    """Make the file and send it."""
    what = notice.topic or "csv"
    content = await auditing.made(desk, what, notice.body or "[]")
    await bot.send_document(
        notice.chat_id, content, filename=FILE.format(what=what), caption=CAPTION
    )
