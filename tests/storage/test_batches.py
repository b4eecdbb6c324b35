"""Lines of lists: claimed once, answered many at a time, known later, forgotten in the end."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from providers.contract.phone import PhoneNumber
from storage.batches import Batch, LineState
from storage.database import Storage
from storage.lookups import LookupKind
from tests.storage.rows import NOON, session

LEVELS = ("hlr",)
NUMBERS = [PhoneNumber(f"+447700900{last:03}") for last in range(100, 140)]


def line(row: int, number: PhoneNumber) -> dict[str, Any]:
    return {
        "session_id": "7F3K",
        "row": row,
        "cells": json.dumps([number.e164]),
        "number": number,
        "state": LineState.WAITING,
        "verdict": None,
        "facts": None,
        "order_name": None,
        "asked_at": None,
    }


async def filled(storage: Storage) -> None:
    async with storage.begin() as work:
        await work.sessions.open(session())
        work.batches.put(
            Batch(session_id="7F3K", name="list.csv", level="hlr", total=40, began_at=NOON)
        )
        await work.numbers.flush()
        rows = [line(row, number) for row, number in enumerate(NUMBERS, start=1)]
        await work.batches.put_lines(rows)


async def test_a_line_is_claimed_by_one_worker_only(storage: Storage) -> None:
    await filled(storage)

    async def claims() -> list[int]:
        async with storage.begin() as work:
            return [taken.row for taken in await work.batches.claim("7F3K", 7, now=NOON)]

    claimed = await asyncio.gather(*(claims() for _ in range(8)))
    rows = [row for some in claimed for row in some]
    assert len(rows) == len(set(rows))
    assert all(some == sorted(some) for some in claimed)


async def test_what_was_answered_is_known_until_it_is_old(storage: Storage) -> None:
    await filled(storage)
    async with storage.begin() as work:
        taken = await work.batches.claim("7F3K", 2, now=NOON)
        await work.batches.answer(
            [
                {"id": one.id, "state": LineState.DONE, "verdict": "reachable", "facts": "{}"}
                for one in taken
            ]
        )
    async with storage.reading() as work:
        hour = timedelta(hours=1)
        lately = await work.findings.of(NUMBERS, LookupKind.HLR, LEVELS, NOON - hour)
        later = await work.findings.of(NUMBERS, LookupKind.HLR, LEVELS, NOON + hour)
        counts = await work.batches.counts("7F3K")
        is_any = await work.findings.any_since(LookupKind.HLR, LEVELS, NOON)

    assert set(NUMBERS[:2]) == lately.keys()
    assert {} == later
    assert {LineState.DONE: 2, LineState.WAITING: 38} == counts
    assert is_any


async def test_orders_have_names_and_old_lines_are_forgotten(storage: Storage) -> None:
    await filled(storage)
    async with storage.begin() as work:
        taken = await work.batches.claim("7F3K", 3, now=NOON)
        await work.batches.rename([one.id for one in taken[:2]], "nd1")
        found = await work.batches.of_order("nd1", NUMBERS[1:])
        batch = await work.batches.get("7F3K")
        assert batch is not None
        batch.ended_at = NOON
    async with storage.begin() as work:
        await work.batches.forget(before=NOON + timedelta(days=1))
    async with storage.reading() as work:
        lines = await work.batches.lines("7F3K", after=1, limit=5)
        (_, listed), *_ = await work.batches.latest(session().chat_id, 5)

    assert [NUMBERS[1]] == [number for _, _, number, _ in found]
    assert [2, 3, 4, 5, 6] == [one.row for one in lines]
    assert all(one.number is None and one.cells == "[]" for one in lines)
    assert listed.is_forgotten


async def test_a_file_is_kept_whole_and_dropped(storage: Storage) -> None:
    content = bytes(range(256)) * 9000
    async with storage.begin() as work:
        await work.lists.put("q", content, until=NOON)
    async with storage.begin() as work:
        kept = await work.lists.get("q")
        await work.lists.keep("q", until=NOON + timedelta(days=1))
        await work.lists.forget(before=NOON + timedelta(hours=1))
        still = await work.lists.get("q")
        await work.lists.drop("q")
        gone = await work.lists.get("q")

    assert content == kept == still
    assert b"" == gone
