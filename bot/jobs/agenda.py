"""Read the agenda: what the jobs of the timetable have to do now."""

from bot.desk import Desk
from bot.flows.numbers import leasing, pools
from storage.agenda import QUESTION, Due, named


async def read(desk: Desk) -> frozenset[Due]:
    """Name what is due, by one statement that keeps nobody waiting."""
    now = desk.clock.now()
    (answer,) = await desk.storage.ask(
        QUESTION,
        now=now,
        ending=now + leasing.REMIND_BEFORE,
        idle=now + pools.remind_before(desk),
    )
    return named(answer)
