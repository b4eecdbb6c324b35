"""Rehearse an alarm: nothing is wrong and nothing is spent, but on-call is told and timed.

start ──a row, an alarm to each on call──▶ *Got it* ──▶ who, after how long: told to who began it
                                            nobody in ten minutes ──▶ told as well
"""

from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.telling import duty, news
from bot.flows.telling.topics import Topic
from storage.custody import Act
from storage.drills import Drill
from storage.rotas import DESK

PATIENCE = timedelta(minutes=10)
SHOWN = 5


async def start(desk: Desk, asker: Asker) -> list[Drill]:
    """Send a practice alarm; gives the earlier rehearsals, newest first. Raises RefusedRequest."""
    asker.demand(Right.OWN)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        earlier = list(await work.drills.latest(SHOWN))
        if await work.drills.of_request(asker.request) is not None:
            return [one for one in earlier if one.request != asker.request]
        drill = Drill(
            id=desk.ids.question(),
            request=asker.request,
            person_id=asker.person_id,
            begun_at=now,
            due_at=now + PATIENCE,
        )
        work.drills.put(drill)
        await news.tell_on_call(
            work, desk, Topic.DRILL, key=drill.id, drill=drill.id, name=asker.name
        )
        work.custody.note(Act.REHEARSED, at=now, who=asker.person_id, words="alarm sent")
    return earlier


async def answer(desk: Desk, asker: Asker, drill_id: str) -> timedelta:
    """Take *Got it*; the first one counts; gives how long it took. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        drill = await work.drills.get(drill_id)
        if drill is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        called = await duty.ladder(work, desk, DESK, None, now=now)
        if asker.person_id not in called:
            asker.demand(Right.OWN, Why.NOT_YOURS)
        if drill.answered_at is None:
            drill.answered_at, drill.answered_by, drill.due_at = now, asker.person_id, None
            took = now - drill.begun_at
            await news.tell_privately(
                work,
                drill.person_id,
                Topic.DRILL_OVER,
                now=now,
                key=f"drill over:{drill.id}",
                name=asker.name,
                seconds=took.total_seconds(),
            )
            said = f"answered after {took.total_seconds():.0f} s"
            work.custody.note(Act.REHEARSED, at=now, who=asker.person_id, words=said)
        return drill.answered_at - drill.begun_at


async def give_up(desk: Desk) -> int:
    """Say so where nobody has answered in time; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        overdue = await work.drills.overdue(now=now)
        for drill in overdue:
            drill.due_at = None
            await news.tell_privately(
                work,
                drill.person_id,
                Topic.DRILL_UNANSWERED,
                now=now,
                key=f"drill unanswered:{drill.id}",
            )
            work.custody.note(Act.REHEARSED, at=now, words="nobody answered")
    return len(overdue)
