"""What runs the timetable: a handful of jobs, never one per session. The database is the schedule.

    beat ──▶ whose time has come? ──▶ one read of the agenda ──▶ those with something to do, at once

A job without a word of the agenda, its work being in no row, runs whenever its time has come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from telegram.ext import JobQueue

from bot.errands import log_failure
from storage.agenda import Due

BEAT = timedelta(milliseconds=500)

Work = Callable[[], Awaitable[object]]
ReadAgenda = Callable[[], Awaitable[Collection[Due]]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again; `due`: where the agenda, or `also`, says so."""

    name: str
    every: timedelta
    work: Work
    due: Due | None = None
    also: Callable[[], bool] | None = None  # work that is in no row, but in this process


class Timetable:
    """Know which jobs are to run, and run them side by side, each once at a time."""

    def __init__(
        self, jobs: tuple[Job, ...], agenda: ReadAgenda, now: Callable[[], datetime]
    ) -> None:
        self.jobs = jobs
        self._agenda = agenda
        self._now = now
        self._next: dict[str, datetime] = {}  # when a job's time comes
        # All jobs are due at the first beat; by coming sooner the second time, by less than their
        # whole round, they part company.
        self._spread = {job.name: place * BEAT % job.every for place, job in enumerate(jobs)}
        self._running: dict[str, asyncio.Task[None]] = {}

    async def ready(self) -> list[Job]:
        """List the jobs whose time has come and that have something to do."""
        now = self._now()
        soon = now + BEAT / 2  # a beat is never quite on time
        come = [
            job
            for job in self.jobs
            if job.name not in self._running and self._next.get(job.name, now) <= soon
        ]
        due = await self._agenda() if any(job.due is not None for job in come) else ()
        for job in come:  # only now: had the agenda not been read, their time were still to come
            early = timedelta() if job.name in self._next else self._spread[job.name]
            self._next[job.name] = now + job.every - early
        return [job for job in come if _is_due(job, due)]

    async def tick(self) -> None:
        """Start what is to run now, and wait for none of it."""
        for job in await self.ready():
            self._running[job.name] = task = asyncio.create_task(self._run(job), name=job.name)
            task.add_done_callback(partial(log_failure, event="job failed", job=job.name))

    async def finish(self, within: float) -> None:
        """Wait for what runs, that many seconds at most; a unit of work is never cut."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=within)

    async def _run(self, job: Job) -> None:
        try:
            await job.work()
        finally:
            del self._running[job.name]


def _is_due(job: Job, due: Collection[Due]) -> bool:
    return job.due is None or job.due in due or (job.also is not None and job.also())


def schedule(queue: "JobQueue[Any]", timetable: Timetable) -> None:
    """Hang the timetable on PTB's queue."""

    async def beat(context: object) -> None:
        del context  # PTB's, unused
        tick = asyncio.create_task(timetable.tick())
        tick.add_done_callback(partial(log_failure, event="agenda not read"))
        await asyncio.wait([tick])  # the scheduler cuts off us at the end, and never the tick

    queue.run_repeating(
        beat,
        interval=BEAT,
        first=timedelta(),
        name="timetable",
        job_kwargs={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
