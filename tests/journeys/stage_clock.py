"""The clock of a stage."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any


class StageClock:
    """Time stands still until the test moves it; whoever sleeps is known."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
        self._alarms: list[tuple[datetime, asyncio.Event]] = []
        self.sleepers: set[asyncio.Task[Any] | None] = set()

    def now(self) -> datetime:
        """Tell the time."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the time has been moved that far."""
        alarm = asyncio.Event()
        self._alarms.append((self._now + timedelta(seconds=seconds), alarm))
        task = asyncio.current_task()
        self.sleepers.add(task)
        try:
            await alarm.wait()
        finally:
            self.sleepers.discard(task)

    def move(self, span: timedelta) -> None:
        """Move the time and wake whoever has slept enough."""
        self._now += span
        for until, alarm in self._alarms:
            if until <= self._now:
                alarm.set()
        self._alarms = [(until, alarm) for until, alarm in self._alarms if until > self._now]
