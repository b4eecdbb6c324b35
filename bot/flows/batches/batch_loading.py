"""Turn a list into rows, some hundred at a time: nobody waits, and a death loses nothing.

How far it has come is written with the rows themselves; whoever takes over reads the list again
from its beginning, because only so are duplicates known, and goes on behind the last row.
"""

import json
from typing import Any

import structlog

from bot.desk import Desk
from bot.flows.batches import listing
from bot.flows.batches.listing import Reading
from bot.flows.lookups import known
from bot.flows.lookups.known import Found
from bot.flows.lookups.levels import LEVELS
from bot.flows.telling import news
from bot.sheets.numbers import Line, numbered
from bot.sheets.sheet import UnreadableSheetError
from providers.contract.phone import PhoneNumber
from storage.batches import Batch, LineState

log = structlog.get_logger()

LIST = "list"  # what the source of a batch says where its lines come from a list


async def load(desk: Desk, session_id: str) -> None:
    """Read the rest of a list into rows."""
    async with desk.storage.reading() as work:
        batch = await work.batches.get(session_id)
    source = _source(batch)
    if batch is None or source is None:
        return
    async with desk.storage.reading() as work:
        content = await work.lists.get(source[LIST])
        kinds = await known.kinds_known(work, desk, but=session_id)  # a number comes once
    done = source["done"]
    try:
        sheet = listing.opened(batch.name, content, Reading.of(source))
        async for lines in listing.pieces(numbered(sheet, source["region"])):
            rest = [line for line in lines if line.row > done]
            if not rest:
                continue
            if not await _store(desk, session_id, done, rest, kinds):
                return
            done = rest[-1].row
    except UnreadableSheetError as error:  # it was read before, so the file is gone
        log.warning("list not read", session=session_id, error=str(error))
    await _loaded(desk, session_id, done)


async def _store(
    desk: Desk, session_id: str, done: int, lines: list[Line], kinds: frozenset[Any]
) -> bool:
    """Write rows; False where somebody else is further."""
    async with desk.storage.begin() as work:
        batch = await work.batches.get(session_id)
        source = _source(batch)
        if batch is None or source is None or source["done"] != done:
            return False
        numbers = [line.number for line in lines if line.number is not None]
        found = await known.found_out(work, desk, numbers, kinds)
        await work.batches.put_lines([_row(batch, line, found) for line in lines])
        batch.source = json.dumps(source | {"done": lines[-1].row})
    return True


async def _loaded(desk: Desk, session_id: str, done: int) -> None:
    async with desk.storage.begin() as work:
        session = await work.sessions.get(session_id)
        batch = await work.batches.get(session_id)
        source = _source(batch)
        if session is None or batch is None or source is None or source["done"] != done:
            return
        await work.lists.drop(source[LIST])
        batch.source, batch.total = None, done
        await news.refresh_card(work, session, now=desk.clock.now())


def _source(batch: Batch | None) -> dict[str, Any] | None:
    """Give what says how to read the list, while it is being read."""
    source: dict[str, Any] = json.loads((batch.source if batch else None) or "{}")
    return source if LIST in source else None


def _row(batch: Batch, line: Line, found: Found) -> dict[str, Any]:
    state, verdict, facts = LineState.WAITING, None, None
    if line.number is None:
        state, verdict = LineState.INVALID, "invalid"
    elif line.is_duplicate:
        state = LineState.DUPLICATE
    elif not LEVELS[batch.level].capabilities:
        state, verdict = LineState.DONE, by_format(line.number)
    elif (answer := known.answer_of(found, batch.level, line.number)) is not None:
        state, facts = LineState.KNOWN, json.dumps(answer)
        verdict = str(answer["risk"] if batch.level == "fraud" else answer["verdict"])
    return {
        "session_id": batch.session_id,
        "row": line.row,
        "cells": json.dumps(line.cells, ensure_ascii=False),
        "number": line.number,
        "state": state,
        "verdict": verdict,
        "facts": facts,
        "order_name": None,
        "asked_at": None,
    }


def by_format(number: PhoneNumber) -> str:
    """Say what the numbering plan says of a number."""
    return "valid" if number.is_assigned else "unassigned"
