"""What runs the timetable: a handful of jobs, never one per session. The database is the schedule.

    beat ──▶ whose time has come? ──▶ one read of the agenda ──▶ those with something to do, at once

A job without a word of the agenda, its work being in no row, runs whenever its time has come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram.ext import JobQueue

from storage.agenda import Due

log = structlog.get_logger()

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
            self._next[job.name] = now + job.every
        return [job for job in come if _is_due(job, due)]

    async def tick(self) -> None:
        """Start what is to run now, and wait for none of it."""
        for job in await self.ready():
            self._running[job.name] = asyncio.create_task(self._run(job), name=job.name)

    async def finish(self, within: float) -> None:
        """Wait for what runs, that many seconds at most; a unit of work is never cut."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=within)

    async def _run(self, job: Job) -> None:
        try:
            await job.work()
        except Exception:  # a job must outlive a bad moment
            log.exception("job failed", job=job.name)
        finally:
            del self._running[job.name]


def _is_due(job: Job, due: Collection[Due]) -> bool:
    return job.due is None or job.due in due or (job.also is not None and job.also())


def schedule(queue: "JobQueue[Any]", timetable: Timetable) -> None:
    """Hang the timetable on PTB's queue."""

    async def beat(context: object) -> None:
        del context  # PTB's, unused
        try:
            # the scheduler cancels what runs when it shuts down; nothing here is cut in the middle
            await asyncio.shield(timetable.tick())
        except Exception:  # the database may be away for a moment
            log.exception("agenda not read")

    queue.run_repeating(
        beat,
        interval=BEAT,
        first=timedelta(),
        name="timetable",
        job_kwargs={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
