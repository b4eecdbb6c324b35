"""/stats agrees with the ledger and with what the vendors charged, to the last cent."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from sandbox.town import ANNA, BEN
from tests.journeys.stage import Message, Stage, opened_stage, text_of

PRICES = """currency = "EUR"
[numcheck]
flash = "0.0235"
[lanck]
hlr = "0.004"
fraud = "0.006 USD"
[virtual_numbers]
number = "0.35"
[nxcloud]
live = "0.0035 USD"
"""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Stage]:
    file = tmp_path / "prices.toml"
    file.write_text(PRICES)
    async with opened_stage(tmp_path, vendors=None, PRICES_FILE=str(file)) as stage:
        await stage.says("/start")
        yield stage


def number(last: int) -> str:
    return f"+447700900{last:03}"


def fetched(stage: Stage, message: Message) -> bytes:
    sent = message.get("document") or message["photo"][-1]
    found = stage.telegram.file(sent["file_id"])
    assert found is not None
    return found[2]


def latest(stage: Stage, kind: str) -> Message:
    return next(one for one in reversed(stage.seen()) if kind in one)


async def spent(stage: Stage) -> Mapping[str, Decimal]:
    async with stage.app.desk.storage.reading() as work:
        return (await work.ledger.spent()).money


async def work_a_while(desk: Stage) -> None:
    """Do a bit of everything, with things that go wrong among it."""
    for last in (0, 53, 56):
        await desk.says(f"/verify {number(last)} flash")
        await desk.advance(5)
        if last == 0:
            await desk.says(f"/code {desk.session_id()} {desk.code_on(number(0))}")
    await desk.says(f"/check {number(0)} {number(30)} {number(56)} {number(53)}")
    await desk.says("/number gb")
    await desk.advance(20)
    for level in ("HLR, then fraud check", "HLR in bulk"):
        await desk.says(f"/batch\n{number(0)}\n{number(1)}\n{number(56)}\n{number(2)}")
        await desk.taps(level, desk.last())
        await desk.taps("Start", desk.last())
        await desk.advance(120, step=5)


async def test_ledger_stats_and_vendors_agree(desk: Stage) -> None:
    await work_a_while(desk)
    vendors = desk.town.vendors
    charged = {name: len(vendor.charged) for name, vendor in vendors.items()}
    async with desk.app.desk.storage.reading() as work:
        rows = await work.figures.spent(since=desk.clock.now().replace(hour=0),
                                        until=desk.clock.now())  # fmt: skip
    counted: dict[str, int] = {}
    for row in rows:
        counted[row.provider] = counted.get(row.provider, 0) + row.requests
    assert {name: count for name, count in charged.items() if count} == counted

    questions = sum(row.requests for row in rows if row.capability.endswith("hlr"))
    lists = sum(row.requests for row in rows if row.capability == "batch live")
    risks = sum(row.requests for row in rows if row.capability.endswith("fraud"))
    money = await spent(desk)
    assert money["EUR"] == (
        charged["numcheck"] * Decimal("0.0235")
        + questions * Decimal("0.004")
        + charged["virtual_numbers"] * Decimal("0.35")
    )
    assert money["USD"] == risks * Decimal("0.006") + lists * Decimal("0.0123")

    await desk.says("/stats")
    said = text_of(next(one for one in reversed(desk.seen()) if "📊" in text_of(one)))
    assert f"{sum(charged.values())} requests" in said
    assert f"{money['EUR']} EUR and {money['USD']} USD" in said
    assert "Verified: 1 of " in said


async def test_the_picture_and_the_files_say_the_same(desk: Stage) -> None:
    await work_a_while(desk)
    await desk.says("/stats")
    picture = Image.open(io.BytesIO(fetched(desk, latest(desk, "photo"))))
    assert 1080 == picture.width

    shown = next(one for one in reversed(desk.seen()) if "📊" in text_of(one))
    await desk.taps("30 days", shown)
    shown = next(one for one in desk.seen() if one["message_id"] == shown["message_id"])
    assert "30 days" in text_of(shown)
    await desk.taps("CSV", shown)
    rows = list(
        csv.DictReader(io.StringIO(fetched(desk, latest(desk, "document")).decode("utf-8-sig")))
    )
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row["currency"]:
            sums[row["currency"]] = sums.get(row["currency"], Decimal()) + Decimal(row["amount"])
    assert await spent(desk) == sums

    await desk.taps("Workbook", shown)
    book = load_workbook(io.BytesIO(fetched(desk, latest(desk, "document"))))
    totals = {
        row[6]: Decimal(str(row[5])) for row in book["Spent"].iter_rows(values_only=True)
        if row[0] == "Total" and row[6]
    }  # fmt: skip
    assert sums == totals
    assert ["Spent", "Verified", "Numbers"] == book.sheetnames


async def test_an_empty_desk_has_empty_figures(desk: Stage) -> None:
    await desk.says("/stats 30")

    assert "0 requests" in text_of(next(one for one in desk.seen() if "📊" in text_of(one)))
    assert any("photo" in one for one in desk.seen())


@pytest.mark.parametrize(("written", "days"), [("", 7), (" 7d", 7), (" last month", 30)])
async def test_a_span_is_written_as_it_comes_to_mind(desk: Stage, written: str, days: int) -> None:
    await desk.says(f"/stats{written}")

    assert any(f"{days} days" in text_of(one) for one in desk.seen() if "📊" in text_of(one))


async def test_other_spans_are_refused_in_one_sentence(desk: Stage) -> None:
    await desk.says("/stats 2025")

    assert "There are figures of a week and of a month" in text_of(desk.last())


async def test_figures_are_for_owners(desk: Stage) -> None:
    await desk.says("/start", who=BEN)
    await desk.taps("Ask for access", desk.last(who=BEN), who=BEN)
    await desk.taps("Operator", desk.last(who=ANNA))
    await desk.says("/stats", who=BEN)

    assert "Only an owner" in text_of(desk.last(who=BEN))
