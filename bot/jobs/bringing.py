"""Bring a code: itself to a private chat; to a group that it came, and to its holder alone more.

    CODE_IN_GROUP ──▶ ephemeral message to the holder ──tx──▶ the way it went, written down
                          │ refused                                   │
                          └──▶ an alert behind *Show* ──────────tx────┴──▶ the group is told how

The way is a row before the group is told, so that a repeat tells the holder nothing twice.
"""

from datetime import timedelta
from typing import Protocol

import structlog

from bot.desk import Desk
from bot.ephemeral import Ephemeral, Shown
from bot.flows.custody import recording
from bot.flows.telling.topics import Topic
from bot.jobs.parcel import Parcel
from bot.texts.number_cards import code_news, group_code_news
from bot.texts.words import Words
from storage.codes import ReceivedCode, Reveal
from storage.numbers import Lease
from storage.outbox import Notice

log = structlog.get_logger()

REFUSED_FOR = timedelta(days=7)  # a chat that took no ephemeral message is asked again after it


class Speaks(Protocol):
    """Whatever sends a message for a notice."""

    async def __call__(
        self, notice: Notice, words: Words, *, reply_to: int | None, protected: bool = False
    ) -> int:
        """Send it; gives its id."""


async def bring(desk: Desk, ephemeral: Ephemeral, parcel: Parcel, speak: Speaks) -> None:
    """Bring a code to a private chat, or the fact that one came to a group."""
    notice, session = parcel.notice, parcel.session
    assert parcel.code is not None
    row, lease = parcel.code
    reply_to = None
    if session is not None and notice.chat_id == session.chat_id:
        reply_to = session.card_message_id if notice.topic_id == session.topic_id else None
    if notice.topic == Topic.CODE:
        await speak(notice, code_news(row, lease), reply_to=reply_to, protected=True)
        return
    if row.taker_id is not None and row.way is None:
        row.way = await _to_holder(desk, ephemeral, notice, row, lease)
    await speak(notice, group_code_news(row, lease), reply_to=reply_to)


async def _to_holder(
    desk: Desk, ephemeral: Ephemeral, notice: Notice, row: ReceivedCode, lease: Lease
) -> Reveal:
    """Show the code to the one it is for, if the chat lets us; gives the way, written down."""
    assert row.id is not None
    assert row.taker_id is not None
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        may = await work.pools.takes_ephemeral(notice.chat_id, since=now - REFUSED_FOR)
    shown = Shown.NOWHERE
    if may and row.text is not None:
        words = code_news(row, lease)
        shown = await ephemeral.show(notice.chat_id, notice.topic_id, row.taker_id, words)
    way = Reveal.EPHEMERAL if shown is Shown.YES else Reveal.ALERT
    async with desk.storage.begin() as work:
        if shown is Shown.NOT_HERE:
            await work.pools.refuse_ephemeral(notice.chat_id, now=now)
        kept = await work.codes.get(row.id)
        if kept is not None:
            kept.way = way
        if way is Reveal.EPHEMERAL:
            recording.shown_alone(work, row, lease, at=now)
    if way is Reveal.EPHEMERAL:
        log.info("code shown", code=row.id, to=row.taker_id, way=way)
    return way
