"""Deliver the outbox to Telegram: in order per chat, at its pace, at least once.

    commit ─bell─▶ round: claim the oldest due notice of every chat ─▶ carry ─▶ Telegram
                     ▲                                                  │
                     └──────────── delivered, postponed or buried ◀─────┘

One notice per chat is on its way at a time; a slow chat holds up nobody else.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.desk import Desk
from bot.flows import news
from bot.flows.facts import session_card
from bot.flows.news import Topic
from bot.flows.results import made
from bot.pace import Pace
from bot.telegram_client import asked_wait
from bot.texts.batch_cards import caption, filename, nothing_of
from bot.texts.news import private_news, session_news
from bot.texts.number_cards import code_news, group_code_news
from bot.texts.words import Words
from storage.outbox import Notice, NoticeKind
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

IN_FLIGHT = 64
LEASE = timedelta(seconds=12)  # longer than a message takes, short enough for the next start
SLOWEST = 500_000  # bytes a second a file is sent with
GATHER = 0.015  # seconds between two claims while messages are on their way
BACKOFF = (1, 2, 5, 10, 20, 30, 60)  # seconds, for each further try
NOT_MODIFIED = "message is not modified"
CARD_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Left:
    """A notice that Telegram has taken."""

    notice: Notice
    session: ChatSession | None
    message_id: int | None  # of the card, where it is one

    async def note_card(self, work: UnitOfWork) -> None:
        """Remember a card that is new."""
        if self.session is not None and self.message_id not in {None, self.session.card_message_id}:
            await work.sessions.put_card(self.session.id, self.message_id)


class Courier:
    """Carry notices. `bell` is rung whenever something may be waiting."""

    def __init__(
        self, desk: Desk, bot: Bot, pace: Pace, bell: asyncio.Event, in_flight: int = IN_FLIGHT
    ) -> None:
        self._desk = desk
        self._bot = bot
        self._pace = pace
        self._bell = bell
        self._in_flight = in_flight
        self._carrying: dict[int, asyncio.Task[None]] = {}  # by chat
        self._left: list[Left] = []  # not written down yet
        self._writing = asyncio.Lock()

    @property
    def carrying(self) -> frozenset[asyncio.Task[None]]:
        """What is on its way."""
        return frozenset(self._carrying.values())

    async def run(self) -> None:
        """Work for ever: a round whenever the bell rings."""
        while True:
            await self._bell.wait()
            if self._carrying:  # let some come back, so that one claim serves them all
                await self._desk.clock.sleep(GATHER)
            self._bell.clear()
            try:
                await asyncio.shield(self.round())  # a unit of work is never cut in the middle
            except Exception:  # the job must outlive a database that is away for a moment
                log.exception("delivery round failed")
                await self._desk.clock.sleep(1)
                self._bell.set()

    async def round(self) -> int:
        """Claim what may leave now and send it off; gives how many notices."""
        now = self._desk.clock.now()
        room = self._pace.room(now)
        free = self._in_flight - len(self._carrying)
        limit = free if room is None else min(free, room)
        if limit <= 0:
            return 0
        idle = self._carrying.keys() | self._pace.resting(now).keys()
        async with self._desk.storage.begin() as work:
            notices = await work.outbox.claim_heads(
                now=now, lease=LEASE, limit=limit, busy_chats=idle
            )
            ids = {notice.session_id for notice in notices if notice.session_id is not None}
            sessions = await work.sessions.many(ids) if ids else {}
        for notice in notices:
            self._pace.tell(notice.chat_id, now)
            session = sessions.get(notice.session_id or "")
            task = asyncio.create_task(self._carry(notice, session))
            self._carrying[notice.chat_id] = task
        return len(notices)

    async def finish(self, within: float) -> None:
        """Wait for what is on its way, that many seconds at most; the rest stays in the outbox."""
        if self._carrying:
            await asyncio.wait(self._carrying.values(), timeout=within)
        for task in self._carrying.values():
            task.cancel()

    async def _carry(self, notice: Notice, session: ChatSession | None) -> None:
        try:
            try:
                message_id = await self._send(notice, session)
            except TelegramError as error:
                await self._failed(notice, error)
            else:
                await self._succeeded(notice, session, message_id)
        except Exception:  # the lease brings the notice back
            log.exception("notice not carried", notice=notice.id, kind=notice.kind)
        finally:
            del self._carrying[notice.chat_id]
            self._bell.set()

    async def _send(self, notice: Notice, session: ChatSession | None) -> int | None:
        """Send or edit; gives the id of the message where it is a card."""
        if notice.kind is NoticeKind.PRIVATE:
            words = private_news(Topic(notice.topic or ""), json.loads(notice.body or "{}"))
            await self._message(notice, words, reply_to=None)
            return None
        if notice.kind is NoticeKind.CODE:
            await self._bring_code(notice, session)
            return None
        assert session is not None
        if notice.kind is NoticeKind.FILE:
            await self._send_file(notice, session)
            return None
        provider = self._desk.catalog.get(session.provider)
        title = provider.title if provider is not None else session.provider
        if notice.kind is NoticeKind.NEWS:
            words = session_news(Topic(notice.topic or ""), session, title)
            await self._message(notice, words, reply_to=session.card_message_id)
            return None
        words = await session_card(self._desk, session)
        if session.card_message_id is not None and await self._edited(session, words):
            return session.card_message_id
        return await self._message(notice, words, reply_to=session.request_message_id)

    async def _bring_code(self, notice: Notice, session: ChatSession | None) -> None:
        """Bring a code to a private chat, or the fact that one came to a group."""
        facts = json.loads(notice.body or "{}")
        async with self._desk.storage.reading() as work:
            row = await work.numbers.code(facts["code_id"])
            assert row is not None
            lease = await work.numbers.lease(row.lease_id)
            assert lease is not None
        is_private = notice.topic == Topic.CODE
        words = code_news(row, lease) if is_private else group_code_news(row, lease)
        reply_to = session.card_message_id if session is not None else None
        await self._message(notice, words, reply_to=reply_to, protected=is_private)

    async def _send_file(self, notice: Notice, session: ChatSession) -> None:
        """Make a file of results and send it below the card."""
        what, only = notice.topic or "csv", json.loads(notice.body or "{}").get("only", "")

        kept = self._desk.clock.now()

        async def going_on(longer: timedelta = timedelta()) -> None:
            """Keep the notice for this worker while a long list is being written."""
            nonlocal kept
            now = self._desk.clock.now()
            if longer or now - kept > LEASE / 3:
                kept = now
                async with self._desk.storage.begin() as work:
                    await work.outbox.keep(notice, until=now + LEASE + longer)

        parts = await made(self._desk, session, what, only, going_on=going_on)
        send = self._bot.send_photo if what == "picture" else self._bot.send_document
        for at, content in enumerate(parts, start=1):
            await going_on(timedelta(seconds=len(content) / SLOWEST))
            await send(
                notice.chat_id,
                content,
                filename=filename(session, what, at, len(parts)),
                caption=caption(session, only, at, len(parts)),
                message_thread_id=notice.topic_id,
                reply_parameters=None
                if session.card_message_id is None
                else ReplyParameters(session.card_message_id, allow_sending_without_reply=True),
            )
        if not parts:
            await self._message(notice, nothing_of(session, only), reply_to=session.card_message_id)

    async def _edited(self, session: ChatSession, words: Words) -> bool:
        """Edit the card; False where it is gone and a new one is needed."""
        keyboard = words.keyboard
        assert keyboard is None or isinstance(keyboard, InlineKeyboardMarkup)
        try:
            await self._bot.edit_message_text(
                words.html,
                chat_id=session.chat_id,
                message_id=session.card_message_id,
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

    async def _message(
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
        )
        return sent.message_id

    async def _succeeded(
        self, notice: Notice, session: ChatSession | None, message_id: int | None
    ) -> None:
        """Write down what has left; whoever comes while one batch is written joins the next."""
        self._left.append(Left(notice, session, message_id))
        async with self._writing:
            left, self._left = self._left, []
            if not left:
                return
            async with self._desk.storage.begin() as work:
                for one in left:
                    await one.note_card(work)
                await work.outbox.delivered(
                    [one.notice for one in left], now=self._desk.clock.now()
                )

    async def _failed(self, notice: Notice, error: TelegramError) -> None:
        now = self._desk.clock.now()
        async with self._desk.storage.begin() as work:
            match error:
                case RetryAfter():
                    until = now + asked_wait(error)
                    self._pace.hold(notice.chat_id, until)
                    await work.outbox.postpone(notice, until=until)
                case ChatMigrated():
                    await work.move_chat(notice.chat_id, error.new_chat_id)
                    await work.outbox.postpone(notice, until=now)
                case Forbidden() | BadRequest():
                    await self._bury(work, notice, error.message, now)
                case _:  # Telegram is away; it comes back
                    wait = BACKOFF[min(notice.tries, len(BACKOFF) - 1)]
                    await work.outbox.postpone(notice, until=now + timedelta(seconds=wait))
        log.warning("notice not delivered", notice=notice.id, kind=notice.kind, error=error.message)

    async def _bury(self, work: UnitOfWork, notice: Notice, why: str, now: datetime) -> None:
        await work.outbox.bury(notice, now=now, why=why)
        if notice.chat_id in self._desk.settings.owner_ids:
            return  # the one who would be told is the one who cannot be told
        await news.tell_on_call(
            work,
            self._desk,
            Topic.UNDELIVERABLE,
            key=str(notice.chat_id),
            chat=notice.chat_id,
            why=why,
        )
