"""What is old fades, and what an owner wants forgotten is gone from every place."""

import base64
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select, text
from sqlmodel import SQLModel

from bot.desk import Desk
from bot.flows.custody import erasing
from sandbox.town import ANNA, BEN, BOT_ID, SUPPORT
from sandbox.vendors.lanck import Lanck
from storage.erasing import is_in, written_as
from storage.inbox import Sighting
from storage.outbox import Notice, NoticeKind
from tests.journeys.stage import Stage, opened_stage, text_of
from tests.storage.rows import NUMBER

GOOD = "+447700900000"
OTHER = "+447700900001"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    async with opened_stage(tmp_path, vendors=None, OWNER_IDS="1001") as stage:
        await stage.says("/start")
        await stage.says("/start", who=BEN)
        await stage.taps("Ask for access", stage.last(who=BEN), who=BEN)
        await stage.taps("Operator", stage.last())
        yield stage


async def traces_of(stage: Stage) -> list[str]:
    """Open everything that is stored, and name the columns that still know the number."""
    found = []
    pattern = written_as(NUMBER)
    async with stage.app.desk.storage.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in (await connection.execute(select(table))).mappings():
                for name, value in row.items():
                    said = getattr(value, "e164", value)
                    if isinstance(said, str) and is_in(pattern, said):
                        found.append(f"{table.name}.{name}")
    return found


async def everywhere(stage: Stage) -> None:
    """Bring the number into sessions, charges, lookups, lists, callbacks, notices, leases."""
    await stage.says(f"/verify {GOOD} flash")
    await stage.advance(3)
    await stage.says(f"/code {stage.code_on(GOOD)}")
    await stage.says(f"/check {GOOD} {OTHER}")
    await stage.says(f"/batch {GOOD}\n{OTHER}\n07700 900000\n")
    await stage.taps("Start", stage.last())
    await stage.says(f"/pool add {GOOD}", where=SUPPORT)
    await stage.taps("Take …0000", stage.last(where=SUPPORT), where=SUPPORT)
    lanck = stage.town.vendors["lanck"]
    assert isinstance(lanck, Lanck)
    lanck.receive(GOOD, OTHER, "Your code is 004217")
    await stage.advance(30, step=5)
    now = stage.clock.now()
    kept = {"provider": "lanck", "body": base64.b64encode(b'{"to":"447700900000"}').decode()}
    async with stage.app.desk.storage.begin() as work:
        await work.inbox.put(
            Sighting(source="callback", key="orphan", body=json.dumps(kept), seen_at=now)
        )
        await work.outbox.put(
            Notice(
                kind=NoticeKind.PRIVATE,
                chat_id=7,
                body=json.dumps({"said": "about +44 7700 900-000 and 447700900000"}),
                created_at=now,
                due_at=now + timedelta(days=1),
            )
        )
        for lease in await work.numbers.running():
            lease.ended_at = now


async def test_a_forgotten_number_is_nowhere_and_the_rest_is_as_it_was(desk: Stage) -> None:
    await everywhere(desk)
    assert {"chat_session.number", "charge.number", "lookup.number", "batch_line.cells"} <= set(
        await traces_of(desk)
    )
    await desk.says(f"/forget {GOOD}")
    await desk.taps("Yes, forget", desk.last())
    await desk.advance(1)
    report = text_of(desk.last())

    assert [] == await traces_of(desk)
    assert "nothing is left" in report
    assert "sessions: " in report
    assert "lines of lists: " in report
    assert "kept updates and callbacks: 1" in report
    await desk.says("/audit deleted")
    assert "0 left" in text_of(desk.last())
    assert "+44•••••••000" in text_of(desk.last())
    await desk.says("/history")
    assert "forgotten number" in text_of(desk.last())


async def test_the_buttons_of_a_forgotten_number_say_so(desk: Stage) -> None:
    await desk.says("/hlr +447700900000")
    await desk.advance(3)
    card = desk.card()
    await desk.says("/forget +447700900000")
    await desk.taps("Yes, forget", desk.last())
    await desk.advance(1)
    alert = await desk.taps("Ask again", card)

    assert alert is not None
    assert "has been forgotten" in alert


async def test_a_number_in_use_is_not_forgotten_under_somebodys_hands(desk: Stage) -> None:
    await desk.says(f"/verify {GOOD} flash")
    await desk.advance(2)
    await desk.says(f"/forget {GOOD}")
    assert "needed just now" in text_of(desk.last())


async def test_a_killed_desk_goes_on_forgetting(
    desk: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0

    async def dies(of_desk: Desk, erasure_id: str) -> None:
        nonlocal steps
        for _ in range(5):
            steps += await erasing._step(of_desk, erasure_id)

    await everywhere(desk)
    await desk.says(f"/forget {GOOD}")
    with monkeypatch.context() as patched:
        patched.setattr(erasing, "_work_on", dies)
        await desk.taps("Yes, forget", desk.last())
    await desk.lights_out()
    assert 5 == steps
    await desk.lights_on()
    await desk.advance(2)

    assert "nothing is left" in text_of(desk.last())
    assert [] == await traces_of(desk)


async def test_only_an_owner_forgets_and_a_no_forgets_nothing(desk: Stage) -> None:
    await desk.says(f"/forget {GOOD}", who=BEN)
    assert "Only an owner" in text_of(desk.last(who=BEN))
    await desk.says("/forget")
    assert "Write the number" in text_of(desk.last())
    await desk.says(f"/forget {GOOD}")
    await desk.taps("No", desk.last())
    assert "nothing is forgotten" in text_of(desk.last())


async def test_old_numbers_fade_to_their_last_digits(tmp_path: Path) -> None:
    async with opened_stage(tmp_path, vendors=None, RETENTION_DAYS_NUMBERS="2") as desk:
        await everywhere(desk)
        await desk.advance(3 * 86400, step=86400)
        left = await traces_of(desk)
        async with desk.app.desk.storage.engine.connect() as connection:
            query = text("SELECT number FROM charge WHERE number IS NOT NULL")
            stored = set((await connection.execute(query)).scalars())
        await desk.says("/history")

        assert not {one for one in left if one.endswith("number")}
        assert all(one.startswith("~") and one[-4:-3] == "~" for one in stored)
        assert "•••000" in text_of(desk.last())


async def test_lists_and_codes_are_forgotten_in_their_time_and_it_is_recorded(
    tmp_path: Path,
) -> None:
    async with opened_stage(tmp_path, vendors=None, RETENTION_DAYS_BATCHES="1") as desk:
        await everywhere(desk)
        await desk.advance(2 * 86400, step=86400)
        async with desk.app.desk.storage.engine.connect() as connection:
            lines = (await connection.execute(text("SELECT facts, number FROM batch_line"))).all()
            query = text("SELECT code, text, sender FROM received_code")
            messages = (await connection.execute(query)).all()
        await desk.says("/audit deleted")
        recorded = text_of(desk.last())

        assert {(None, None)} == set(lines)
        assert {(None, None, None)} == set(messages)
        assert "1 lists, their time was over" in recorded
        assert "1 messages, their time was over" in recorded


@pytest.mark.parametrize(
    "written", ["+447700900000", "00447700900000", "+44 (0) 7700 900 000", "07700-900000"]
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert is_in(written_as(NUMBER), f"call {written} now")


@pytest.mark.parametrize("written", ["+447700900001", "1447700900000123", "770090000"])
def test_another_number_is_left_alone(written: str) -> None:
    assert not is_in(written_as(NUMBER), f"call {written} now")


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
async def test_a_list_that_was_not_started_goes_with_the_number_in_it(
    desk: Stage, name: str
) -> None:
    rows = [["phone"], [GOOD], ["+447700900001"]]
    book = Workbook()
    sheet = book.create_sheet("List", 0)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    text = "\n".join(row[0] for row in rows).encode()
    content = out.getvalue() if name.endswith("xlsx") else text
    desk.telegram.send_file(ANNA, BOT_ID, name, content, caption="/batch")
    await desk.settle()
    quote = desk.last()
    await desk.says(f"/forget {GOOD}")
    await desk.taps("Yes, forget", desk.last())
    await desk.advance(1)
    assert "lists that were not started: 1" in text_of(desk.last())
    async with desk.app.desk.storage.reading() as work:
        assert [] == await work.lists.ids()

    alert = await desk.taps("Start", quote)
    assert "too old" in (alert or "")
