"""/oncall: who is on call here, and everything people decide about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.flows.asking import acquaintance, permission
from bot.flows.asking.acquaintance import Face
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.flows.oncall import handing_over
from bot.flows.telling import quiet
from bot.rota.calendar import UnreadableCalendarError, read_calendar
from bot.rota.turns import DAY, next_time, started_on
from storage.rotas import DESK, WHOLE_CHAT, Cover, Rota, RotaKind, Shift
from storage.unit_of_work import UnitOfWork

LONGEST_ROTA = 50
LONGEST_COVER = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class WantedTurns:
    """A rota as somebody asks for it."""

    people: tuple[str, ...]  # as written
    at: time
    days: int = 1
    weekday: int | None = None  # Monday is 0
    zone: ZoneInfo | None = None  # the one before, or the desk's


@dataclass(frozen=True, slots=True)
class WantedCover:
    """A cover as somebody asks for it: for a while, or until a time of day."""

    people: tuple[str, ...]  # as written; nobody: who asks
    span: timedelta | None = None
    until: time | None = None


@dataclass(frozen=True, slots=True)
class WantedQuiet:
    """Quiet hours as somebody asks for them."""

    starts: time
    ends: time
    zone: ZoneInfo | None = None  # the rota's
    incidents: bool = False  # wait as well


async def set_turns(
    desk: Desk, asker: Asker, wanted: WantedTurns, faces: Sequence[Face] = ()
) -> None:
    """Let people take turns here. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        rota = await _to_change(work, desk, asker)
        people = await acquaintance.find(work, desk, asker, wanted.people, faces)
        if not people:
            raise RefusedRequest(Why.EMPTY_ROTA)
        if len(people) > LONGEST_ROTA:
            raise RefusedRequest(Why.LONG_ROTA, detail=str(LONGEST_ROTA))
        if rota is not None and rota.request == asker.request:
            return
        zone = wanted.zone or _zone(desk, rota)
        starts_on = started_on(now, wanted.at, zone)
        while wanted.weekday not in {None, starts_on.weekday()}:
            starts_on -= DAY
        rota = await _renewed(work, asker, rota, RotaKind.TURNS, zone, now)
        rota.starts_on, rota.at = starts_on.isoformat(), f"{wanted.at:%H:%M}"
        rota.days = wanted.days
        assert rota.id is not None
        await work.rotas.fill(rota.id, people, ())
        await handing_over.look(work, desk, rota, now=now, by=asker.person_id)


async def take_calendar(
    desk: Desk, asker: Asker, content: bytes, zone: ZoneInfo | None
) -> tuple[str, ...]:
    """Make the rota of a calendar; gives what its events name that we do not know.

    Raises RefusedRequest.
    """
    now = desk.clock.now()
    asker.demand(Right.MANAGE)
    async with desk.storage.reading() as work:
        before = await work.rotas.in_charge(*place_of(asker))
    zone = zone or _zone(desk, before)
    try:
        events = await asyncio.to_thread(read_calendar, content, zone, now=now)
    except UnreadableCalendarError as error:
        raise RefusedRequest(Why.UNREADABLE_CALENDAR, detail=str(error)) from error
    if not events:
        raise RefusedRequest(Why.EMPTY_CALENDAR)
    async with desk.storage.begin() as work:
        rota = await _to_change(work, desk, asker)
        whom = await acquaintance.recognise(work, desk, {one.summary for one in events})
        unknown = tuple(dict.fromkeys(one.summary for one in events if one.summary not in whom))
        if not whom:
            names = ", ".join(unknown[:3])
            raise RefusedRequest(Why.NOBODY_IN_CALENDAR, detail=names)
        if rota is not None and rota.request == asker.request:
            return unknown
        rota = await _renewed(work, asker, rota, RotaKind.CALENDAR, zone, now)
        assert rota.id is not None
        shifts = [
            Shift(
                rota_id=rota.id,
                person_id=whom[one.summary],
                starts_at=one.starts_at,
                ends_at=one.ends_at,
            )
            for one in events
            if one.summary in whom
        ]
        await work.rotas.fill(rota.id, (), shifts)
        await handing_over.look(work, desk, rota, now=now, by=asker.person_id)
    return unknown


async def cover(desk: Desk, asker: Asker, wanted: WantedCover, faces: Sequence[Face] = ()) -> None:
    """Let somebody stand in for a while. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker, Right.MANAGE)
        rota = await _that_counts(work, asker)
        people = await acquaintance.find(work, desk, asker, wanted.people or ("me",), faces)
        if len(people) != 1:
            raise RefusedRequest(Why.NOT_A_COVER)
        ends_at = now + (wanted.span or timedelta())
        if wanted.until is not None:
            ends_at = next_time(now, wanted.until, ZoneInfo(rota.zone))
        if not now < ends_at <= now + LONGEST_COVER:
            raise RefusedRequest(Why.NOT_A_COVER)
        await _stand_in(work, desk, asker, rota, people[0], ends_at, now)


async def cover_myself(desk: Desk, asker: Asker, rota_id: int, span: timedelta) -> None:
    """Stand in oneself, by a button: people of the rota may, and owners. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        rota = await _that_counts(work, asker, rota_id)
        people = {*await work.rotas.members(rota_id)}
        people |= {one.person_id for one in await work.rotas.shifts(rota_id, since=now)}
        if asker.person_id not in people:
            asker.demand(Right.MANAGE, Why.COVER_ONLY_YOURSELF)
        await _stand_in(work, desk, asker, rota, asker.person_id, now + span, now)


async def end_cover(desk: Desk, asker: Asker, rota_id: int | None = None) -> None:
    """End the covers here: whoever covers may, and owners. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        rota = await _that_counts(work, asker, rota_id)
        assert rota.id is not None
        covering = {one.person_id for one in await work.rotas.covers(rota.id, since=now)}
        if covering and covering != {asker.person_id}:
            asker.demand(Right.MANAGE)
        if await work.rotas.uncover(rota.id, now=now):
            await handing_over.look(work, desk, rota, now=now, by=asker.person_id)


async def switch_off(desk: Desk, asker: Asker) -> None:
    """Take the rota here away. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        rota = await _to_change(work, desk, asker)
        if rota is None:
            raise RefusedRequest(Why.NO_ROTA)
        await work.outbox.hasten_all(quiet.waiting_keys(rota), now=now)
        await handing_over.tag(work, rota, on=None, off=rota.told_id, now=now)
        await work.rotas.drop(rota)


async def set_quiet(desk: Desk, asker: Asker, wanted: WantedQuiet | None) -> None:
    """Leave the people of the rota here alone at night with what can wait; None: never.

    What waits under other hours is told now. Raises RefusedRequest.
    """
    async with desk.storage.begin() as work:
        rota = await _to_change(work, desk, asker)
        if rota is None:
            raise RefusedRequest(Why.NO_ROTA)
        rota.quiet, rota.quiet_incidents = "", False
        if wanted is not None:
            place = "" if wanted.zone is None else wanted.zone.key
            rota.quiet = f"{wanted.starts:%H:%M}-{wanted.ends:%H:%M} {place}".strip()
            rota.quiet_incidents = wanted.incidents
        await work.outbox.hasten_all(quiet.waiting_keys(rota), now=desk.clock.now())


def place_of(asker: Asker) -> tuple[int, int]:
    """Say whose rota is meant: of a topic, of a group, or in private of the desk."""
    if asker.chat_id > 0:
        return DESK, WHOLE_CHAT
    return asker.chat_id, asker.topic_id or WHOLE_CHAT


async def _to_change(work: UnitOfWork, desk: Desk, asker: Asker) -> Rota | None:
    """Find the rota here for somebody who may change it, and let nobody else meanwhile."""
    await permission.demand(work, desk, asker, Right.MANAGE)
    await work.alone(_name(asker))
    return await work.rotas.of(*place_of(asker))


async def _that_counts(work: UnitOfWork, asker: Asker, rota_id: int | None = None) -> Rota:
    """Find the rota of this place or of its group; of a button, only the one it is about."""
    await work.alone(_name(asker))
    rota = await work.rotas.of(*place_of(asker))
    if rota is None and asker.topic_id is not None and asker.chat_id < 0:
        rota = await work.rotas.of(asker.chat_id)
    if rota is None and rota_id is None:
        raise RefusedRequest(Why.NO_ROTA)
    if rota is None or rota_id not in {None, rota.id}:
        raise RefusedRequest(Why.QUESTION_GONE)
    return rota


async def _renewed(
    work: UnitOfWork,
    asker: Asker,
    rota: Rota | None,
    kind: RotaKind,
    zone: ZoneInfo,
    now: datetime,
) -> Rota:
    if rota is None:
        chat_id, topic_id = place_of(asker)
        rota = Rota(
            chat_id=chat_id, topic_id=topic_id, kind=kind, set_by=asker.person_id, set_at=now
        )
        await work.rotas.put(rota)
    rota.kind, rota.zone, rota.request = kind, zone.key, asker.request
    rota.set_by, rota.set_at = asker.person_id, now
    return rota


async def _stand_in(
    work: UnitOfWork,
    desk: Desk,
    asker: Asker,
    rota: Rota,
    person_id: int,
    ends_at: datetime,
    now: datetime,
) -> None:
    assert rota.id is not None
    added = await work.rotas.cover(
        Cover(
            rota_id=rota.id,
            person_id=person_id,
            starts_at=now,
            ends_at=ends_at,
            set_by=asker.person_id,
            request=asker.request,
        )
    )
    if added:
        await handing_over.look(work, desk, rota, now=now, by=asker.person_id)


def _zone(desk: Desk, rota: Rota | None) -> ZoneInfo:
    return ZoneInfo(rota.zone) if rota is not None else desk.settings.zone


def _name(asker: Asker) -> str:
    return f"rota:{place_of(asker)[0]}"
