"""Owners read who did what, page by page or as a file, and see whether it is whole."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.town import ANNA, BEN, SUPPORT
from sandbox.vendors.virtual_numbers import VirtualNumbers
from tests.journeys.stage import Message, Stage, opened_stage, text_of

GOOD = "+447700900000"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna owns the desk, Ben uses it."""
    vendors = ("numcheck", "virtual_numbers")
    async with opened_stage(tmp_path, vendors=vendors, OWNER_IDS="1001") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        yield stage


def files(stage: Stage) -> list[Message]:
    return [one for one in stage.seen() if "document" in one]


async def test_a_verification_leaves_its_trail(desk: Stage) -> None:
    await desk.says(f"/verify {GOOD}")
    await desk.advance(3)
    await desk.says(f"/code {desk.code_on(GOOD)}")
    session_id = desk.session_id()
    await desk.says(f"/audit {session_id}")
    shown = text_of(desk.last())

    assert "flash through numcheck" in shown
    assert "proven: succeeded" in shown
    assert "digits typed: right" in shown
    assert GOOD not in shown
    assert "1001" in shown


async def test_a_code_that_was_shown_is_recorded_with_whom_and_how(desk: Stage) -> None:
    await desk.says("/number gb vodafone")
    await desk.advance(3)
    vendor = desk.town.vendors["virtual_numbers"]
    assert isinstance(vendor, VirtualNumbers)
    await desk.advance(10)
    await desk.says("/audit revealed")
    shown = text_of(desk.last())

    assert "in a private message" in shown
    assert "1001" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("access", "operator: 1002"),
        ("ordered +44 7700 900000", "flash"),
        ("1001 since 2h", "operator: 1002"),
        ("since 2026-11-22", "Nothing is recorded that fits"),
        ("handed-over", "Nothing is recorded that fits"),
        ("nonsense", "I do not know nonsense here"),
        ("since yesterday", "I do not know yesterday here"),
        ("verify", "records since 2026-11-21 are whole"),
        ("verify 1 00000000", "Record 1 is not what was written"),
        ("verify 999 00000000", "Record 999 is gone"),
        ("verify what", "I do not know what here"),
    ],
)
async def test_filters_are_words_in_any_order(desk: Stage, words: str, said: str) -> None:
    await desk.says(f"/verify {GOOD}")
    await desk.says(f"/audit {words}")

    assert said in text_of(desk.last())


def records(message: Message) -> list[int]:
    """Tell which records a page shows, by their numbers."""
    return [int(line.split(" · ")[0]) for line in text_of(message).splitlines()]


async def test_pages_turn_and_leave_as_files(desk: Stage) -> None:
    for last in range(9):
        await desk.says(f"/verify +44770090000{last}")
        await desk.advance(3)
    await desk.says("/audit")
    first = desk.last()
    await desk.taps("Older", first)
    older = desk.last()
    assert max(records(older)) < min(records(first))

    await desk.taps("CSV", first)
    await desk.taps("XLSX", first)
    assert ["custody.csv", "custody.xlsx"] == [one["document"]["file_name"] for one in files(desk)]


async def test_only_owners_read_it_and_only_where_nobody_reads_along(desk: Stage) -> None:
    await desk.says("/audit", who=BEN)
    assert "Only an owner" in text_of(desk.last(who=BEN))
    await desk.says("/audit", where=SUPPORT)
    assert "private chat" in text_of(desk.last(where=SUPPORT))


async def test_what_is_changed_in_the_file_is_named(desk: Stage) -> None:
    await desk.says(f"/verify {GOOD}")
    async with desk.app.desk.storage.engine.begin() as connection:
        await connection.execute(text("DELETE FROM custody_record WHERE seq = 2"))
    await desk.says("/audit verify", who=ANNA)

    assert "Record 2 is gone. The 1 before it are whole." in text_of(desk.last())
