"""Draw the living card of a pool: edited in place, sent anew where it was asked for or is gone."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest

from bot.desk import Desk
from bot.flows.numbers import pools
from bot.jobs.bringing import Speaks
from bot.texts.pool_cards import pool_card
from bot.texts.words import Words
from storage.outbox import Notice

PACE = timedelta(seconds=6)  # between two drawings; a few at once are all right (news.DRAWS_AHEAD)

Edits = Callable[[int, int, Words], Awaitable[bool]]  # chat, message; False where it is gone


async def draw(desk: Desk, bot: Bot, notice: Notice, *, edit: Edits, speak: Speaks) -> None:
    """Show a pool as it is now."""
    async with desk.storage.reading() as work:
        pool = await work.pools.get(notice.chat_id, notice.topic_id)
    if pool is None:  # the chat has moved, and its pool with it
        return
    words = pool_card(await pools.members(desk, notice.chat_id, notice.topic_id))
    message_id, old = pool.message_id, pool.old_message_id
    if message_id is None or not await edit(notice.chat_id, message_id, words):
        message_id = await speak(notice, words, reply_to=None)
    if old is not None:
        with suppress(BadRequest):  # too old to be deleted, or gone: its buttons work as well
            await bot.delete_message(notice.chat_id, old)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        kept = await work.pools.get(notice.chat_id, notice.topic_id)
        if kept is None:
            return
        if kept.message_id == pool.message_id:
            kept.message_id = message_id
        elif kept.message_id is None:  # asked for anew meanwhile: this one is old already
            kept.old_message_id = message_id
        if kept.old_message_id == old:
            kept.old_message_id = None
        kept.drawn_until = max(kept.drawn_until or now, now) + PACE
