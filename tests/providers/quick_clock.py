"""A clock on which sleeping takes no time: whoever sleeps moves it."""

import asyncio
from datetime import UTC, datetime, timedelta


class QuickClock:
    """Remembers what was slept, in seconds."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Let others run, then move the time that far."""
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self._now += timedelta(seconds=seconds)
