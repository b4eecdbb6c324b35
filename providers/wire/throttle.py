"""One provider's ceiling: people first, lists evenly.

    turn ─▶ queue, the most urgent first ─▶ usher ─▶ beat ─▶ a place in the window ─▶ go

The queue is this process's own. The window is its own too, or shared with other processes
(`providers.wire.shared_throttle`). Either way pyrate-limiter counts it in whole milliseconds and
treats the window's first one as still inside, so in no stretch of a second go more than the
ceiling, and of the ceiling at most a thousandth is lost.

Lists go with an even beat: all at once each second, they would leave no place for people until the
next one, and the least delay on the way would look to the provider like more than it allows.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from providers.contract.errors import BusyError, UnreachableError
from providers.contract.pace import Ceiling, Urgency

MILLISECOND = timedelta(milliseconds=1)
SLACK = 120  # the beat is longer by this part: so much may the way to the provider differ
NO_TURN = "too many before it; nothing was sent"
AT_ONCE = 4  # a quarter of what is allowed goes without a beat, so that short lists are done soon


class Window(Protocol):
    """The stretch of time in which requests are counted."""

    async def take(self, urgency: Urgency, *, people_follow: bool) -> timedelta | None:
        """Take a place, or tell how long to wait before asking again.

        `people_follow`: behind this one waits another person. Raises UnreachableError where the
        window cannot be read; no place is taken then.
        """


Windows = Callable[[str, Ceiling], Window]  # by "provider endpoint"


class Places:
    """Who went when, in milliseconds of one clock."""

    def __init__(self, rate: Rate, stamps: Iterable[int] = ()) -> None:
        self._interval = rate.interval
        self._bucket = InMemoryBucket([rate])
        self._bucket.items.extend(RateItem("", stamp) for stamp in stamps)

    @property
    def stamps(self) -> tuple[int, ...]:
        """List the moments that may still count, the oldest first."""
        return tuple(item.timestamp for item in self._bucket.items)

    def take(self, moment: int) -> int | None:
        """Take a place, or tell in how many milliseconds one will be free."""
        newest = self._bucket.peek(0)
        if newest is not None and moment < newest.timestamp:  # somebody set the clock back
            if newest.timestamp - moment > self._interval:
                self._bucket.flush()
            else:
                moment = newest.timestamp
        item = RateItem("", moment)
        self._bucket.leak(moment)
        if self._bucket.put(item):
            return None
        waiting = self._bucket.waiting(item)
        assert isinstance(waiting, int)  # this bucket lives in memory
        return max(waiting, 1)


class OwnWindow:
    """A window of this process only."""

    def __init__(self, ceiling: Ceiling, *, now: Callable[[], datetime]) -> None:
        self._places = Places(Rate(ceiling.count, ceiling.per // MILLISECOND))
        self._now = now
        self._start = now()

    async def take(self, urgency: Urgency, *, people_follow: bool) -> timedelta | None:
        """Take a place, or tell how long none will be free."""
        del urgency, people_follow  # the queue has seen to it
        pause = self._places.take((self._now() - self._start) // MILLISECOND)
        return None if pause is None else pause * MILLISECOND


class Beat:
    """When the next of a list may go; what was missed while nobody could go is made up for.

    But where the window had no place, the beat begins anew behind it: else as many as it held up
    would go in a crowd again each second, and look to the provider like more than it allows.
    """

    def __init__(self, ceiling: Ceiling, *, now: Callable[[], datetime]) -> None:
        self._per = ceiling.per
        self._gap = ceiling.per / ceiling.count * (1 + 1 / SLACK)
        self._ahead = self._gap * (ceiling.count // AT_ONCE)
        self._now = now
        self._due = now() - ceiling.per

    def pause(self) -> timedelta:
        """Tell how long the next one has to wait; nothing, if it may go."""
        return max(self._due - self._now(), timedelta())

    def start(self) -> None:
        """Begin anew where nobody has gone for long."""
        if self._now() - self._due >= self._per:
            self._due = self._now() - self._ahead

    def held_up(self, pause: timedelta) -> None:
        """Go on behind a window that had no place."""
        self._due = max(self._due, self._now() + pause)

    def went(self) -> None:
        """Count one that goes."""
        self._due = max(self._due, self._now() - self._per) + self._gap


class Turn(asyncio.Future[None]):
    """One that is waited for, until a time or as long as it takes."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__()
        self.until = until


class Throttle:
    """Gives out turns. A turn that nobody waits for any more costs nothing."""

    def __init__(
        self,
        window: Window,
        *,
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
        beat: Beat | None = None,
    ) -> None:
        self._window = window
        self._sleep = sleep
        self._now = now
        self._full_until: datetime | None = None  # while the window has no place
        self._beat = beat
        self._is_between_beats = False
        self._arrivals = count()
        self._waiting: list[tuple[Urgency, int, Turn]] = []
        self._usher: asyncio.Task[None] | None = None

    async def turn(
        self, urgency: Urgency = Urgency.PERSON, *, until: datetime | None = None
    ) -> None:
        """Wait for a turn: the more urgent first, then in order of arrival.

        Raises UnreachableError where a shared window does not answer, and BusyError, as soon as
        that is sure, where no turn will come until then.
        """
        if until is not None and self._full_until is not None and until < self._full_until:
            raise BusyError(NO_TURN)
        turn = Turn(until)
        heapq.heappush(self._waiting, (urgency, next(self._arrivals), turn))
        if self._usher is None or self._usher.done():
            if self._beat is not None:
                self._beat.start()
            self._send_usher()
        elif self._is_between_beats and urgency is Urgency.PERSON:  # it waits for lists only
            waiting = self._usher
            self._send_usher()
            waiting.cancel()
        await turn

    def _send_usher(self) -> None:
        self._is_between_beats, self._full_until = False, None
        self._usher = asyncio.create_task(self._give_turns())
        self._usher.add_done_callback(self._stopped)

    async def _give_turns(self) -> None:
        while (first := self._first()) is not None:
            beat = self._beat if first is Urgency.BATCH else None
            if beat is not None and (rest := beat.pause()):
                self._is_between_beats = True
                await self._sleep(rest.total_seconds())
                self._is_between_beats = False
                continue
            try:
                pause = await self._window.take(first, people_follow=self._people_follow())
            except UnreachableError as error:
                self._send_away(error)
            else:
                if pause is not None:
                    self._full_until = self._now() + pause
                    if beat is not None:
                        beat.held_up(pause)
                    self._send_away_late(self._full_until)
                    await self._sleep(pause.total_seconds())
                    self._full_until = None
                elif self._first() is not None:  # somebody more urgent, if one came meanwhile
                    urgency, _, turn = heapq.heappop(self._waiting)
                    turn.set_result(None)
                    if self._beat is not None and urgency is Urgency.BATCH:
                        self._beat.went()

    def _stopped(self, usher: asyncio.Task[None]) -> None:
        if usher is self._usher:
            for _, _, turn in self._waiting:  # nobody, unless the usher was stopped
                turn.cancel()

    def _first(self) -> Urgency | None:
        while self._waiting and self._waiting[0][-1].done():  # given up in the meantime
            heapq.heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else None

    def _people_follow(self) -> bool:
        # the second of a heap is one of these two
        return any(urgency is Urgency.PERSON for urgency, *_ in self._waiting[1:3])

    def _send_away_late(self, full_until: datetime) -> None:
        """Tell those whose time will be over before anybody goes."""
        for _, _, turn in self._waiting:
            if turn.until is not None and turn.until < full_until and not turn.done():
                turn.set_exception(BusyError(NO_TURN))

    def _send_away(self, error: UnreachableError) -> None:
        """Tell everybody at once: asking again for each would make the last wait longest."""
        waiting, self._waiting = self._waiting, []
        for _, _, turn in waiting:
            if not turn.done():
                turn.set_exception(UnreachableError(error.detail, provider=error.provider))
