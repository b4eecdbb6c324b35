"""Say to Telegram what a notice says, each kind in its own way.

Words are made here, at the last moment, from what is known now; nothing is written down but what
another try has to know.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest

from bot.cards import session_card
from bot.desk import Desk
from bot.ephemeral import Ephemeral
from bot.flows.batches.results import made
from bot.flows.running.health import title_of
from bot.flows.telling.topics import SOFT, Topic
from bot.jobs.audit_file import send_records
from bot.jobs.bringing import bring
from bot.jobs.parcel import Parcel
from bot.jobs.pool_drawing import draw
from bot.jobs.stats_files import send_stats
from bot.jobs.tagging import put_tags
from bot.telegram_client import NO_PREVIEW
from bot.texts.batch_cards import caption, filename, nothing_of
from bot.texts.news import private_news, session_news
from bot.texts.words import Words
from storage.outbox import SLOW, Notice, NoticeKind
from storage.sessions import ChatSession

LEASE = timedelta(seconds=12)  # longer than a message takes, short enough for the next start
NOT_MODIFIED = "message is not modified"
CARD_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")

Way = Callable[[Notice, ChatSession | None], Awaitable[int | None]]


class Porter:
    """Whoever stands before Telegram with a notice in hand."""

    def __init__(self, desk: Desk, bot: Bot) -> None:
        self.ephemeral = Ephemeral(bot)
        self._desk = desk
        self._bot = bot
        self._ways: Mapping[NoticeKind, Way] = {
            NoticeKind.CARD: self._card,
            NoticeKind.NEWS: self._news,
            NoticeKind.FILE: self._file,
            NoticeKind.STATS: self._stats,
            NoticeKind.PRIVATE: self._tell,
            NoticeKind.HEARD: self._tell,
            NoticeKind.LATER: self._tell,
            NoticeKind.TAG: self._tag,
            NoticeKind.POOL: self._pool,
        }

    async def carry(self, parcel: Parcel) -> int | None:
        """Send or edit; gives the id of the message where it is a card or a request."""
        if parcel.code is not None:
            await bring(self._desk, self.ephemeral, parcel, self._speak)
            return None
        way = self._ways[parcel.notice.kind]
        if parcel.notice.kind not in SLOW:
            return await way(parcel.notice, parcel.session)
        async with self._holding(parcel.notice):
            return await way(parcel.notice, parcel.session)

    @asynccontextmanager
    async def _holding(self, notice: Notice) -> AsyncIterator[None]:
        """Keep a notice for this worker, by short leases, for as long as it takes to send it."""
        whole = asyncio.Lock()  # a unit of work is never cut in the middle

        async def hold() -> None:
            while True:
                await self._desk.clock.sleep(LEASE.total_seconds() / 3)
                async with whole, self._desk.storage.begin() as work:
                    await work.outbox.keep(notice, until=self._desk.clock.now() + LEASE)

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            async with whole:
                holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)

    async def _card(self, notice: Notice, session: ChatSession | None) -> int | None:
        assert session is not None
        words, card = await session_card(self._desk, session), session.card_message_id
        if card is not None and await self._edited(session.chat_id, card, words):
            return card
        return await self._speak(
            notice, words, reply_to=_beside(notice, session, session.request_message_id)
        )

    async def _news(self, notice: Notice, session: ChatSession | None) -> None:
        assert session is not None
        title = title_of(self._desk, session.provider)
        words = session_news(Topic(notice.topic or ""), session, title)
        await self._speak(notice, words, reply_to=_beside(notice, session, session.card_message_id))

    async def _tell(self, notice: Notice, _: ChatSession | None) -> int | None:
        """Tell something, in place of a message it makes idle where there is one."""
        topic, facts = Topic(notice.topic or ""), json.loads(notice.body or "{}")
        words, idle = private_news(topic, facts), facts.get("edits")
        if idle is not None and await self._edited(notice.chat_id, idle, words):
            return None
        message_id = await self._speak(notice, words, reply_to=None)
        return message_id if topic is Topic.ASKS else None

    async def _tag(self, notice: Notice, _: ChatSession | None) -> None:
        await put_tags(self._desk, self._bot, notice)

    async def _pool(self, notice: Notice, _: ChatSession | None) -> None:
        await draw(self._desk, self._bot, notice, edit=self._edited, speak=self._speak)

    async def _stats(self, notice: Notice, _: ChatSession | None) -> None:
        await send_stats(self._desk, self._bot, notice)

    async def _file(self, notice: Notice, session: ChatSession | None) -> None:
        """Make a file of results and send it below the card, or one of records."""
        if session is None:
            await send_records(self._desk, self._bot, notice)
            return
        what, only = notice.topic or "csv", json.loads(notice.body or "{}").get("only", "")
        parts = await made(self._desk, session, what, only)
        send = self._bot.send_photo if what == "picture" else self._bot.send_document
        card = _beside(notice, session, session.card_message_id)
        for at, content in enumerate(parts, start=1):
            await send(
                notice.chat_id,
                content,
                filename=filename(session, what, at, len(parts)),
                caption=caption(session, only, at, len(parts)),
                message_thread_id=notice.topic_id,
                reply_parameters=None
                if card is None
                else ReplyParameters(card, allow_sending_without_reply=True),
            )
        if not parts:
            await self._speak(notice, nothing_of(session, only), reply_to=card)

    async def _edited(self, chat_id: int, message_id: int, words: Words) -> bool:
        """Edit a message; False where it is gone and a new one is needed."""
        keyboard = words.keyboard
        assert keyboard is None or isinstance(keyboard, InlineKeyboardMarkup)
        try:
            await self._bot.edit_message_text(
                words.html,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode="HTML",
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            said = error.message.lower()
            if NOT_MODIFIED in said:
                return True
            if any(gone in said for gone in CARD_GONE):
                return False
            raise
        return True

    async def _speak(
        self, notice: Notice, words: Words, *, reply_to: int | None, protected: bool = False
    ) -> int:
        is_group = notice.chat_id < 0
        is_news = notice.kind in {NoticeKind.NEWS, NoticeKind.CODE}
        quoted = reply_to if is_group or is_news else None
        sent = await self._bot.send_message(
            notice.chat_id,
            words.html,
            parse_mode="HTML",
            message_thread_id=notice.topic_id,
            reply_markup=words.keyboard,
            reply_parameters=None
            if quoted is None
            else ReplyParameters(quoted, allow_sending_without_reply=True),
            link_preview_options=NO_PREVIEW,
            protect_content=protected or None,
            disable_notification=self._is_quiet(notice) or None,
        )
        return sent.message_id

    def _is_quiet(self, notice: Notice) -> bool:
        """Whether a notice makes no sound: news to on-call in quiet hours, but never a code."""
        quiet = self._desk.settings.quiet
        if notice.topic == Topic.HAND_OVER:
            return bool(json.loads(notice.body or "{}").get("is_quiet"))
        is_soft = notice.kind in {NoticeKind.PRIVATE, NoticeKind.LATER} and notice.topic in SOFT
        return is_soft and quiet is not None and quiet.hold(self._desk.clock.now())


def _beside(notice: Notice, session: ChatSession, message_id: int | None) -> int | None:
    """Give a message to reply to, where it is in the same topic; a reply goes where it is."""
    return message_id if notice.topic_id == session.topic_id else None
