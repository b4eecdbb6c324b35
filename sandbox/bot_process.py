"""The bot as the town starts it: a process of its own that knows nothing but its environment."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

HOUSE = Path(__file__).resolve().parent.parent  # where the package `bot` is found
GRACE = 10.0  # seconds between asking the bot to end and ending it
LAST_LINES = 20

# What the bot reads. None of it may come from the shell of whoever plays: it could be real.
PRIVATE = (
    "TELEGRAM_",
    "PUBLIC_URL",
    "RECEIVER_",
    "DATABASE_URL",
    "OWNER_IDS",
    "SECRETS_KEY",
    "HOOK_SECRET",
    "LIMIT_",
    "SHADOW_RULES",
    "INCOMING_KEY",
    "ALLOW",
    "FREE_TEXT",
    "PRICES_FILE",
    "APPROVAL_ABOVE",
    "POOL_",
    "ESCALATION_",
    "QUIET_HOURS",
    "LOW_FUNDS",
    "DIGEST_AT",
    "TIME_ZONE",
    "THROTTLE_URL",
    "RETENTION_",
    "NUMCHECK_",
    "LANCK_",
    "NXCLOUD_",
    "VIRTUAL_NUMBERS_",
    "MCN_",
    "NUMDESK_",
)


def clean(inherited: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Mix the environment: nothing of the desk's own from the shell, and no `.env` file."""
    kept = {
        name: value for name, value in inherited.items() if not name.upper().startswith(PRIVATE)
    }
    path = os.pathsep.join(filter(None, [str(HOUSE), kept.get("PYTHONPATH", "")]))
    return {**kept, **given, "PYTHONPATH": path, "NUMDESK_ENV_FILE": ""}


async def hooks_of(environment: Mapping[str, str], home: Path) -> str:
    """Have the bot print the addresses that belong into the vendors' consoles."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "hooks"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        cwd=home,
        env=clean(os.environ, environment) | {"COLUMNS": "500"},
    )
    printed, _ = await process.communicate()
    return printed.decode()


class BotProcess:
    """`python -m bot run`, started and stopped by a `with`; its words go to a file, or to ours."""

    def __init__(
        self,
        environment: Mapping[str, str],
        home: Path,
        *,
        verbose: bool = False,
        command: Sequence[str] = ("-m", "bot", "run"),
        grace: float = GRACE,
    ) -> None:
        self._environment = clean(os.environ, environment)
        self._home = home
        self._command = command
        self._grace = grace
        self.log = None if verbose else home / "bot.log"
        self._words: IO[bytes] | None = None
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._words = self.log.open("wb") if self.log else None
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._words or sys.stderr,
            stderr=self._words or sys.stderr,
            cwd=self._home,  # where no `.env` lies
            env=self._environment,
            start_new_session=True,  # Ctrl+C reaches the town, which then stops the bot in order
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process
        if self._process.returncode is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), self._grace)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._words:
            self._words.close()

    async def ended(self) -> int:
        """Wait until the bot ends by itself; give its exit code."""
        assert self._process
        return await self._process.wait()

    def last_lines(self) -> list[str]:
        """Read the end of its log; empty where it went to our stderr."""
        if not self.log:
            return []
        return self.log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:]
