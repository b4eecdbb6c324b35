"""What the timetable runs, and when."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.beat import BEAT, Job, Timetable
from storage.agenda import Due

SECOND = timedelta(seconds=1)


class Time:
    """Moved by the test alone."""

    now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def tell(self) -> datetime:
        """Tell it."""
        return self.now


async def nothing() -> None:
    """Do nothing."""


def agenda_of(*answers: set[Due] | Exception) -> Callable[[], Awaitable[set[Due]]]:
    """Give these answers, the last one for ever."""
    left = list(answers)

    async def read() -> set[Due]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return read


async def test_a_job_that_fails_or_lasts_holds_up_no_other() -> None:
    time, ran, long = Time(), Counter[str](), asyncio.Event()

    async def breaks() -> None:
        ran["broken"] += 1
        raise RuntimeError

    async def lasts() -> None:
        ran["long"] += 1
        await long.wait()

    async def works() -> None:
        ran["busy"] += 1

    jobs = (
        Job("broken", SECOND, breaks),
        Job("long", SECOND, lasts),
        Job("idle", SECOND, breaks, Due.DRILLS),
        Job("busy", SECOND, works, Due.POLLS),
    )
    timetable = Timetable(jobs, agenda_of({Due.POLLS}), time.tell)
    for _ in range(3):
        await timetable.tick()
        await asyncio.sleep(0)
        time.now += SECOND
    long.set()
    await timetable.finish(1)
    await timetable.tick()
    await timetable.finish(1)

    assert {"broken": 4, "long": 2, "busy": 4} == ran


async def test_a_job_runs_as_often_as_it_says_though_a_beat_comes_late() -> None:
    time, often = Time(), Job("often", SECOND, nothing)
    timetable = Timetable((often, Job("seldom", 10 * SECOND, nothing)), agenda_of(set()), time.tell)
    ran = Counter[str]()
    for late in range(40):
        ran.update(job.name for job in await timetable.ready())
        time.now += BEAT + late % 3 * timedelta(milliseconds=10)

    assert {"often": 20, "seldom": 3} == ran  # seldom at once, then 9.5 s after, then each 10 s


async def test_jobs_that_begin_together_do_not_stay_together() -> None:
    time = Time()
    jobs = tuple(Job(str(place), 2 * SECOND, nothing) for place in range(4))
    timetable = Timetable(jobs, agenda_of(set()), time.tell)
    beats = []
    for _ in range(9):
        beats.append("".join(job.name for job in await timetable.ready()))
        time.now += BEAT

    assert ["0123", "3", "2", "1", "0", "3", "2", "1", "0"] == beats


async def test_an_agenda_that_cannot_be_read_costs_no_turn() -> None:
    hourly = Job("hourly", timedelta(hours=1), nothing, Due.POLLS)
    timetable = Timetable((hourly,), agenda_of(OSError("away"), {Due.POLLS}), Time().tell)
    with pytest.raises(OSError, match="away"):
        await timetable.ready()

    assert [hourly] == await timetable.ready()


async def test_what_a_process_knows_by_itself_counts_beside_the_agenda() -> None:
    time, behind = Time(), [True]
    job = Job("batches", SECOND, nothing, Due.BATCHES, lambda: bool(behind))
    timetable = Timetable((job,), agenda_of(set()), time.tell)

    assert [job] == await timetable.ready()
    time.now += SECOND
    behind.clear()
    assert [] == await timetable.ready()
