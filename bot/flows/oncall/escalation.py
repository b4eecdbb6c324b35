"""Call for help about codes that nobody takes.

    a code came ──30 s──▶ whoever is on call ──60 s──▶ the next in the rota ──90 s──▶ … and owners

The steps are rows: a code knows when its next one is due, and each person is told of a code once.
They end with *Got it*, *Take the code*, the release of the number, and the end of the code's life.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.desk import Desk
from bot.flows.asking.acquaintance import name_of
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.telling import duty, news
from bot.flows.telling.notices import heard
from bot.flows.telling.topics import Json, Topic
from storage.calls_for_help import CallForHelp
from storage.codes import ReceivedCode
from storage.numbers import Lease
from storage.outbox import Notice
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

REMIND_AFTER = timedelta(seconds=90)  # a code in its holder's own chat; nobody else is called
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody who was called for help has done."""

    code_id: int
    number: str  # masked
    is_theirs: bool  # the code; else they look after it in another way


def first_step(desk: Desk, lease: Lease, now: datetime) -> datetime | None:
    """Say when somebody is first reminded of a code, or called for help."""
    if lease.chat_id > 0 and lease.holder_id is not None:
        return now + REMIND_AFTER
    steps = desk.settings.steps
    return now + steps[0] if steps else None


async def escalate(desk: Desk) -> int:
    """Take the steps that are due; gives how many."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        due = await work.codes.untaken(now=now, limit=AT_ONCE)
        for row in due:
            await _step(work, desk, row, now)
    return len(due)


async def stop(work: UnitOfWork, row: ReceivedCode) -> None:
    """Call nobody else: somebody has the code. Who has not heard yet does not."""
    assert row.id is not None
    row.next_step_at = None
    calls = await work.calls_for_help.of(row.id)
    await work.outbox.drop([_key(row.id, call.person_id) for call in calls])


async def hurry(work: UnitOfWork, notice: Notice, *, now: datetime) -> None:
    """Take the next step at once where somebody called for help cannot be reached.

    The call is not kept for the day on which they can: it would be an old story then.
    """
    if notice.topic not in {Topic.CODE_UNTAKEN, Topic.CODE_UNHEARD}:
        return
    row = await work.codes.get(json.loads(notice.body or "{}")["code_id"])
    await work.outbox.drop([notice.key or ""])
    if row is not None and row.taken_at is None and row.next_step_at is not None:
        row.next_step_at = now


async def take_over(desk: Desk, asker: Asker, code_id: int) -> Answered:
    """Give a code to somebody who was called for help; the first one wins. Raises RefusedRequest.

    They see it in their private chat; its group hears to whom it went.
    """
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        row, lease, call = await _called(work, asker, code_id)
        is_free = row.taker_id is None or row.taker_id == lease.holder_id
        if row.taker_id != asker.person_id and not is_free:
            raise RefusedRequest(Why.TAKEN, detail=await taker_name(work, row, lease))
        if row.text is None:
            raise RefusedRequest(Why.FORGOTTEN)
        if call.shown_at is None:
            call.shown_at = now
            await _hand_to(work, asker, row, lease, now)
        row.taker_id, row.taker_name = asker.person_id, asker.name
        await stop(work, row)
        sessions = await work.sessions.many([lease.session_id or ""])  # not held: see the lease
        for session in sessions.values():
            await news.refresh_card(work, session, now=now)
    log.info("code taken over", code=code_id, by=asker.person_id)
    return Answered(code_id, lease.number.masked, is_theirs=True)


async def acknowledge(desk: Desk, asker: Asker, code_id: int) -> Answered:
    """Note that somebody who was called looks after it: nobody else is. Raises RefusedRequest."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        row, lease, call = await _called(work, asker, code_id)
        call.heard_at = call.heard_at or now
        is_theirs = row.taker_id == asker.person_id
        if is_theirs:
            row.taken_at = now
        await stop(work, row)
    return Answered(code_id, lease.number.masked, is_theirs=is_theirs)


async def taker_name(work: UnitOfWork, row: ReceivedCode, lease: Lease) -> str:
    """Name the one a code is for; empty where nobody knows."""
    known = row.taker_name or await name_of(work, row.taker_id)
    return known or lease.holder_name or ""


async def _step(work: UnitOfWork, desk: Desk, row: ReceivedCode, now: datetime) -> None:
    lease = await work.numbers.lease_as_it_is(row.lease_id)
    assert row.id is not None
    assert row.next_step_at is not None
    due, row.next_step_at = row.next_step_at, None
    if now >= row.received_at + desk.settings.code_life or row.text is None:
        return
    if row.taker_id is not None and row.steps == 0:
        await _remind(work, row, lease, now)
    row.steps += 1
    if lease.chat_id > 0 and row.taker_id is not None:
        return
    steps = desk.settings.steps
    done = {call.person_id for call in await work.calls_for_help.of(row.id)} | {row.taker_id}
    people = await duty.ladder(work, desk, lease.chat_id, lease.topic_id, now=now)
    next_ones = [one for one in people if one not in done]
    owners = [one for one in sorted(desk.settings.owner_ids) if one not in done]
    is_last = row.steps >= len(steps)
    whom = list(dict.fromkeys(next_ones[:1] + (owners if is_last or not next_ones else [])))
    for person_id in whom:
        await _call(work, row, lease, person_id, now)
    if not is_last and set(next_ones + owners) - set(whom):
        gap = steps[row.steps] - steps[row.steps - 1]
        row.next_step_at = (due if now - due < gap else now) + gap


async def _remind(work: UnitOfWork, row: ReceivedCode, lease: Lease, now: datetime) -> None:
    assert row.taker_id is not None
    await news.tell_privately(
        work,
        row.taker_id,
        Topic.CODE_WAITS,
        now=now,
        key=f"code waits:{row.id}",
        code_id=row.id,
        number=lease.number.masked,
    )


async def _call(
    work: UnitOfWork, row: ReceivedCode, lease: Lease, person_id: int, now: datetime
) -> None:
    assert row.id is not None
    work.calls_for_help.put(CallForHelp(code_id=row.id, person_id=person_id, told_at=now))
    holder = await taker_name(work, row, lease) if row.taker_id is not None else None
    await news.tell_privately(
        work,
        person_id,
        Topic.CODE_UNTAKEN if holder is None else Topic.CODE_UNHEARD,
        now=now,
        key=_key(row.id, person_id),
        code_id=row.id,
        number=lease.number.masked,
        holder=holder,
    )


async def _called(
    work: UnitOfWork, asker: Asker, code_id: int
) -> tuple[ReceivedCode, Lease, CallForHelp]:
    """Find a code that still needs somebody, and the call for help to this person."""
    row = await work.codes.get(code_id)
    if row is None:
        raise RefusedRequest(Why.FORGOTTEN)
    calls = await work.calls_for_help.of(code_id)
    call = next((one for one in calls if one.person_id == asker.person_id), None)
    if call is None:
        raise RefusedRequest(Why.NOT_YOURS)
    lease = await work.numbers.lease_as_it_is(row.lease_id)
    if row.taken_at is not None and row.taker_id != asker.person_id:
        if row.taker_id is None:
            raise RefusedRequest(Why.CODE_OVER)
        raise RefusedRequest(Why.TAKEN, detail=await taker_name(work, row, lease))
    return row, lease, call


async def _hand_to(
    work: UnitOfWork, asker: Asker, row: ReceivedCode, lease: Lease, now: datetime
) -> None:
    await news.tell_of_code(work, lease, row, Topic.CODE, now=now, to=asker.person_id)
    if lease.chat_id < 0:
        facts: dict[str, Json] = {
            "number": lease.number.masked,
            "name": asker.name,
            "person_id": asker.person_id,
        }
        await work.outbox.put(
            heard(
                lease.chat_id,
                lease.topic_id,
                Topic.CODE_WENT,
                key=str(row.id),
                now=now,
                facts=facts,
            )
        )


def _key(code_id: int, person_id: int) -> str:
    return f"help:{code_id}:{person_id}"
