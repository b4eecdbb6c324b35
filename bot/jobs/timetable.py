"""The timetable: a handful of jobs, never one per session. The database is the schedule."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from telegram.ext import JobQueue

log = structlog.get_logger()

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again."""

    name: str
    every: timedelta
    work: Work


def schedule(queue: "JobQueue[Any]", jobs: tuple[Job, ...]) -> None:
    """Hang the jobs on PTB's queue. One that is still running is not started a second time."""
    for job in jobs:
        queue.run_repeating(
            _kept_going(job),
            interval=job.every,
            first=timedelta(),
            name=job.name,
            job_kwargs={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )


def _kept_going(job: Job) -> Callable[[Any], Any]:
    async def run(context: object) -> None:
        del context
        try:
            # the scheduler cancels what runs when it shuts down; a unit of work is never cut
            await asyncio.shield(job.work())
        except Exception:  # a job must outlive a bad moment
            log.exception("job failed", job=job.name)

    return run
