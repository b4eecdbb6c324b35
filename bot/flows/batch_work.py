"""The work on running batches: a bounded bite of each, every tick.

A line is ASKED, with its charge, before anybody is asked. What a dead process had in hand one by
one becomes UNKNOWN and is never asked again; what was handed in under a name is found by it.
"""

import json
from datetime import date, timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows import batch_costs, batches, levels, news, placing
from bot.flows.asking import RefusedRequest
from bot.flows.levels import LEVELS
from bot.flows.lookup import facts_of_fraud, facts_of_hlr
from bot.flows.news import Topic
from providers.contract.capabilities import (
    BatchInspector,
    BatchSubmitter,
    FraudChecker,
    NumberLookup,
)
from providers.contract.errors import (
    BusyError,
    NumberRefusedError,
    OutcomeUnknownError,
    ProviderError,
)
from providers.contract.events import NumberChecked
from providers.contract.pace import Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.reports import CheckedNumber, Verdict
from storage.batches import Batch, BatchLine, LineState
from storage.ledger import ChargeState
from storage.lifecycle import Step
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

BITE = 30  # numbers asked one by one in a tick: what the provider allows a second
HAND_IN = 1000  # numbers under one name
LOST_AFTER = timedelta(minutes=2)  # a number asked one by one without an answer
FIRST_QUERY = timedelta(seconds=8)  # after handing in
ELSEWHERE = timedelta(hours=8)  # the provider's own zone may be Beijing's (our inference)
GIVE_UP = timedelta(minutes=30)  # a list whose results never came


async def tick(desk: Desk) -> int:
    """Take a bite of every running batch; gives how many run."""
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        running = await work.batches.running()
        for batch in running:
            await work.batches.lose(batch.session_id, before=now - _patience(batch))
            if not batch.is_paused:
                await _bite(work, desk, batch)
            await _finish_if_done(work, desk, batch)
    for batch in running:
        if LEVELS[batch.level].nx_level is not None:
            desk.errands.send(query(desk, batch.session_id))
    return len(running)


def ask_one_by_one(desk: Desk, level: str, lines: list[BatchLine], orders: list[int]) -> None:
    """Ask about each number, side by side under the provider's throttle."""
    for line, order in zip(lines, orders, strict=True):
        desk.errands.send(_ask(desk, level, line, order))


async def hand_in(desk: Desk, session_id: str, name: str, level: int, order: int) -> None:
    """Hand in a chunk under its name; a lost answer is found by that name later."""
    provider: object = desk.catalog.get(_submitter(desk))
    assert isinstance(provider, BatchSubmitter)
    async with desk.storage.reading() as work:
        lines = await work.batches.lines(session_id)
    numbers = [one.number for one in lines if one.order_name == name and one.number]
    try:
        placed = await provider.place_batch(
            numbers, batch=name, level=level, callback_url=desk.hooks.address(_submitter(desk))
        )
    except OutcomeUnknownError as error:
        log.warning("list without an answer", session=session_id, error=str(error))
        await _settle(desk, session_id, order, ChargeState.UNKNOWN)
    except ProviderError as error:
        log.warning("list refused", session=session_id, error=str(error))
        await _settle(desk, session_id, order, ChargeState.RELEASED)
        await _refused(desk, session_id, name, again=isinstance(error, BusyError))
    else:
        await _settle(desk, session_id, order, ChargeState.COMMITTED)
        await _invalid(desk, name, placed.refused)


async def query(desk: Desk, session_id: str) -> None:
    """Read what a provider has found out about what was handed in."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        orders = await work.batches.open_orders(session_id)
    provider: object = desk.catalog.get(_submitter(desk))
    if not isinstance(provider, BatchInspector):
        return
    for name, asked_at in orders:
        if now - asked_at < FIRST_QUERY or name in QUERYING:
            continue
        QUERYING.add(name)
        try:
            for day in sorted({asked_at.date(), (asked_at + ELSEWHERE).date()}):
                await _read_pages(desk, provider, name, day)
        except ProviderError as error:
            log.warning("results not read", session=session_id, error=str(error))
        finally:
            QUERYING.discard(name)


async def accept(work: UnitOfWork, desk: Desk, event: NumberChecked) -> bool:
    """Take a pushed result; False where no list of ours has it."""
    row = event.row
    if row.batch is None or not await work.batches.knows(row.batch):
        return False
    if row.number is not None:
        await work.ledger.confirm(_submitter(desk), row.batch)
        await _note(work, desk, row.batch, row)
    return True


QUERYING: set[str] = set()  # names being read by this process; several readers would only wait


async def _read_pages(desk: Desk, provider: BatchInspector, name: str, day: date) -> None:
    page = 1
    while True:
        found = await provider.fetch_batch(name, day=day, page=page, urgency=Urgency.BATCH)
        async with desk.storage.begin() as work:
            if found.rows:
                await work.ledger.confirm(_submitter(desk), name)
            for row in found.rows:
                await _note(work, desk, name, row)
        if found.is_last:
            return
        page += 1


async def _bite(work: UnitOfWork, desk: Desk, batch: Batch) -> None:
    level = LEVELS[batch.level]
    most = HAND_IN if level.nx_level is not None else BITE if level.capabilities else batches.CHUNK
    lines = list(await work.batches.next_lines(batch.session_id, most))
    if not lines:
        return
    session = await work.sessions.get(batch.session_id)
    assert session is not None
    now = desk.clock.now()
    if not level.capabilities:
        for line in lines:
            line.state, line.verdict = LineState.DONE, _by_format(line.number)
        await news.refresh_card(work, session, now=now)
        return
    name, orders = None, []
    if level.nx_level is not None:
        chunk = session.orders + 1
        name = f"nd{session.id.lower()}{chunk}{desk.ids.question()[:8]}".replace("_", "x")
    try:
        if name is None:
            orders = await batch_costs.reserve_lines(work, desk, session, batch.level, lines)
        else:
            await batch_costs.reserve_chunk(work, desk, session, batch.level, lines, name)
    except RefusedRequest as refused:  # a budget has no room for more: it waits for *Resume*
        batch.is_paused = True
        await news.tell_in_chat(
            work, session, Topic.BATCH_PAUSED, now=now, id=session.id, why=refused.detail
        )
        await news.refresh_card(work, session, now=now)
        return
    for line in lines:
        line.state, line.asked_at, line.order_name = LineState.ASKED, now, name
    session_id, order = session.id, session.orders
    if name is None:
        work.afterwards(lambda: ask_one_by_one(desk, batch.level, lines, orders))
    else:
        nx_level = level.nx_level or 1
        work.afterwards(lambda: desk.errands.send(hand_in(desk, session_id, name, nx_level, order)))


async def _ask(desk: Desk, level: str, line: BatchLine, order: int) -> None:
    assert line.number is not None
    facts: dict[str, Any] = {}
    state, verdict = LineState.DONE, "unknown"
    charge = ChargeState.COMMITTED
    try:
        if level in {"hlr", "ladder"}:
            looker: object = desk.catalog.get(levels.provider_of(desk, NumberLookup) or "")
            assert isinstance(looker, NumberLookup)
            facts |= facts_of_hlr(await looker.look_up(line.number, urgency=Urgency.BATCH))
            verdict = str(facts["verdict"])
        if level == "ladder" and verdict != Verdict.INVALID:
            order = await batch_costs.next_question(desk, line, order)
        if level == "fraud" or (level == "ladder" and verdict != Verdict.INVALID):
            checker: object = desk.catalog.get(levels.provider_of(desk, FraudChecker) or "")
            assert isinstance(checker, FraudChecker)
            facts |= facts_of_fraud(await checker.check_fraud(line.number, urgency=Urgency.BATCH))
            verdict = str(facts["risk"]) if level == "fraud" else verdict
    except RefusedRequest:
        log.info("fraud lists not asked: no budget has room", session=line.session_id)
    except NumberRefusedError:
        verdict, charge = "invalid", ChargeState.RELEASED
    except OutcomeUnknownError:
        state, charge = LineState.UNKNOWN, ChargeState.UNKNOWN
    except (ProviderError, AssertionError):
        state, charge = LineState.FAILED, ChargeState.RELEASED
    async with desk.storage.begin() as work:
        await work.ledger.settle(line.session_id, order, charge)
        await work.batches.answer(line.id or 0, state, verdict, json.dumps(facts))
        session = await work.sessions.get(line.session_id)
        if session is not None:
            await news.refresh_card(work, session, now=desk.clock.now())


async def _note(work: UnitOfWork, desk: Desk, name: str, row: CheckedNumber) -> None:
    """Write down one result, pushed or queried; the first one counts."""
    if row.number is None:
        return
    line = await work.batches.line_of(name, row.number)
    if line is None or line.state is LineState.DONE:
        return
    line.state, line.verdict = LineState.DONE, str(row.verdict)
    if row.is_our_fault:  # the provider says it could not charge for it
        await batch_costs.give_back(work, desk, line)
    line.facts = json.dumps(
        {
            "verdict": row.verdict,
            "mcc": row.mcc,
            "mnc": row.mnc,
            "operator": row.operator,
            "region": row.region,
            "is_ported": row.is_ported,
            "is_roaming": row.is_roaming,
        }
    )
    session = await work.sessions.get(line.session_id)
    if session is not None:
        await news.refresh_card(work, session, now=desk.clock.now())


async def _finish_if_done(work: UnitOfWork, desk: Desk, batch: Batch) -> None:
    counts = await work.batches.counts(batch.session_id)
    if counts.get(LineState.WAITING, 0) or counts.get(LineState.ASKED, 0):
        return
    session = await work.sessions.get(batch.session_id)
    assert session is not None
    batch.ended_at = desk.clock.now()
    await placing.move(work, desk, session, Step.PROVEN)
    await batches.tell_files(work, desk, session)


async def _settle(desk: Desk, session_id: str, order: int, state: ChargeState) -> None:
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, order, state)


async def _refused(desk: Desk, session_id: str, name: str, *, again: bool) -> None:
    async with desk.storage.begin() as work:
        for line in await work.batches.lines(session_id):
            if line.order_name == name and line.state is LineState.ASKED:
                line.state = LineState.WAITING if again else LineState.FAILED
                line.order_name = None if again else name


async def _invalid(desk: Desk, name: str, refused: tuple[str, ...]) -> None:
    async with desk.storage.begin() as work:
        for written in refused:
            digits = "".join(sign for sign in written if sign.isdigit())
            line = await work.batches.line_of(name, PhoneNumber(f"+{digits}"))
            if line is not None and line.state is not LineState.DONE:
                line.state, line.verdict = LineState.DONE, "invalid"
                await batch_costs.give_back(work, desk, line)


def _patience(batch: Batch) -> timedelta:
    return GIVE_UP if LEVELS[batch.level].nx_level is not None else LOST_AFTER


def _submitter(desk: Desk) -> str:
    return levels.provider_of(desk, BatchSubmitter) or ""


def _by_format(number: PhoneNumber | None) -> str:
    if number is None:
        return "invalid"
    return "valid" if number.is_assigned else "unassigned"
