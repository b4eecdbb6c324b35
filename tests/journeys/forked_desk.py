"""A desk in a process of its own, forked from one that has read the code already.

To read it takes seconds each time, and a test that kills the desk twenty times learns nothing by
that.
"""

import asyncio
import os
import signal
import sys
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.cli import run

LONGEST = 15.0  # seconds to an end


class ForkedDesk:
    """What `numdesk run` is: started by its environment, and ended by signals."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._process: ForkServerProcess | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is something to end."""
        return self._process is not None and self._process.is_alive()

    async def start(self) -> None:
        """Start it; it may take a moment until it works."""
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._process = context.Process(target=_desk, args=(self._environment, self._log))
        await asyncio.to_thread(self._process.start)

    async def end(self, name: signal.Signals) -> int | None:
        """End it by a signal; gives its exit code, or None for one that does not end."""
        process = self._process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, name)
        await asyncio.to_thread(process.join, LONGEST)
        return process.exitcode


def _desk(environment: dict[str, str], log: Path) -> None:
    os.environ.update(environment)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    run()
