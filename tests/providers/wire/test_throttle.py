"""The ceiling: never over it, hardly under it, people first."""

import asyncio
from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from providers.contract.errors import BusyError
from providers.contract.pace import Ceiling, Urgency
from providers.wire.throttle import Beat, OwnWindow, Throttle
from tests.providers.quick_clock import QuickClock


@pytest.mark.parametrize(
    ("ceiling", "turns"),
    [
        (Ceiling(30), 2000),  # LANCK
        (Ceiling(10), 2000),
        (Ceiling(1, timedelta(seconds=3)), 200),  # NXCloud's query
        (Ceiling(1, timedelta(seconds=5)), 200),  # virtual numbers
    ],
)
async def test_the_rate_is_reached_and_never_passed(ceiling: Ceiling, turns: int) -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(ceiling, now=clock.now), sleep=clock.sleep, now=clock.now)
    taken: list[datetime] = []

    async def work() -> None:
        await throttle.turn()
        taken.append(clock.now())

    await asyncio.gather(*(work() for _ in range(turns)))

    for index, moment in enumerate(taken):
        following = bisect_left(taken, moment + ceiling.per)
        assert following - index <= ceiling.count
    full = (turns - ceiling.count) / ceiling.count * ceiling.per  # the first ones need no time
    assert taken[-1] - taken[0] <= full / 0.99


async def test_lists_go_evenly_and_still_as_fast_as_is_allowed() -> None:
    clock = QuickClock()
    ceiling = Ceiling(30)
    beat = Beat(ceiling, now=clock.now)
    window = OwnWindow(ceiling, now=clock.now)
    throttle = Throttle(window, sleep=clock.sleep, now=clock.now, beat=beat)
    taken: list[datetime] = []

    async def work() -> None:
        await throttle.turn(Urgency.BATCH)
        taken.append(clock.now())

    await asyncio.gather(*(work() for _ in range(1500)))

    steady = taken[60:]  # the crowd of the beginning is spread behind the first full window
    gaps = [after - before for before, after in pairwise(steady)]
    assert max(gaps) < timedelta(seconds=0.04), "a person finds a place at once"
    assert (steady[-1] - steady[0]).total_seconds() <= (len(steady) - 1) / 30 / 0.99


async def test_a_person_does_not_wait_for_a_lists_beat() -> None:
    clock = QuickClock()
    never = asyncio.Event()

    async def forever(_: float) -> None:
        await never.wait()

    ceiling = Ceiling(30)
    beat = Beat(ceiling, now=clock.now)
    throttle = Throttle(OwnWindow(ceiling, now=clock.now), sleep=forever, now=clock.now, beat=beat)
    lists = [asyncio.create_task(throttle.turn(Urgency.BATCH)) for _ in range(20)]
    await asyncio.wait(lists, timeout=0.01)
    waiting = [one for one in lists if not one.done()]
    await throttle.turn(Urgency.PERSON)

    assert waiting
    assert not any(one.done() for one in waiting), "and takes no list's place"
    for one in waiting:
        one.cancel()


async def test_it_holds_at_moments_between_two_milliseconds() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    taken = []
    for turn in range(50):
        await clock.sleep(0.0007 * turn)
        await throttle.turn()
        taken.append(clock.now())

    assert min(after - before for before, after in pairwise(taken)) >= timedelta(seconds=1)


async def test_people_go_before_a_running_batch() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    order: list[str] = []

    async def work(name: str, urgency: Urgency) -> None:
        await throttle.turn(urgency)
        order.append(name)

    batch = [asyncio.create_task(work(f"row {row}", Urgency.BATCH)) for row in range(3)]
    await asyncio.sleep(0)
    anna = asyncio.create_task(work("Anna", Urgency.PERSON))
    ben = asyncio.create_task(work("Ben", Urgency.PERSON))
    await asyncio.gather(*batch, anna, ben)

    assert order == ["row 0", "Anna", "Ben", "row 1", "row 2"]


async def test_who_gives_up_waiting_takes_nobodys_turn() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    await throttle.turn()
    impatient = asyncio.create_task(throttle.turn())
    patient = asyncio.create_task(throttle.turn())
    await asyncio.sleep(0)

    impatient.cancel()
    await patient

    assert sum(clock.slept) == pytest.approx(1.001)


async def test_who_cannot_have_a_turn_in_time_is_sent_away() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    started = clock.now()
    await throttle.turn()
    soon, late = (started + timedelta(seconds=span) for span in (1.5, 2.5))

    turns = (throttle.turn(until=until) for until in (late, soon, late, soon, late))
    ended = await asyncio.gather(*turns, return_exceptions=True)

    assert [None, BusyError, None, BusyError, BusyError] == [one and type(one) for one in ended]


async def test_who_comes_too_late_for_the_next_place_does_not_wait_for_it() -> None:
    clock = QuickClock()
    minute = Ceiling(1, timedelta(minutes=1))
    throttle = Throttle(OwnWindow(minute, now=clock.now), sleep=clock.sleep, now=clock.now)
    await throttle.turn()
    patient = asyncio.create_task(throttle.turn())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    with pytest.raises(BusyError):
        await throttle.turn(until=clock.now() + timedelta(seconds=5))

    await patient


async def test_a_late_comer_does_not_wait_for_nobody() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(2), now=clock.now), sleep=clock.sleep, now=clock.now)
    for _ in range(3):
        await throttle.turn()
        await throttle.turn()
        await clock.sleep(2)

    assert clock.slept == [2, 2, 2]


async def test_a_clock_set_back_stops_nobody() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    await throttle.turn()

    await clock.sleep(-3600)
    await throttle.turn()

    assert clock.slept == [-3600]


async def test_nobody_waits_for_an_usher_that_was_stopped() -> None:
    clock = QuickClock()
    throttle = Throttle(OwnWindow(Ceiling(1), now=clock.now), sleep=clock.sleep, now=clock.now)
    await throttle.turn()
    waiting = asyncio.create_task(throttle.turn())
    await asyncio.sleep(0)
    assert throttle._usher is not None
    throttle._usher.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting

    await throttle.turn()  # it comes back
