"""Lists handed in to a provider that checks them in its own time, and what it found out.

A chunk goes under a name of ours: should its answer be lost, it is found by that name. It holds
numbers of one country, for there are accounts that take no others.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta

import structlog

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest
from bot.flows.batches import batch_costs, batch_work
from bot.flows.lookups.levels import LEVELS
from bot.flows.lookups.lookup_facts import facts_of_network
from bot.flows.running import health, serving
from bot.flows.telling import news
from providers.contract.capabilities import BatchInspector, BatchSubmitter
from providers.contract.errors import BusyError, OutcomeUnknownError, ProviderError
from providers.contract.events import NumberChecked
from providers.contract.pace import Urgency
from providers.contract.phone import PhoneNumber
from providers.contract.reports import CheckedNumber, Price
from storage.batches import Batch, ClaimedLine, LineState
from storage.ledger import ChargeState
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

HAND_IN = 1000  # numbers at once
FIRST_QUERY = timedelta(seconds=8)  # after handing in
ELSEWHERE = timedelta(hours=8)  # the provider's own zone may be Beijing's (our inference)


async def hand_in_next(desk: Desk, running: Batch) -> None:
    """Hand in the next chunk of a batch, if there is one and somebody takes it."""
    level = LEVELS[running.level].nx_level or 1
    if not batch_work.can_go_on(desk, running):
        return
    chunks: dict[str, list[ClaimedLine]] = {}
    orders: list[tuple[str, int]] = []
    async with desk.storage.begin() as work:
        session, batch = await batch_work.held(work, running.session_id)
        if batch.is_paused or batch.ended_at is not None:
            return
        lines = await work.batches.claim(session.id, HAND_IN, now=desk.clock.now())
        for line in lines:
            country = (line.number.region if line.number is not None else None) or ""
            chunks.setdefault(country, []).append(line)
        for chunk in chunks.values():
            chance = desk.ids.question()[:8].replace("_", "x").replace("-", "y")
            name = f"nd{session.id.lower()}{session.orders + 1}{chance}"
            try:
                order = await batch_costs.reserve_chunk(
                    work, desk, session, batch.level, chunk, name
                )
            except RefusedRequest as refused:
                await batch_work.hold_back(work, desk, session, batch, chunk, refused)
                continue
            await work.batches.rename([line.id for line in chunk], name)
            orders.append((name, order))
    for name, order in orders:
        await hand_in(desk, running.session_id, name, level, order)


async def hand_in(desk: Desk, session_id: str, name: str, level: int, order: int) -> None:
    """Hand in a chunk under its name; a lost answer is found by that name later."""
    submitter = _submitter(desk)
    provider: object = desk.catalog.get(submitter)
    async with desk.storage.reading() as work:
        numbers = [number for _, _, number, _ in await work.batches.of_order(name)]
    if not isinstance(provider, BatchSubmitter):
        await _refused(desk, session_id, name, order, again=True)
        return
    try:
        placed = await provider.place_batch(
            numbers, batch=name, level=level, callback_url=desk.hooks.address(submitter)
        )
    except OutcomeUnknownError as error:
        log.warning("list without an answer", session=session_id, error=str(error))
        await _settle(desk, session_id, order, ChargeState.UNKNOWN)
    except ProviderError as error:
        log.warning("list refused", session=session_id, error=str(error))
        await _refused(desk, session_id, name, order, again=isinstance(error, BusyError))
    else:
        await _settle(desk, session_id, order, ChargeState.COMMITTED)
        refused = [PhoneNumber(f"+{_digits(written)}") for written in placed.refused]
        await _invalid(desk, name, refused)


async def query(desk: Desk, session_id: str) -> None:
    """Read what a provider has found out about what was handed in."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        orders = await work.batches.open_orders(session_id)
    provider: object = desk.catalog.get(_submitter(desk))
    if not isinstance(provider, BatchInspector):
        return
    for name, asked_at in orders:
        if now - asked_at < FIRST_QUERY:
            continue
        try:
            for day in sorted({asked_at.date(), (asked_at + ELSEWHERE).date()}):
                await _read_pages(desk, provider, name, day)
        except ProviderError as error:
            log.warning("results not read", session=session_id, error=str(error))


async def accept(work: UnitOfWork, desk: Desk, event: NumberChecked) -> bool:
    """Take a pushed result; False where no list of ours has it."""
    row = event.row
    if row.batch is None or not await work.batches.knows(row.batch):
        return False
    await work.ledger.confirm(_submitter(desk), row.batch)
    await _note(work, desk, row.batch, [row])
    return True


async def _read_pages(desk: Desk, provider: BatchInspector, name: str, day: date) -> None:
    page = 1
    while True:
        found = await provider.fetch_batch(name, day=day, page=page, urgency=Urgency.BATCH)
        async with desk.storage.begin() as work:
            if found.rows:
                await work.ledger.confirm(_submitter(desk), name)
            await _note(work, desk, name, found.rows)
        if found.is_last:
            return
        page += 1


async def _note(work: UnitOfWork, desk: Desk, name: str, rows: Iterable[CheckedNumber]) -> None:
    """Write down results, pushed or queried; the first one about a number counts."""
    by_number = {row.number: row for row in reversed(list(rows)) if row.number is not None}
    if not by_number:
        return
    await work.alone(f"order:{name}")  # of two who tell of a number, the first settles its price
    answers, sessions, is_unpaid = [], set(), False
    prices: dict[int, Price] = {}
    for line_id, session_id, number, state in await work.batches.of_order(name, by_number):
        if state not in {LineState.ASKED, LineState.UNKNOWN}:
            continue
        row = by_number[number]
        sessions.add(session_id)
        if row.is_our_fault:  # the provider says that it could not charge for it
            await batch_costs.give_back(work, _submitter(desk), name, [line_id])
            is_unpaid = True
        elif row.price is not None:
            prices[line_id] = row.price
        answers.append(
            {
                "id": line_id,
                "state": LineState.DONE,
                "verdict": str(row.verdict),
                "facts": json.dumps(facts_of_network(row)),
            }
        )
    await batch_costs.rate(work, _submitter(desk), name, prices)
    await work.batches.answer(answers)
    if is_unpaid:
        await health.tell_unpaid(work, desk, _submitter(desk))
    for session_id in sessions:
        session = await work.sessions.get(session_id)
        if session is not None:
            await news.refresh_card(work, session, now=desk.clock.now())


async def _settle(desk: Desk, session_id: str, order: int, state: ChargeState) -> None:
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, order, state)


async def _refused(desk: Desk, session_id: str, name: str, order: int, *, again: bool) -> None:
    """Give the lines of a chunk that was not taken back, or give them up."""
    state = LineState.WAITING if again else LineState.FAILED
    async with desk.storage.begin() as work:
        await work.ledger.settle(session_id, order, ChargeState.RELEASED)
        await work.batches.answer(
            [
                {"id": line_id, "state": state, "order_name": None if again else name}
                for line_id, _, _, was in await work.batches.of_order(name)
                if was is LineState.ASKED
            ]
        )


async def _invalid(desk: Desk, name: str, refused: list[PhoneNumber]) -> None:
    if not refused:
        return
    async with desk.storage.begin() as work:
        await work.alone(f"order:{name}")
        lines = [
            line_id
            for line_id, _, _, was in await work.batches.of_order(name, refused)
            if was is not LineState.DONE
        ]
        await batch_costs.give_back(work, _submitter(desk), name, lines)
        await work.batches.answer(
            [{"id": line_id, "state": LineState.DONE, "verdict": "invalid"} for line_id in lines]
        )


def _digits(written: str) -> str:
    return "".join(sign for sign in written if sign.isdigit())


def _submitter(desk: Desk) -> str:
    return serving.first(desk, BatchSubmitter) or ""
