"""The ceiling across processes: each throttle here has a connection of its own."""

import asyncio
import heapq
import itertools
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from providers.contract.errors import UnreachableError
from providers.contract.pace import ANY, Ceiling, Urgency
from providers.wire.exchange import Method, Request
from providers.wire.shared_throttle import GRACE, LOCK, open_windows
from providers.wire.throttle import MILLISECOND, Throttle, Windows
from providers.wire.transport import Account, Transport
from tests.providers.quick_clock import QuickClock
from tests.providers.scripted import Answer, Script, wired

NAME = "vendor *"
CEILING = Ceiling(30)

counter = itertools.count()


class CommonClock:
    """Moves only when every party sleeps, to the moment the first of them wants to wake."""

    def __init__(self, parties: int) -> None:
        self._now = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
        self._parties = parties
        self._order = itertools.count()
        self._asleep: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until everybody sleeps and this one is due."""
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        moment = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._asleep, (moment, next(self._order), wake))
        self._move()
        await wake

    def leave(self) -> None:
        """Be one fewer."""
        self._parties -= 1
        self._move()

    def _move(self) -> None:
        if self._asleep and len(self._asleep) >= self._parties:
            self._now = self._asleep[0][0]
            while self._asleep and self._asleep[0][0] <= self._now:
                heapq.heappop(self._asleep)[-1].set_result(None)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Make an empty database and give its address."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/throttle.db"
    server: str = request.getfixturevalue("postgres")
    name = f"throttle_{next(counter)}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


class Processes:
    """Opens the same windows again and again, as processes beside each other do."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def windows(self, now: Callable[[], datetime] | None) -> Windows:
        """Open the windows with connections of their own."""
        windows = await self._stack.enter_async_context(open_windows(self._url, now=now))
        assert windows is not None
        return windows

    async def throttle(self, clock: CommonClock | QuickClock, ceiling: Ceiling) -> Throttle:
        """Start one more throttle of the same endpoint."""
        windows = await self.windows(clock.now)
        return Throttle(windows(NAME, ceiling), sleep=clock.sleep, now=clock.now)


@pytest.fixture
async def processes(url: str) -> AsyncIterator[Processes]:
    async with AsyncExitStack() as stack:
        yield Processes(url, stack)


async def test_two_processes_reach_the_rate_together_and_never_pass_it(
    processes: Processes,
) -> None:
    clock = CommonClock(parties=2)
    taken: list[datetime] = []

    async def process(turns: int) -> None:
        throttle = await processes.throttle(clock, CEILING)

        async def work() -> None:
            await throttle.turn(Urgency.BATCH)
            taken.append(clock.now())

        await asyncio.gather(*(work() for _ in range(turns)))
        clock.leave()

    await asyncio.gather(process(150), process(150))

    for index, moment in enumerate(taken):
        assert bisect_left(taken, moment + CEILING.per) - index <= CEILING.count
    full = (300 - CEILING.count) / CEILING.count * CEILING.per  # the first ones need no time
    assert taken[-1] - taken[0] <= full / 0.99


async def test_people_go_before_the_list_of_another_process(processes: Processes) -> None:
    clock = CommonClock(parties=2)
    order: list[str] = []

    async def process(names: list[str], urgency: Urgency) -> None:
        async def work(name: str) -> None:
            await throttle.turn(urgency)
            order.append(name)

        throttle = await processes.throttle(clock, Ceiling(1))
        await asyncio.gather(*(work(name) for name in names))
        clock.leave()

    windows = await processes.windows(clock.now)
    await windows(NAME, Ceiling(1)).take(Urgency.BATCH, people_follow=False)
    rows = [f"row {index}" for index in range(4)]
    await asyncio.gather(
        process(rows, Urgency.BATCH), process(["Anna", "Ben", "Chris"], Urgency.PERSON)
    )

    assert ["Anna", "Ben", "Chris", *rows] == order


async def test_a_person_who_never_comes_back_stops_no_list(processes: Processes) -> None:
    clock = QuickClock()
    gone = await processes.windows(clock.now)
    assert await gone(NAME, Ceiling(1)).take(Urgency.PERSON, people_follow=False) is None
    assert await gone(NAME, Ceiling(1)).take(Urgency.PERSON, people_follow=False) is not None
    started = clock.now()

    throttle = await processes.throttle(clock, Ceiling(1))
    await throttle.turn(Urgency.BATCH)

    assert clock.now() - started <= timedelta(seconds=1.02) + GRACE * MILLISECOND


async def test_a_process_that_dies_in_the_middle_of_a_turn_stops_nobody(
    url: str, processes: Processes
) -> None:
    clock = QuickClock()
    throttle = await processes.throttle(clock, Ceiling(1))
    dying = create_async_engine(url)
    connection = await dying.connect()
    await connection.execute(text(LOCK.format(clock="0")), {"name": NAME})
    await connection.invalidate()  # no commit, no rollback, no goodbye
    await connection.close()
    await dying.dispose()

    async with asyncio.timeout(3):
        await throttle.turn()

    assert [] == clock.slept


async def test_what_a_process_took_counts_after_its_end(url: str) -> None:
    clock = QuickClock()
    for _ in range(2):
        async with open_windows(url, now=clock.now) as windows:
            assert windows is not None
            throttle = Throttle(windows(NAME, Ceiling(1)), sleep=clock.sleep, now=clock.now)
            await throttle.turn()

    assert [1.006] == clock.slept


async def test_the_clock_of_the_database_counts_milliseconds(processes: Processes) -> None:
    windows = await processes.windows(None)
    window = windows(NAME, Ceiling(1, per=timedelta(hours=1)))
    assert await window.take(Urgency.PERSON, people_follow=False) is None

    pause = await window.take(Urgency.PERSON, people_follow=False)

    assert pause is not None
    assert timedelta(minutes=59) < pause <= timedelta(hours=1, seconds=18.001)


async def test_each_endpoint_has_a_window_of_its_own(processes: Processes) -> None:
    windows = await processes.windows(QuickClock().now)
    for name in ("vendor init", "vendor check", "other init"):
        assert await windows(name, Ceiling(1)).take(Urgency.BATCH, people_follow=False) is None


async def test_the_table_may_be_made_by_several_at_once(processes: Processes) -> None:
    clock = QuickClock()
    opened = await asyncio.gather(*(processes.windows(clock.now) for _ in range(5)))
    found = await asyncio.gather(
        *(window(NAME, Ceiling(3)).take(Urgency.BATCH, people_follow=False) for window in opened)
    )

    assert 3 == found.count(None)


async def test_everybody_waiting_hears_that_the_database_is_gone(
    url: str, processes: Processes
) -> None:
    throttle = await processes.throttle(QuickClock(), Ceiling(1))
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE throttle_windows"))
    await engine.dispose()

    found = await asyncio.gather(*(throttle.turn() for _ in range(3)), return_exceptions=True)

    assert [UnreachableError] * 3 == [type(error) for error in found]
    assert "vendor: the shared throttle does not answer: " in str(found[0])
    assert url not in str(found[0])


async def test_a_transport_keeps_to_the_windows_it_is_given(processes: Processes) -> None:
    clock = QuickClock()
    script = Script(Answer(), Answer())
    wiring = replace(wired(script, clock), windows=await processes.windows(clock.now))
    account = Account("vendor", "https://vendor.example", ceilings={ANY: Ceiling(1)})
    for _ in range(2):  # two processes would have one each
        request = Request("init", "init", method=Method.GET)
        await Transport(account, wiring).ask(request, lambda reply: reply.payload)

    assert [1.006] == clock.slept


@pytest.mark.parametrize("back", [timedelta(seconds=0.5), timedelta(hours=1)])
async def test_a_clock_set_back_stops_nobody_for_long(
    processes: Processes, back: timedelta
) -> None:
    clock = QuickClock()
    throttle = await processes.throttle(clock, Ceiling(1))
    await throttle.turn()
    windows = await processes.windows(clock.now)
    await windows(NAME, Ceiling(1)).take(Urgency.PERSON, people_follow=False)  # leaves word
    await clock.sleep(-back.total_seconds())
    started = clock.now()

    await throttle.turn(Urgency.BATCH)

    assert clock.now() - started <= timedelta(seconds=2.1)
