"""The updates of one bot: they wait until they are confirmed, for a day at most."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.telegram.refusals import RefusedError

FIRST_ID = 100_000_001
KEPT = timedelta(hours=24)
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """Something a bot is to hear."""

    update_id: int
    kind: str
    content: dict[str, Any]
    born: datetime

    def shown(self) -> dict[str, Any]:
        """Give the Update object."""
        return {"update_id": self.update_id, self.kind: self.content}


class UpdateQueue:
    """Updates in order, and whoever waits for the next one."""

    def __init__(self) -> None:
        self.pending: deque[Update] = deque()
        self.allowed: frozenset[str] = frozenset()  # empty: all but ONLY_ON_REQUEST
        self._again: list[Update] = []
        self._last: Update | None = None
        self._next_id = FIRST_ID
        self._waiter: asyncio.Future[None] | None = None

    def subscribe(self, kinds: Iterable[str]) -> None:
        """Choose what to hear from now on; what is queued already stays."""
        self.allowed = frozenset(kinds)

    def put(self, kind: str, content: dict[str, Any], now: datetime) -> None:
        """Queue an update, unless the bot does not want this kind."""
        if kind not in self.allowed if self.allowed else kind in ONLY_ON_REQUEST:
            return
        self._last = Update(self._next_id, kind, content, now)
        self._next_id += 1
        self.pending.append(self._last)
        self._wake(None)

    def put_again(self) -> None:
        """Queue the latest update once more, unchanged, even if it has been confirmed."""
        if self._last is None:
            raise ValueError("There has been no update yet.")
        if self._last not in self._again:
            self._again.append(self._last)
        self._wake(None)

    def confirm(self, offset: int) -> None:
        """Forget what comes before the offset; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while self.pending and self.pending[0].update_id < offset:
            self.pending.popleft()

    def take(self, limit: int, now: datetime) -> list[Update]:
        """Give what waits, without forgetting it."""
        while self.pending and self.pending[0].born <= now - KEPT:
            self.pending.popleft()
        again, self._again = self._again, []
        waiting = (update for update in self.pending if update not in again)
        return [*again, *(update for update, _ in zip(waiting, range(limit), strict=False))][:limit]

    def clear(self) -> None:
        """Forget everything."""
        self.pending.clear()
        self._again.clear()

    def wait(self) -> asyncio.Future[None]:
        """Give something to wait for: the next update, or a refusal by `turn_away`."""
        self._waiter = asyncio.get_running_loop().create_future()
        return self._waiter

    def turn_away(self, refusal: RefusedError) -> None:
        """Refuse whoever is waiting."""
        self._wake(refusal)

    def __len__(self) -> int:
        return len(self.pending) + len(self._again)

    def _wake(self, refusal: RefusedError | None) -> None:
        if self._waiter is None or self._waiter.done():
            return
        if refusal is None:
            self._waiter.set_result(None)
        else:
            self._waiter.set_exception(refusal)
