"""The timetable runs what has something to do, and lets the rest be."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import event

from bot.jobs.beat import Job, Timetable
from sandbox.town import BEN, SUPPORT
from storage.agenda import Due
from tests.journeys.fates.playing import heard
from tests.journeys.stage import Stage, opened_stage

ALWAYS = {
    "health": "what was heard of providers is in this process until it is written",
    "learning": "reads what other processes have written",
    "menus": "reads whose role has changed",
    "prices": "reads whether another process has read new ones",
    "funds": "four times an hour, and asks the providers",
    "requests": "once a minute, and reads first",
    "forgetting": "once in ten minutes",
    "fading": "once an hour",
}
RENTED = "+447700900500"


@asynccontextmanager
async def writing(stage: Stage) -> AsyncIterator[list[str]]:
    """Note each unit of work that is opened to write, and each statement."""
    notes: list[str] = []
    engine = stage.app.desk.storage.engine.sync_engine

    def noted(*told: object) -> None:
        notes.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", noted)
    yield notes
    event.remove(engine, "before_cursor_execute", noted)


def test_every_job_asks_the_agenda_or_has_a_reason_not_to(stage: Stage) -> None:
    jobs = stage.app.timetable.jobs

    assert set(ALWAYS) == {job.name for job in jobs if job.due is None}
    assert set(Due) == {job.due for job in jobs} - {None}


async def test_an_idle_desk_opens_no_unit_of_work_for_a_minute(both: Stage) -> None:
    await both.says("/start")
    await both.advance(60, step=10)
    async with writing(both) as statements:
        await both.advance(60, step=0.5)

    assert not [one for one in statements if not one.startswith(("BEGIN", "SELECT"))]
    assert "BEGIN IMMEDIATE" not in statements
    assert 180 >= sum(one.startswith("SELECT") for one in statements)


class Doubting(Timetable):
    """Try the jobs that the agenda does not name as well: they must find nothing to do."""

    def __init__(self, real: Timetable) -> None:
        super().__init__(real.jobs, real._agenda, real._now)
        self.named: set[Due | None] = set()

    async def ready(self) -> list[Job]:
        """List the jobs as ever, once the others have been shown to be idle."""
        found = await super().ready()
        for job in self.jobs:
            if job.due is not None and job not in found and job.name != "delivery":
                assert not await job.work(), f"{job.name} is not on the agenda"
        self.named |= {job.due for job in found}
        return found


async def test_what_is_not_on_the_agenda_has_nothing_to_do(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None, OWNER_IDS="1001 1002") as stage:
        stage.app.timetable = doubting = Doubting(stage.app.timetable)
        await stage.says(f"/pool add {RENTED}", where=SUPPORT)
        await stage.taps("Take …0500", stage.last(where=SUPPORT), where=SUPPORT)
        await stage.says("/verify +447700900000 flash")
        await stage.says("/verify +447700900014 pin", who=BEN)
        await stage.says("/verify +447700900021 flash", who=BEN)
        await stage.says("/hlr +447700900001")
        await stage.advance(20)
        code = heard(stage, "flash", "+447700900000")
        await stage.says(f"/code {stage.session_id()} {code}")
        await stage.advance(120, step=4)
        await stage.advance(1800, step=60)

    assert {Due.POLLS, Due.DEADLINES, Due.IDLE_NUMBERS} <= doubting.named
