"""A clock that stands still until a test moves it."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta


class HeldClock:
    """Time passes in `advance` alone, and whoever sleeps wakes in order."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
        self._sleepers: list[tuple[datetime, int, asyncio.Event]] = []
        self._count = 0

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the time that far."""
        alarm = asyncio.Event()
        self._count += 1
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._count, alarm))
        await alarm.wait()

    async def advance(self, seconds: float) -> None:
        """Move the time, waking sleepers on the way."""
        until = self._now + timedelta(seconds=seconds)
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self._now, _, alarm = heapq.heappop(self._sleepers)
            alarm.set()
            await self._settle()
        self._now = until

    async def _settle(self) -> None:
        for _ in range(50):  # hops of the event loop; a request in process takes about ten
            await asyncio.sleep(0)
