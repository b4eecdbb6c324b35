"""Hand over: notice that somebody else is on call, and have it said where it matters."""

from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.flows.asking.acquaintance import everybody, name_of
from bot.flows.telling import duty, news, quiet
from bot.flows.telling.notices import heard, made
from bot.flows.telling.topics import Topic
from storage.outbox import NoticeKind
from storage.rotas import DESK, Rota
from storage.unit_of_work import UnitOfWork

AT_ONCE = 50


async def hand_over_due(desk: Desk) -> int:
    """Look at the rotas where somebody's time is over; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        due = await work.rotas.due(now=now, limit=AT_ONCE)
        for rota in due:
            await look(work, desk, rota, now=now)
    return len(due)


async def look(
    work: UnitOfWork, desk: Desk, rota: Rota, *, now: datetime, by: int | None = None
) -> None:
    """Write down who is on call and when to look again; what changed is told once.

    `by`: who has just changed the rota, and so needs no message of their own.
    """
    stretch = (await duty.plan_of(work, rota, now=now)).stretch(now)
    rota.next_at = stretch.until
    before, rota.told_id = rota.told_id, stretch.person_id
    if before == stretch.person_id:
        return
    until = stretch.until.isoformat() if stretch.until is not None else None
    facts: dict[str, Any] = {"until": until, "zone": rota.zone, "is_desk": rota.chat_id == DESK}
    is_allowed = stretch.person_id in await everybody(work, desk)
    if stretch.person_id is not None and stretch.person_id != by and is_allowed:
        await news.tell_of_rota(
            work,
            rota,
            stretch.person_id,
            Topic.ON_DUTY,
            now=now,
            key=f"duty:{rota.id}:{stretch.person_id}",
            **facts,
        )
    if rota.chat_id == DESK:
        return
    if by is None:
        name = await name_of(work, stretch.person_id)
        facts |= {"person_id": stretch.person_id, "name": name, "is_allowed": is_allowed}
        facts["is_quiet"] = quiet.morning(rota, Topic.ON_DUTY, now=now) is not None
        await work.outbox.put(
            heard(
                rota.chat_id,
                rota.topic_id,
                Topic.HAND_OVER,
                key=f"{rota.id}:{now.isoformat()}",
                now=now,
                facts=facts,
            )
        )
    await tag(work, rota, on=stretch.person_id, off=before, now=now)


async def tag(
    work: UnitOfWork, rota: Rota, *, on: int | None, off: int | None, now: datetime
) -> None:
    """Have the member tag of a group looked at; those on call anywhere in it carry one."""
    if rota.chat_id == DESK:
        return
    people = [one for one in (off, on) if one is not None]
    await work.outbox.put(made(NoticeKind.TAG, rota.chat_id, facts=people, now=now))
