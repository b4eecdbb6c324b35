"""Read a batch that the provider has already: all its pages, as if it had been ours.

Each page is rows at once, with what to read next; whoever takes over goes on with that page.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.asking import permission
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.batches import quotes
from bot.flows.batches.batch_orders import ELSEWHERE
from bot.flows.lookups.lookup_facts import facts_of_network
from bot.flows.running import serving
from bot.flows.sessions import moving
from bot.flows.sessions.opening import opened
from providers.contract.capabilities import BatchInspector
from providers.contract.errors import BusyError, ProviderError
from providers.contract.pace import Urgency
from providers.contract.reports import BatchPage, CheckedNumber
from storage.batches import Batch, LineState
from storage.lifecycle import Step
from storage.sessions import Kind, Reason

log = structlog.get_logger()

DAYS_BACK = 14
PAUSE = 3.5  # seconds where the provider says "too frequent"
MOST_TRIES = 40  # in a row
LIFE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class OldBatch:
    """What to read: the name of a list or the provider's id of one row, and when it was sent."""

    name: str
    day: date | None  # None: lately
    is_reference: bool = False


async def start(desk: Desk, asker: Asker, wanted: OldBatch) -> str:
    """Begin to read; gives the session's id. Raises RefusedRequest."""
    now = desk.clock.now()
    today = now.date()
    if wanted.day is not None and today - wanted.day > timedelta(days=DAYS_BACK):
        raise RefusedRequest(Why.BATCH_TOO_OLD, detail=str(wanted.day))
    if wanted.day is not None and wanted.day > today + timedelta(days=1):
        raise RefusedRequest(Why.BATCH_TO_COME, detail=str(wanted.day))
    provider = serving.demand(desk, BatchInspector, "batches")
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        known = await work.sessions.of_request(asker.request)
        if known is not None:
            return known.id
        session = await opened(
            work,
            desk,
            asker,
            kind=Kind.BATCH,
            method=quotes.QUOTE,
            provider=provider,
            deadline=now + LIFE,
        )
        work.batches.put(
            Batch(
                session_id=session.id,
                name=wanted.name,
                header=json.dumps(["submitted"]),
                level="live",
                total=0,
                began_at=now,
                mark_at=now,
                source=json.dumps(
                    {
                        "query": wanted.name,
                        "ways": _ways(wanted, today, (now + ELSEWHERE).date()),
                        "page": 1,
                    }
                ),
            )
        )
        await moving.move(work, desk, session, Step.PLACED)
        return session.id


def _ways(wanted: OldBatch, today: date, elsewhere: date) -> list[list[Any]]:
    """List what to ask until something is found: [is it a row's id, day]."""
    days = [wanted.day] if wanted.day else sorted({today, elsewhere, today - timedelta(days=1)})
    kinds = [wanted.is_reference, not wanted.is_reference]
    return [[kind, day.isoformat()] for kind in kinds for day in days]


async def read(desk: Desk, session_id: str) -> None:
    """Read every page, however often the provider says it is too much."""
    while True:
        async with desk.storage.reading() as work:
            session = await work.sessions.get(session_id)
            batch = await work.batches.get(session_id)
        if session is None or batch is None or batch.source is None:
            return
        source = json.loads(batch.source)
        if session.state.is_final or not source["ways"]:
            await _end(desk, session_id, source["query"])
            return
        inspector: object = desk.catalog.get(session.provider)
        assert isinstance(inspector, BatchInspector)
        try:
            found = await _fetched(desk, inspector, source)
        except ProviderError as error:
            log.warning("batch not read", session=session_id, error=str(error))
            await _end(desk, session_id, source["query"], error)
            return
        await _keep(desk, session_id, batch.source, found)


async def _fetched(desk: Desk, inspector: BatchInspector, source: dict[str, Any]) -> BatchPage:
    is_reference, day = source["ways"][0]
    tries = 0
    while True:
        tries += 1
        try:
            return await inspector.fetch_batch(
                None if is_reference else source["query"],
                reference=source["query"] if is_reference else None,
                day=date.fromisoformat(day),
                page=source["page"],
                urgency=Urgency.BATCH,
            )
        except BusyError:
            if tries >= MOST_TRIES:
                raise
            await desk.clock.sleep(PAUSE)


async def _keep(desk: Desk, session_id: str, before: str, found: BatchPage) -> None:
    """Write a page down, and what comes next; nothing where somebody else was faster."""
    async with desk.storage.begin() as work:
        batch = await work.batches.get(session_id)
        if batch is None or batch.source != before:
            return
        source = json.loads(before)
        rows = enumerate(found.rows, start=batch.total + 1)
        await work.batches.put_lines([_line(session_id, at, row) for at, row in rows])
        batch.total += len(found.rows)
        source["page"] += 1
        if found.is_last:
            source["page"] = 1
            source["ways"] = [] if batch.total else source["ways"][1:]
        batch.source = json.dumps(source)


async def _end(desk: Desk, session_id: str, name: str, error: ProviderError | None = None) -> None:
    """Have the tick end it; what was found is kept even where the rest cannot be read."""
    async with desk.storage.begin() as work:
        session = await work.sessions.get(session_id)
        batch = await work.batches.get(session_id)
        if session is None or batch is None:
            return
        batch.source = None
        if error is not None or not batch.total:
            said = str(error) if error is not None else f"no batch {name}"
            reason = Reason.REFUSED if error is not None else Reason.NOT_FOUND
            await moving.move(work, desk, session, Step.REFUSED, reason=reason, said=said)


def _line(session_id: str, at: int, row: CheckedNumber) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "row": at,
        "cells": json.dumps([row.submitted]),
        "number": row.number,
        "state": LineState.DONE,
        "verdict": str(row.verdict),
        "facts": json.dumps(facts_of_network(row)),
        "order_name": None,
        "asked_at": None,
    }
