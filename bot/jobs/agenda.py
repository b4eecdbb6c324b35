"""Read the agenda: what the jobs of the timetable have to do now."""

from bot.desk import Desk
from bot.flows.numbers import leasing, pools
from storage.agenda import Due


async def read(desk: Desk) -> frozenset[Due]:
    """Name what is due, by one statement that keeps nobody waiting."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        return await work.agenda.due(
            now=now,
            ending=now + leasing.REMIND_BEFORE,
            idle=now + pools.remind_before(desk),
        )
