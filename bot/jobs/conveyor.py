"""The conveyor: keep every provider as busy with lists as it allows, and no busier.

    tick ─▶ look after all ─▶ feed: claim a little of every batch ─▶ ask, side by side
                                ▲                                       │
                                └────── room again ◀── write down ◀─────┘

What is in hand is what a provider needs to have in hand to answer at its ceiling, and a third of a
second more: a process that dies leaves no more than that in doubt. Every line in hand is a row.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager

import structlog

from bot.desk import Desk
from bot.flows.batches import batch_loading, batch_orders, batch_work, old_batches
from bot.flows.batches.batch_work import Bite, LineAnswer, Place
from bot.flows.lookups import levels
from bot.flows.lookups.levels import LEVELS
from bot.flows.running import serving
from storage.batches import Batch, ClaimedLine, LineState

log = structlog.get_logger()

AHEAD = 0.3  # seconds for which there is enough in hand
FEWEST, MOST = 8, 256  # in hand
WITHOUT_CEILING = 64  # in hand where a provider declares none; more would make chats wait
PIECES = 4  # a quarter of all is written down at once, and claimed at once
MOST_TRIES = 3  # of a line that surely was not asked
REST = 2.0  # seconds after a provider has sent one away

Answered = tuple[str, Bite, LineAnswer]  # with its provider


class Conveyor:
    """Work on lists, all that run, in this process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._busy: set[str] = set()  # what may be done once at a time
        self._changed: set[str] = set()  # sessions whose card is behind
        self._in_hand: Counter[str] = Counter()  # lines, by provider
        self._sent_back: Counter[int] = Counter()  # lines, by id
        self._resting: dict[str, float] = {}  # providers, until when
        self._answered: list[Answered] = []  # not written down yet
        self._unwritten: Counter[str] = Counter()  # how many of them, by provider
        self._turning = asyncio.Lock()
        self._turn = 0
        self._is_stopped = False
        self._running: list[Batch] = []

    def stop(self) -> None:
        """Take nothing new in hand."""
        self._is_stopped = True

    def is_behind(self) -> bool:
        """Whether a failed write has left answers."""
        return bool(self._answered)

    async def tick(self) -> int:
        """See what is to be done; gives how many batches run."""
        changed, self._changed = self._changed, set()
        await self._write()  # what a failed write has left
        self._running = await batch_work.look_after(self._desk, changed)
        for batch in self._running:
            session_id = batch.session_id
            if batch.source is not None:
                is_list = batch_loading.LIST in batch.source
                read = batch_loading.load if is_list else old_batches.read
                self._once(f"read {session_id}", read(self._desk, session_id))
                self._changed.add(session_id)
            if LEVELS[batch.level].nx_level is not None:
                self._once(f"hand in {session_id}", batch_orders.hand_in_next(self._desk, batch))
                self._once(f"query {session_id}", batch_orders.query(self._desk, session_id))
        await self._go_on()
        return len(self._running)

    def _once(self, name: str, errand: Coroutine[None, None, None]) -> None:
        if name in self._busy or self._is_stopped:
            errand.close()
            return
        self._busy.add(name)

        async def run() -> None:
            try:
                await errand
            finally:
                self._busy.discard(name)

        self._desk.errands.send(run())

    async def _go_on(self, provider: str | None = None) -> None:
        """Write down what was answered and claim as much anew, if that is still worth while."""
        async with self._turning:
            if provider is not None and not self._is_piece(provider):
                return
            places, answered = self._places(), self._take_answered()
            if places or answered:
                with self._kept_on_failure(answered):
                    lines = [one[1:] for one in answered]
                    for name, bite in await batch_work.go_on(self._desk, lines, places):
                        self._take(name, bite)

    async def _write(self) -> None:
        """Write down what was answered, and do nothing else that could go wrong."""
        async with self._turning:
            if answered := self._take_answered():
                with self._kept_on_failure(answered):
                    await batch_work.note(self._desk, [one[1:] for one in answered])

    def _take_answered(self) -> list[Answered]:
        answered, self._answered = self._answered, []
        self._in_hand.subtract(self._unwritten)
        self._unwritten.clear()
        return answered

    @contextmanager
    def _kept_on_failure(self, answered: list[Answered]) -> Iterator[None]:
        """Keep what could not be written: nothing is lost while this process lives."""
        try:
            yield
        except BaseException:  # whatever it was, an answer is paid for
            self._answered = [*answered, *self._answered]
            lines = Counter(provider for provider, *_ in answered)
            self._unwritten.update(lines)
            self._in_hand.update(lines)
            raise

    def _places(self) -> list[Place]:
        """Say where there is room; where it is for few, it is each batch's turn to be first."""
        places = []
        for provider, batches in self._by_provider().items():
            if (room := self._room(provider)) > 0:
                self._turn += 1
                first = self._turn % len(batches)
                places.append(Place(provider, [*batches[first:], *batches[:first]], room))
        return places

    def _by_provider(self) -> dict[str, Sequence[Batch]]:
        found: dict[str, list[Batch]] = {}
        for batch in self._running:
            level = LEVELS[batch.level]
            one_by_one = level.capabilities and level.nx_level is None
            if one_by_one and batch_work.can_go_on(self._desk, batch):
                name = serving.first(self._desk, level.capabilities[0])
                found.setdefault(name or "", []).append(batch)
        return {name: tuple(batches) for name, batches in found.items()}

    def _room(self, provider: str) -> int:
        if self._is_stopped:
            return 0
        if self._resting.get(provider, 0) > self._desk.clock.now().timestamp():
            return 0
        most = self._most(provider)
        room = most - self._in_hand[provider] + self._unwritten[provider]
        return room if room * PIECES >= most else 0

    def _most(self, provider: str) -> int:
        """Say how many lines of a provider are in hand at most."""
        if (ceiling := levels.ceiling_of(self._desk, provider)) is None:
            return WITHOUT_CEILING
        took = self._desk.health.took.get(provider, 0.0)
        return min(max(math.ceil(ceiling * (took + AHEAD)), FEWEST), MOST)

    def _take(self, provider: str, bite: Bite) -> None:
        self._in_hand[provider] += len(bite.lines)
        for line in bite.lines:
            self._desk.errands.send(self._ask(provider, bite, line))

    async def _ask(self, provider: str, bite: Bite, line: ClaimedLine) -> None:
        try:
            answer = await batch_work.ask(self._desk, bite.level, line)
        except BaseException:  # whatever it was, the place is free again
            self._in_hand[provider] -= 1
            raise
        if answer.state is LineState.WAITING:
            answer = self._sent_away(provider, answer)
        bite.answered(answer)
        self._changed.add(bite.session_id)
        self._answered.append((provider, bite, answer))
        self._unwritten[provider] += 1
        if self._is_piece(provider):
            await self._go_on(provider)

    def _is_piece(self, provider: str) -> bool:
        """Whether it is worth while to write down what was answered; a tick does so anyway."""
        answered = self._unwritten[provider]
        return answered * PIECES >= self._most(provider) or answered >= self._in_hand[provider]

    def _sent_away(self, provider: str, answer: LineAnswer) -> LineAnswer:
        """Let a line wait for another try and its provider have a rest; the third is the last."""
        self._resting[provider] = self._desk.clock.now().timestamp() + REST
        self._sent_back[answer.line.id] += 1
        if self._sent_back[answer.line.id] < MOST_TRIES:
            return answer
        del self._sent_back[answer.line.id]
        return LineAnswer(answer.line, LineState.FAILED)
