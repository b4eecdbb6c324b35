"""What the town does on its own: calls that end later, webhooks under way."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Errands:
    """Keeps hold of tasks, which asyncio would otherwise forget."""

    def __init__(self) -> None:
        self.running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Start something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
