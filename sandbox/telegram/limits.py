"""How fast a bot may talk. Telegram publishes the second column; the third is what it tolerates.

| where           | pace                 | at once |
|-----------------|----------------------|---------|
| one chat        | 1 message a second   | 5       |
| one group       | 20 in any 60 seconds | 20      |
| the whole bot   | 30 in any second     | 30      |

Sending, forwarding, copying and editing count; an album counts as many as it holds.
"""

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sandbox.telegram.refusals import too_many_requests

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """The table above; a count of 0 means no limit."""

    burst: int  # messages at once in one chat,
    pace: timedelta  # each of which is forgotten after this long
    group_count: int
    group_period: timedelta
    bot_count: int
    bot_period: timedelta

    @classmethod
    def telegram(cls) -> Self:
        """Be as strict as Telegram."""
        return cls(5, SECOND, 20, timedelta(minutes=1), 30, SECOND)

    @classmethod
    def none(cls) -> Self:
        """Let everything through."""
        return cls(0, SECOND, 0, SECOND, 0, SECOND)


class FloodGate:
    """Count one bot's messages and refuse what comes too fast."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._off = not (limits.burst or limits.group_count or limits.bot_count)
        self._chats: dict[int, datetime] = {}  # when the last message of each will be forgotten
        self._groups: dict[int, deque[datetime]] = {}
        self._all: deque[datetime] = deque()

    def admit(self, now: datetime, chat_id: int, cost: int = 1) -> None:
        """Count messages to a chat; raise where it has to wait, and count nothing then."""
        if self._off:
            return
        limits = self._limits
        forgotten = max(self._chats.get(chat_id, now), now) + limits.pace * cost
        waits = [timedelta(0)]
        if limits.burst:
            waits.append(forgotten - now - limits.pace * max(limits.burst, cost))
        if limits.bot_count:
            waits.append(_wait(self._all, now, limits.bot_count, limits.bot_period))
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else None
        if group is not None and limits.group_count:
            waits.append(_wait(group, now, limits.group_count, limits.group_period))
        if (longest := max(waits)) > timedelta(0):
            raise too_many_requests(math.ceil(longest.total_seconds()))
        self._chats[chat_id] = forgotten
        self._all.extend([now] * cost)
        if group is not None:
            group.extend([now] * cost)


def _wait(sent: deque[datetime], now: datetime, count: int, period: timedelta) -> timedelta:
    while sent and sent[0] <= now - period:
        sent.popleft()
    return sent[len(sent) - count] + period - now if len(sent) >= count else timedelta(0)
