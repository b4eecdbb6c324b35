"""Look at a rota: who is on call here, until when, and who comes next."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.flows.asking.acquaintance import everybody
from bot.flows.asking.asking import Asker
from bot.flows.oncall.oncall import place_of
from bot.flows.telling.duty import plan_of
from bot.flows.telling.quiet import hours_of
from bot.rota.hours import QuietHours
from storage.rotas import DESK, RotaKind

SHOWN_NEXT = 2


@dataclass(frozen=True, slots=True)
class Coming:
    """Who is on call from a moment on; nobody, where a calendar has a gap."""

    since: datetime
    name: str | None


@dataclass(frozen=True, slots=True)
class RotaView:
    """A rota as `/oncall` shows it."""

    rota_id: int | None = None  # None: there is none, so the owners hear of everything
    is_here: bool = False  # else it is the group's, or the desk's
    is_desk: bool = False
    now: datetime | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    on_call: str | None = None
    is_passed_over: bool = False  # may not use the desk any more
    until: datetime | None = None
    covers_for: str | None = None  # who would be on call without the cover
    is_cover: bool = False
    coming: tuple[Coming, ...] = ()
    people: tuple[str, ...] = ()  # in the order of their turns
    at: str = ""
    days: int = 1
    weekday: int = 0
    calendar_ends: datetime | None = None
    quiet: QuietHours | None = None
    quiet_incidents: bool = False  # wait for the morning as well


async def view(desk: Desk, asker: Asker) -> RotaView:
    """Look at the rota that counts where somebody asks."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        rota = await work.rotas.in_charge(*place_of(asker))
        if rota is None or rota.id is None:
            return RotaView(is_desk=asker.chat_id > 0)
        plan = await plan_of(work, rota, now=now)
        known = {one.id: one.name for one in await work.people.all()}
        allowed = await everybody(work, desk)
    stretch = plan.stretch(now)
    cover = plan.cover(now)
    planned = plan.without_covers().on_call(now)
    is_turns = rota.kind is RotaKind.TURNS

    def name(person_id: int | None) -> str | None:
        return None if person_id is None else known.get(person_id, str(person_id))

    return RotaView(
        rota_id=rota.id,
        is_here=(rota.chat_id, rota.topic_id) == place_of(asker),
        is_desk=rota.chat_id == DESK,
        now=now,
        zone=ZoneInfo(rota.zone),
        on_call=name(stretch.person_id),
        is_passed_over=stretch.person_id is not None and stretch.person_id not in allowed,
        until=stretch.until,
        covers_for=name(planned) if cover is not None and planned != cover.person_id else None,
        is_cover=cover is not None,
        coming=tuple(
            Coming(since, name(after.person_id)) for since, after in plan.following(now, SHOWN_NEXT)
        ),
        people=tuple(name(one) or "" for one in plan.turns.people) if plan.turns else (),
        at=rota.at,
        days=rota.days,
        weekday=date.fromisoformat(rota.starts_on).weekday() if is_turns else 0,
        calendar_ends=max((one.ends_at for one in plan.shifts), default=now)
        if not is_turns
        else None,
        quiet=hours_of(rota),
        quiet_incidents=rota.quiet_incidents,
    )
