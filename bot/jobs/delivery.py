"""Deliver the outbox to Telegram: in order per chat, at its pace, at least once.

    unit of work ─▶ claim the oldest due notice of every chat ─commit─▶ carry ─▶ Telegram
         │bell          ▲                                                 │
         └─▶ round: write down what has left                              │
                        ▲                                                 │
                        └──────────── left, postponed or buried ◀─────────┘

One notice per chat is on its way at a time, and one file beside it; a slow chat holds up nobody
else. While many are on their way a round waits until several have come back, so that one commit
serves them all.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.desk import Desk
from bot.errands import log_failure
from bot.flows.custody import recording
from bot.jobs.parcel import Parcel, packed
from bot.jobs.pool_drawing import PACE
from bot.jobs.porter import LEASE, Porter
from bot.jobs.undelivered import Undelivered
from bot.pace import Pace
from storage.damaged import UNREADABLE
from storage.outbox import SLOW, Notice, NoticeKind
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

IN_FLIGHT = 64
CROWD = 8  # messages on their way; with more of them, rounds gather
GATHER = 0.01  # seconds

Lane = tuple[int, bool]  # a chat, and whether it is for what is slow; one is on its way in each


@dataclass(frozen=True, slots=True)
class Left:
    """A notice that Telegram has taken."""

    notice: Notice
    session: ChatSession | None
    message_id: int | None  # of the card, or of the request, where it is one

    async def note_card(self, work: UnitOfWork) -> None:
        """Remember a card that is new."""
        if self.session is not None and self.message_id not in {None, self.session.card_message_id}:
            await work.sessions.put_card(
                self.session.id, self.message_id, chat_id=self.session.chat_id
            )
        if self.session is None and self.message_id is not None:
            asker_id = json.loads(self.notice.body or "{}")["asker_id"]
            await work.people.put_card(asker_id, self.notice.chat_id, self.message_id)


class Courier:
    """Carry notices. `bell` is rung whenever something may be waiting."""

    def __init__(
        self, desk: Desk, bot: Bot, pace: Pace, bell: asyncio.Event, in_flight: int = IN_FLIGHT
    ) -> None:
        self._desk = desk
        self.porter = Porter(desk, bot)
        self._pace = pace
        self._undelivered = Undelivered(desk, pace)
        self._bell = bell
        self._in_flight = in_flight
        self._carrying: dict[Lane, asyncio.Task[None]] = {}
        self._left: list[Left] = []  # not written down yet

    @property
    def carrying(self) -> frozenset[asyncio.Task[None]]:
        """What is on its way."""
        return frozenset(self._carrying.values())

    async def run(self) -> None:
        """Work for ever: a round whenever the bell rings."""
        self._desk.storage.collect = self.collect
        while True:
            await self._bell.wait()
            if len(self._carrying) > CROWD:
                await self._desk.clock.sleep(GATHER)
            self._bell.clear()
            try:
                await asyncio.shield(self.round())  # a unit of work is never cut in the middle
            except Exception:  # the job must outlive a database that is away for a moment
                log.exception("delivery round failed")
                await self._desk.clock.sleep(1)
                self._bell.set()

    async def round(self) -> int:
        """Write down what has left, claim what may leave now, send it off; gives how many.

        What cannot be read is put off alone, and the rest goes with the next round.
        """
        try:
            return await self._round()
        except UNREADABLE:
            if not await self._undelivered.sift():
                raise
            self._bell.set()
            return 0

    async def _round(self) -> int:
        if not self._left and self._room(self._desk.clock.now()) == 0:
            return 0
        left: list[Left] = []
        try:
            async with self._desk.storage.begin(brisk=True) as work:
                self._bell.clear()  # whoever has rung while this waited is heard by what follows
                left, self._left = self._left, []
                await _write_down(work, left, self._desk.clock.now())
                return await self._claim(work, self._desk.clock.now())
        except BaseException:  # whatever it was, what has left must be written down
            self._left += left
            raise

    async def collect(self, work: UnitOfWork) -> None:
        """Claim what may leave now as the last thing in a unit of work, and send it off after it.

        Whoever waits gets it sooner by a transaction; in a crowd, one round for all is less work.
        Somebody else's notice that cannot be read costs this unit nothing: the next round sifts.
        """
        now = self._desk.clock.now()
        if len(self._carrying) <= CROWD:
            try:
                await self._claim(work, now)
            except UNREADABLE:
                on_the_way = {chat for chat, _ in self._carrying}
                await work.damaged.give_back(leased_until=now + LEASE, but=on_the_way, now=now)
            else:
                return
        self._bell.set()

    async def _claim(self, work: UnitOfWork, now: datetime) -> int:
        """Claim what may leave now; it is sent off once that is on the disk. Gives how many."""
        notices = await work.outbox.claim_heads(
            now=now,
            lease=LEASE,
            limit=self._room(now),
            busy_chats=self._busy(now, is_slow=False),
            sending=self._busy(now, is_slow=True),
        )
        parcels = await packed(work, notices)
        work.afterwards(lambda: self._send_off(parcels, now))
        return len(parcels)

    def _send_off(self, parcels: list[Parcel], now: datetime) -> None:
        for parcel in parcels:
            self._pace.tell(parcel.notice.chat_id, now)
            lane = _lane(parcel.notice)
            ahead = self._carrying.get(lane)  # claimed by a unit that shared the commit
            self._carrying[lane] = task = asyncio.create_task(self._carry(parcel, ahead))
            # with the database away as well, its lease brings the notice back
            task.add_done_callback(partial(log_failure, event="notice not postponed"))

    def _busy(self, now: datetime, *, is_slow: bool) -> set[int]:
        """List the chats that get nothing just now."""
        return {chat for chat, slow in self._carrying if slow is is_slow} | {
            *self._pace.resting(now)
        }

    def _room(self, now: datetime) -> int:
        """Tell how many more may be on their way."""
        free = self._in_flight - len(self._carrying)
        room = self._pace.room(now)
        return max(0, free if room is None else min(free, room))

    async def finish(self, within: float) -> None:
        """Wait for what is on its way, that many seconds at most; the rest stays in the outbox."""
        self._desk.storage.collect = None
        if self._carrying:
            await asyncio.wait(self._carrying.values(), timeout=within)
        for task in self._carrying.values():
            task.cancel()
        if self._left:
            async with self._desk.storage.begin() as work:
                await _write_down(work, self._left, self._desk.clock.now())

    async def _carry(self, parcel: Parcel, ahead: asyncio.Task[None] | None) -> None:
        notice, lane = parcel.notice, _lane(parcel.notice)
        try:
            if ahead is not None:
                await asyncio.wait([ahead])
            try:
                message_id = await self.porter.carry(parcel)
            except TelegramError as error:
                await self._undelivered.refused(notice, error)
            else:
                self._left.append(Left(notice, parcel.session, message_id))
        except Exception as error:  # nobody else of its chat waits behind it for ever
            log.exception("notice not carried", notice=notice.id, kind=notice.kind)
            await self._undelivered.stumbled(notice, error)
        finally:
            if self._carrying.get(lane) is asyncio.current_task():
                del self._carrying[lane]
            self._bell.set()


def _lane(notice: Notice) -> Lane:
    return notice.chat_id, notice.kind in SLOW


async def _write_down(work: UnitOfWork, left: list[Left], now: datetime) -> None:
    """Let go of what Telegram has taken."""
    if left:
        for one in left:
            await one.note_card(work)
            recording.reveal(work, one.notice, one.session, at=now)
        await work.outbox.delivered([one.notice for one in left], now=now)
        for one in left:
            if one.notice.kind is NoticeKind.POOL:
                await work.outbox.hold_back(one.notice, until=now + PACE)
