"""Who is on call: the rota of a topic, of its group, or of the desk, and the owners without any."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.flows.asking.acquaintance import everybody
from bot.rota.turns import Plan, Span, Turns
from storage.rotas import DESK, WHOLE_CHAT, Rota, RotaKind
from storage.unit_of_work import UnitOfWork


async def plan_of(work: UnitOfWork, rota: Rota, *, now: datetime) -> Plan:
    """Gather everything that decides who is on call in a rota."""
    assert rota.id is not None
    covers = await work.rotas.covers(rota.id, since=now)
    turns = None
    if rota.kind is RotaKind.TURNS:
        turns = Turns(
            people=tuple(await work.rotas.members(rota.id)),
            starts_on=date.fromisoformat(rota.starts_on),
            at=time.fromisoformat(rota.at),
            zone=ZoneInfo(rota.zone),
            days=rota.days,
        )
    shifts = () if turns is not None else await work.rotas.shifts(rota.id, since=now)
    return Plan(
        turns,
        tuple(Span(one.person_id, one.starts_at, one.ends_at) for one in shifts),
        tuple(Span(one.person_id, one.starts_at, one.ends_at) for one in covers),
    )


async def ladder(
    work: UnitOfWork, desk: Desk, chat_id: int, topic_id: int | None, *, now: datetime
) -> list[int]:
    """List whom to call for help in a place, in order; the owners are not in it as such."""
    allowed = await everybody(work, desk)
    for where in ((chat_id, topic_id or WHOLE_CHAT), (DESK, WHOLE_CHAT)):
        rota = await work.rotas.in_charge(*where)
        if rota is not None:
            plan = await plan_of(work, rota, now=now)
            people = [one for one in plan.ladder(now) if one in allowed]
            if people:
                return people
    return []


async def of_desk(work: UnitOfWork, desk: Desk, *, but: int | None = None) -> list[int]:
    """List who hears of trouble: whoever is on call for the desk, else the owners."""
    now = desk.clock.now()
    rota = await work.rotas.in_charge(DESK, WHOLE_CHAT)
    if rota is not None:
        on_call = (await plan_of(work, rota, now=now)).on_call(now)
        if on_call not in {None, but} and on_call in await everybody(work, desk):
            assert on_call is not None
            return [on_call]
    return sorted(desk.settings.owner_ids - {but})
