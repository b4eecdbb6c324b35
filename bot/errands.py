"""Work that goes on after a door has answered: placing a call, polling a provider.

An errand holds nothing a restart would lose: what it is about is a row already, and the row says
what to do if nobody comes back.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


class Errands:
    """Tasks that are waited for when the desk closes."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> frozenset[asyncio.Task[None]]:
        """What is under way."""
        return frozenset(self._running)

    def send(self, errand: Coroutine[None, None, None]) -> None:
        """Start one; what it raises is logged, for nobody waits for it."""
        task = asyncio.create_task(errand)
        self._running.add(task)
        task.add_done_callback(self._came_back)

    async def finish(self, within: float) -> None:
        """Wait for those under way, that many seconds at most; the rest are left where they are."""
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        for task in self._running:
            task.cancel()

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        log_failure(task, "errand failed")


def log_failure(task: asyncio.Task[Any], event: str, **about: object) -> None:
    """Log what a task that has ended has raised: nobody waits for it who would hear."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error(event, exc_info=error, **about)
