"""Updates: fetched, kept, handled, done.

    Telegram ──getUpdates / webhook──▶ keep: rows in the inbox ──▶ handle ──▶ done
                    ▲                        │
                    └── confirmed by the next poll, only now

PTB's own updater confirms before handlers have finished, and a killed process loses what it had
fetched. Here an update is a row before Telegram is told that we have it; a handler that was
interrupted, or whose answer Telegram did not take, runs again. Flows answer the same message twice
in the same way, so running again changes nothing.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from telegram import Bot, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter

from bot.desk import Desk
from bot.telegram_client import asked_wait
from storage.inbox import Sighting

log = structlog.get_logger()

SOURCE = "telegram"
WANTED = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
]
PATIENCE = timedelta(seconds=10)  # of one long poll
AT_ONCE = 64  # handlers side by side
LEASE = timedelta(seconds=10)  # what a dead process had in hand is taken up after it
MOST_TRIES = 10
BACKOFF = (1, 2, 4, 8, 15, 30)  # seconds, for each further try
AFTER_TROUBLE = 2.0  # seconds until the next poll

Line = tuple[str, int]  # of a chat, or of a person: one is handled after the other
Handler = Callable[[Update], Awaitable[None]]


class Intake:
    """Take updates in and have each handled, at least once and with no effect twice."""

    def __init__(self, desk: Desk, bot: Bot, handler: Handler) -> None:
        self._desk = desk
        self._bot = bot
        self._handler = handler
        self._handling: dict[int, asyncio.Task[None]] = {}  # by row
        self._room = asyncio.Semaphore(AT_ONCE)
        self._latest: dict[Line, asyncio.Task[None]] = {}  # whoever comes next waits for it
        self._renewing: asyncio.Task[None] | None = None
        self._offset = 0

    @property
    def handling(self) -> frozenset[asyncio.Task[None]]:
        """What is being handled."""
        return frozenset(self._handling.values())

    async def poll_forever(self) -> None:
        """Ask Telegram for updates until cancelled."""
        while True:
            try:
                await self.poll(PATIENCE)
            except Conflict:
                log.warning("another program polls with this bot token; only one may")
                await self._desk.clock.sleep(AFTER_TROUBLE)
            except RetryAfter as error:
                await self._desk.clock.sleep(asked_wait(error).total_seconds())
            except NetworkError as error:
                log.warning("Telegram does not answer", error=error.message)
                await self._desk.clock.sleep(AFTER_TROUBLE)
            except Exception:  # the database may be away for a moment; Telegram keeps the updates
                log.exception("updates could not be kept")
                await self._desk.clock.sleep(AFTER_TROUBLE)

    async def poll(self, patience: timedelta) -> int:
        """Ask once, keep what came, and start on it; gives how many."""
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=patience, allowed_updates=WANTED
        )
        await asyncio.shield(self.keep(updates))  # a unit of work is never cut in the middle
        if updates:
            self._offset = updates[-1].update_id + 1
        return len(updates)

    async def keep(self, updates: Sequence[Update]) -> None:
        """Make updates durable, then start on those never seen before."""
        if not updates:
            return
        now = self._desk.clock.now()
        fresh: list[tuple[Sighting, Update]] = []
        async with self._desk.storage.begin() as work:
            for update in updates:
                sighting = Sighting(
                    source=SOURCE,
                    key=str(update.update_id),
                    body=update.to_json(),
                    seen_at=now,
                    due_at=now + LEASE,
                    tries=1,
                )
                if await work.inbox.put(sighting):
                    fresh.append((sighting, update))
        for sighting, update in fresh:
            self._start(sighting, update)

    async def take_up(self) -> int:
        """Start on what a dead process or an outage left undone; gives how many."""
        async with self._desk.storage.begin() as work:
            left = await work.inbox.claim_due(
                source=SOURCE,
                now=self._desk.clock.now(),
                lease=LEASE,
                limit=AT_ONCE,
                busy=self._handling.keys(),
            )
        for sighting in left:
            update = self._read(sighting)
            if update is None:
                await self._give_up(sighting)
            else:
                self._start(sighting, update)
        return len(left)

    def _read(self, sighting: Sighting) -> Update | None:
        try:
            return Update.de_json(json.loads(sighting.body or "{}"), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            log.exception("kept update unreadable", sighting=sighting.id)
            return None

    async def _give_up(self, sighting: Sighting) -> None:
        assert sighting.id is not None
        async with self._desk.storage.begin() as work:
            await work.inbox.done(sighting.id)

    async def finish(self, within: float) -> None:
        """Wait for running handlers, that many seconds at most; the rest stays in the inbox."""
        if self._handling:
            await asyncio.wait(self._handling.values(), timeout=within)
        for task in self._handling.values():
            task.cancel()

    def _start(self, sighting: Sighting, update: Update) -> None:
        assert sighting.id is not None
        line = _line(update)
        before = self._latest.get(line)
        task = asyncio.create_task(self._handle(sighting, update, before))
        self._handling[sighting.id] = self._latest[line] = task
        task.add_done_callback(lambda done: self._forget(line, done))
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    def _forget(self, line: Line, done: asyncio.Task[None]) -> None:
        if self._latest.get(line) is done:
            del self._latest[line]

    async def _renew(self) -> None:
        """Keep for this process what it has in hand, for as long as anything takes or waits."""
        while True:
            await self._desk.clock.sleep(LEASE.total_seconds() / 3)
            if not self._handling:
                return
            try:
                async with self._desk.storage.begin() as work:
                    until = self._desk.clock.now() + LEASE
                    await work.inbox.hold(list(self._handling), until=until)
            except Exception:  # the database may be away for a moment
                log.exception("updates in hand not kept")

    async def _handle(
        self, sighting: Sighting, update: Update, before: asyncio.Task[None] | None
    ) -> None:
        """Handle one update after the one before it in its chat, so that answers keep order."""
        assert sighting.id is not None
        try:
            if before is not None:
                await asyncio.wait({before})
            async with self._room:
                wait = await self._outcome(sighting, update)
            async with self._desk.storage.begin() as work:
                if wait is None:
                    await work.inbox.done(sighting.id)
                else:
                    until = self._desk.clock.now() + wait
                    await work.inbox.postpone(sighting.id, until=until)
        except Exception:  # the lease brings it back
            log.exception("update not finished", update=update.update_id)
        finally:
            del self._handling[sighting.id]

    async def _outcome(self, sighting: Sighting, update: Update) -> timedelta | None:
        """Run the handler; None where the update is done, else how long to wait for another go."""
        try:
            await self._handler(update)
        except RetryAfter as error:
            return asked_wait(error)
        except (BadRequest, ChatMigrated, Forbidden) as error:
            log.warning("answer refused", update=update.update_id, error=error.message)
        except NetworkError as error:
            log.warning("answer not sent", update=update.update_id, error=error.message)
            return _next_try(sighting)
        except Exception:
            log.exception("update not handled", update=update.update_id)
            return _next_try(sighting)
        return None


def _line(update: Update) -> Line:
    """Say in which line an update stands; what is typed behind our name is in no chat yet."""
    if update.effective_chat is not None:
        return "chat", update.effective_chat.id
    return "person", update.effective_user.id if update.effective_user is not None else 0


def _next_try(sighting: Sighting) -> timedelta | None:
    if sighting.tries >= MOST_TRIES:
        log.error("update given up", sighting=sighting.id)
        return None
    return timedelta(seconds=BACKOFF[min(sighting.tries, len(BACKOFF)) - 1])
