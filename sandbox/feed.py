"""The town crier: what just happened, told to every page that listens."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

BACKLOG = 1000  # events a listener may be behind

Event = dict[str, Any]  # always has "type"; the rest is JSON


class Feed:
    """Publish events to any number of listeners; a slow listener loses the oldest first."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event]] = set()

    def publish(self, event: Event) -> None:
        """Tell every listener; never waits."""
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    async def listen(self) -> AsyncGenerator[Event, None]:
        """Yield what is published from now on, until the listener goes away."""
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)
