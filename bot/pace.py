"""How fast Telegram lets a bot speak, held by a ledger of what was sent where.

News waits for its turn here; answers do not, for somebody is looking at the screen, but they count.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STARVED = 3  # gaps after which news goes out even if somebody keeps the desk answering
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages at most; None where there is no limit."""

    gap: timedelta | None = SECOND  # between two messages to one chat
    group_per_minute: int | None = 18  # Telegram: 20; the rest is for answers
    overall_per_second: int | None = 25  # Telegram: 30; the rest is for answers


NO_LIMITS = Limits(gap=None, group_per_minute=None, overall_per_second=None)


@dataclass(slots=True)
class Pace:
    """The ledger. Chats with a negative id are groups, as everywhere in Telegram."""

    limits: Limits = field(default_factory=Limits)
    _sent: dict[int, deque[datetime]] = field(default_factory=dict)
    _all: deque[datetime] = field(default_factory=deque)
    _held: dict[int, datetime] = field(default_factory=dict)
    _told: dict[int, datetime] = field(default_factory=dict)  # when news last left for a chat
    _busy: dict[int, datetime] = field(default_factory=dict)  # since when it had no gap

    def record(self, chat_id: int, now: datetime) -> None:
        """Count a message that is being sent."""
        if self.limits.gap is not None:
            sent = self._sent.setdefault(chat_id, deque())
            if not sent or now - sent[-1] >= self.limits.gap:
                self._busy[chat_id] = now
            sent.append(now)
            self._all.append(now)

    def tell(self, chat_id: int, now: datetime) -> None:
        """Note that news leaves for a chat."""
        self._told[chat_id] = now

    def hold(self, chat_id: int, until: datetime) -> None:
        """Leave a chat alone: Telegram said so."""
        self._held[chat_id] = until

    def resting(self, now: datetime) -> dict[int, datetime]:
        """List the chats that must not be sent anything yet, with the time when they may."""
        self._forget(now)
        rests = {chat: until for chat, until in self._held.items() if until > now}
        for chat, sent in self._sent.items():
            gap = self.limits.gap or timedelta()
            free = sent[-1] + gap
            waiting = max(self._busy[chat], self._told.get(chat, self._busy[chat]))
            free = min(free, waiting + STARVED * gap)
            most = self.limits.group_per_minute
            if chat < 0 and most is not None and len(sent) >= most:
                free = max(free, sent[-most] + MINUTE)
            if free > now:
                rests[chat] = max(free, rests.get(chat, free))
        return rests

    def room(self, now: datetime) -> int | None:
        """Tell how many messages may leave right now over all chats; None: any number."""
        if self.limits.overall_per_second is None:
            return None
        self._forget(now)
        return max(0, self.limits.overall_per_second - sum(at > now - SECOND for at in self._all))

    def _forget(self, now: datetime) -> None:
        while self._all and self._all[0] <= now - SECOND:
            self._all.popleft()
        for chat in list(self._sent):
            sent = self._sent[chat]
            while sent and sent[0] <= now - MINUTE:
                sent.popleft()
            if not sent:
                del self._sent[chat]
                self._told.pop(chat, None)
                del self._busy[chat]
        self._held = {chat: until for chat, until in self._held.items() if until > now}
