"""One provider's ceiling, shared by everything in the process: people first.

The window is pyrate-limiter's; time, sleep and who goes first are ours. It counts whole
milliseconds and treats the window's first one as still inside, so in no stretch of a second go more
than the ceiling, and of the ceiling at most a thousandth is lost.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from providers.contract.pace import Ceiling, Urgency

MILLISECOND = timedelta(milliseconds=1)


class Throttle:
    """Gives out turns. A turn that nobody waits for any more costs nothing."""

    def __init__(
        self,
        ceiling: Ceiling,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._bucket = InMemoryBucket([Rate(ceiling.count, ceiling.per // MILLISECOND)])
        self._now = now
        self._sleep = sleep
        self._start = now()
        self._latest = 0
        self._arrivals = count()
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._usher: asyncio.Task[None] | None = None

    async def turn(self, urgency: Urgency = Urgency.PERSON) -> None:
        """Wait for a turn: the more urgent first, then in order of arrival."""
        if not self._waiting and self._pause() is None:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._arrivals), turn))
        if self._usher is None or self._usher.done():
            self._usher = asyncio.create_task(self._give_turns())
        await turn

    async def _give_turns(self) -> None:
        while self._waiting:
            if self._waiting[0][-1].done():  # given up in the meantime
                heapq.heappop(self._waiting)
            elif (pause := self._pause()) is not None:
                await self._sleep(pause.total_seconds())
            else:
                heapq.heappop(self._waiting)[-1].set_result(None)

    def _pause(self) -> timedelta | None:
        """Take a place in the window, or tell how long none will be free."""
        item = RateItem("", (self._now() - self._start) // MILLISECOND)
        if item.timestamp < self._latest:  # somebody set the clock back
            self._bucket.flush()
        self._latest = item.timestamp
        self._bucket.leak(item.timestamp)
        if self._bucket.put(item):
            return None
        waiting = self._bucket.waiting(item)
        assert isinstance(waiting, int)  # this bucket lives in memory
        return max(waiting, 1) * MILLISECOND
