"""Settle what could not be delivered, in one transaction each.

too fast              rests as long as Telegram wants, with its chat
group moved, or gone  follows it, or is closed with it
topic closed or gone  is told in the whole group
refused               is buried, and on-call hears of it
Telegram away         is tried again for ever, less and less often
no message made       our own fault: is tried again a few times, then buried
not to be read        the same, and nobody else waits for it
"""

import re
from collections import Counter
from datetime import datetime, timedelta

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.desk import Desk
from bot.ephemeral import TOPIC_CLOSED, TOPIC_GONE
from bot.flows.access import groups
from bot.flows.numbers import lost_topics
from bot.flows.oncall import escalation
from bot.flows.telling import news
from bot.flows.telling.topics import Topic
from bot.jobs.parcel import packed
from bot.pace import Pace
from bot.telegram_client import asked_wait
from storage.damaged import UNREADABLE
from storage.outbox import Notice, NoticeKind
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

THROWN_OUT = re.compile(r"kicked|not a member|deleted")  # what Telegram says of a group without us
BACKOFF = (1, 2, 5, 10, 20, 30, 60)  # seconds, for each further try
MOST_TRIES = 5  # of what fails through our own fault; with Telegram away we go on for ever
TOO_LARGE = "too large"  # it will never be taken, however often it is sent


class Undelivered:
    """Whoever decides about notices that came back."""

    def __init__(self, desk: Desk, pace: Pace) -> None:
        self._desk = desk
        self._pace = pace
        self._stumbles: Counter[int | None] = Counter()  # by notice; what Telegram does is no part

    async def refused(self, notice: Notice, error: TelegramError) -> None:
        """Settle what Telegram did not take."""
        now = self._desk.clock.now()
        async with self._desk.storage.begin() as work:
            match error:
                case RetryAfter():
                    until = now + asked_wait(error)
                    self._pace.hold(notice.chat_id, until)
                    await work.outbox.postpone(notice, until=until)
                case ChatMigrated():
                    await groups.follow(work, self._desk, notice.chat_id, error.new_chat_id)
                    await work.outbox.postpone(notice, until=now)
                case Forbidden() if notice.chat_id < 0 and THROWN_OUT.search(error.message):
                    if not await groups.close(work, self._desk, notice.chat_id):
                        await self._bury(work, notice, error.message, now)
                case _ if TOO_LARGE in error.message.lower():
                    await self._bury(work, notice, error.message, now)
                case BadRequest() if notice.topic_id and TOPIC_GONE in error.message.lower():
                    await lost_topics.leave(work, notice, now=now)
                    await work.outbox.postpone(notice, until=now)
                case BadRequest() if _is_for_all(notice) and TOPIC_CLOSED in error.message.lower():
                    await work.outbox.leave_topic(notice, now=now)
                case Forbidden() | BadRequest():
                    await self._bury(work, notice, error.message, now)
                case _:  # Telegram is away; it comes back
                    await work.outbox.postpone(notice, until=now + _wait(notice))
        log.warning("notice not delivered", notice=notice.id, kind=notice.kind, error=error.message)

    async def stumbled(self, notice: Notice, error: Exception) -> None:
        """Try a notice again that nobody could make a message of, and give up on it in the end."""
        now = self._desk.clock.now()
        async with self._desk.storage.begin() as work:
            self._stumbles[notice.id] += 1
            if self._stumbles[notice.id] < MOST_TRIES:
                await work.outbox.postpone(notice, until=now + _wait(notice))
                return
            del self._stumbles[notice.id]
            why = f"no message could be made of it ({type(error).__name__})"
            await work.outbox.bury(notice, now=now, why=why)
            if notice.topic != Topic.UNDELIVERABLE:
                await self._tell_on_call(work, notice, why)

    async def sift(self) -> int:
        """Postpone what nobody can read, for it holds up what is claimed with it; gives how many.

        Looked for one by one, and only when reading them together has failed.
        """
        found: list[tuple[Notice, Exception]] = []
        async with self._desk.storage.reading() as work:
            for outline in await work.damaged.outlines(now=self._desk.clock.now()):
                try:
                    notice = await work.damaged.whole(outline)
                    await packed(work, [] if notice is None else [notice])
                except UNREADABLE as error:
                    found.append((outline, error))
        for outline, cause in found:
            log.error("notice unreadable", notice=outline.id, error=type(cause).__name__)
            await self.stumbled(outline, cause)
        return len(found)

    async def _bury(self, work: UnitOfWork, notice: Notice, why: str, now: datetime) -> None:
        await escalation.hurry(work, notice, now=now)  # first: who holds a code withdraws notices
        await work.outbox.bury(notice, now=now, why=why)
        await news.pass_on(work, self._desk, notice)
        if notice.chat_id in self._desk.settings.owner_ids:
            return  # the one who would be told is the one who cannot be told
        await self._tell_on_call(work, notice, why, but=notice.chat_id)

    async def _tell_on_call(
        self, work: UnitOfWork, notice: Notice, why: str, *, but: int | None = None
    ) -> None:
        await news.tell_on_call(
            work,
            self._desk,
            Topic.UNDELIVERABLE,
            key=str(notice.chat_id),
            but=but,
            chat=notice.chat_id,
            why=why,
        )


def _is_for_all(notice: Notice) -> bool:
    """Whether a notice is better told in the whole group than in no topic of it."""
    return notice.topic_id is not None and notice.kind not in {NoticeKind.POOL, NoticeKind.HEARD}


def _wait(notice: Notice) -> timedelta:
    """Say how long a notice rests before it is tried once more."""
    return timedelta(seconds=BACKOFF[min(notice.tries, len(BACKOFF) - 1)])
