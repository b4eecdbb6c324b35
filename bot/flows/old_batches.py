"""Read a batch that the provider has already: all its pages, as if it had been ours."""

import json
from datetime import date, timedelta
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows import batches, levels, permission, placing
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.opening import opened
from providers.contract.capabilities import BatchInspector
from providers.contract.errors import BusyError, ProviderError
from providers.contract.reports import CheckedNumber
from storage.batches import Batch, LineState
from storage.lifecycle import Step
from storage.sessions import Kind, Reason

log = structlog.get_logger()

DAYS_BACK = 14
PAUSE = 3.5  # seconds where the provider says "too frequent"
MOST_TRIES = 20


async def start(desk: Desk, asker: Asker, name: str, day: date) -> str:
    """Begin to read; gives the session's id. Raises RefusedRequest."""
    today = desk.clock.now().date()
    if today - day > timedelta(days=DAYS_BACK):
        raise RefusedRequest(
            Why.NO_SUCH_BATCH,
            detail=f"NXCloud keeps results for {DAYS_BACK} days only; {day} is longer ago.",
        )
    provider = levels.provider_of(desk, BatchInspector)
    if provider is None:
        raise RefusedRequest(Why.NO_PROVIDER, detail="batches")
    now = desk.clock.now()
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
            method=batches.QUOTE,
            provider=provider,
            deadline=now + timedelta(minutes=30),
        )
        await placing.move(work, desk, session, Step.PLACED)
        session_id = session.id
        work.afterwards(lambda: desk.errands.send(read(desk, session_id, provider, name, day)))
    return session_id


async def read(desk: Desk, session_id: str, provider: str, name: str, day: date) -> None:
    """Read every page, however often the provider says it is too much."""
    inspector: object = desk.catalog.get(provider)
    assert isinstance(inspector, BatchInspector)
    rows: list[CheckedNumber] = []
    page, tries = 1, 0
    while True:
        try:
            found = await inspector.fetch_batch(name, day=day, page=page)
        except BusyError as error:
            tries += 1
            if tries > MOST_TRIES:
                await _fail(desk, session_id, str(error))
                return
            await desk.clock.sleep(PAUSE)
            continue
        except ProviderError as error:
            await _fail(desk, session_id, str(error))
            return
        rows += found.rows
        if found.is_last:
            break
        page += 1
    await _keep(desk, session_id, name, rows)


async def _keep(desk: Desk, session_id: str, name: str, rows: list[CheckedNumber]) -> None:
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        session = await work.sessions.get(session_id)
        assert session is not None
        work.batches.put(
            Batch(
                session_id=session_id,
                name=name,
                header=json.dumps(["submitted"]),
                level="live",
                total=len(rows),
                began_at=session.created_at,
                ended_at=now,
            )
        )
        await work.numbers.flush()
        for begin in range(0, len(rows), batches.CHUNK):
            chunk = enumerate(rows[begin : begin + batches.CHUNK], start=begin + 1)
            await work.batches.put_lines([_line(session_id, at, row) for at, row in chunk])
        await placing.move(work, desk, session, Step.PROVEN)
        if rows:
            await batches.tell_files(work, desk, session)


async def _fail(desk: Desk, session_id: str, why: str) -> None:
    log.warning("batch not read", session=session_id, error=why)
    async with desk.storage.begin() as work:
        session = await work.sessions.get(session_id)
        if session is not None:
            await placing.move(work, desk, session, Step.REFUSED, reason=Reason.REFUSED, said=why)


def _line(session_id: str, at: int, row: CheckedNumber) -> dict[str, Any]:
    facts = {
        "verdict": row.verdict,
        "mcc": row.mcc,
        "mnc": row.mnc,
        "operator": row.operator,
        "region": row.region,
        "is_ported": row.is_ported,
        "is_roaming": row.is_roaming,
    }
    return {
        "session_id": session_id,
        "row": at,
        "cells": json.dumps([row.submitted]),
        "number": row.number,
        "state": LineState.DONE,
        "verdict": str(row.verdict),
        "facts": json.dumps(facts),
        "order_name": None,
        "asked_at": None,
    }
