"""Read a list in pieces, off the loop, so that nobody in a chat waits for it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bot.desk import Desk
from bot.flows.asking.asking import RefusedRequest, Why
from bot.flows.batches import batch_costs
from bot.flows.batches.batch_costs import Cost
from bot.flows.lookups import known, levels
from bot.flows.lookups.known import Found
from bot.sheets.countries import likely
from bot.sheets.numbers import Line, Tally, Trouble, numbered
from bot.sheets.reading import read_sheet
from bot.sheets.sheet import Sheet, UnreadableSheetError

PIECE = 500  # lines
MOST_COLUMNS = 12  # to choose from
LONGEST_TITLE = 24  # characters of a column on a button


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list is to be read; None leaves it to our guess."""

    column: int | None = None
    has_header: bool | None = None
    region: str | None = None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Reading":
        """Take it from what a question or a batch remembers."""
        return cls(body["column"], body["has_header"], body["region"])


@dataclass(frozen=True, slots=True)
class Study:
    """What a list is and what it comes to."""

    sheet: Sheet
    tally: Tally
    known: Mapping[str, int] = field(default_factory=dict)  # by level
    costs: Mapping[str, Cost] = field(default_factory=dict)  # by level
    regions: tuple[str, ...] = ()  # of which the national numbers may be


async def study(desk: Desk, name: str, content: bytes, reading: Reading) -> Study:
    """Read a list from end to end. Raises RefusedRequest."""
    tally, counts = Tally(), Counter[str]()
    costs = dict.fromkeys(levels.LEVELS, Cost())
    async with desk.storage.reading() as work:
        kinds = await known.kinds_known(work, desk)
    try:
        sheet = await asyncio.to_thread(opened, name, content, reading)
        await asyncio.to_thread(sheet.measure)
        async for lines in pieces(numbered(sheet, reading.region)):
            tally.add(lines)
            numbers = [one.number for one in lines if one.number and not one.is_duplicate]
            found: Found = {}
            if kinds:
                async with desk.storage.reading() as work:
                    found = await known.found_out(work, desk, numbers, kinds)
            for level in levels.LEVELS:
                asked = [
                    number.digits
                    for number in numbers
                    if not found or known.answer_of(found, level, number) is None
                ]
                counts[level] += len(numbers) - len(asked)
                costs[level] += batch_costs.cost_of(desk, level, asked)
    except UnreadableSheetError as error:
        raise RefusedRequest(Why.UNREADABLE_LIST, detail=str(error)) from None
    if tally.troubles.get(Trouble.LOST_DIGITS) and not tally.valid:
        raise RefusedRequest(Why.LOST_DIGITS)
    allowed = desk.settings.allowed_countries or frozenset()
    seen = sorted(tally.regions, key=lambda region: -tally.regions[region])
    regions = await asyncio.to_thread(likely, tally.national, seen, allowed)
    return Study(sheet, tally, counts, costs, tuple(regions))


def opened(name: str, content: bytes, reading: Reading) -> Sheet:
    """Recognise a list, and read it as somebody said. Raises UnreadableSheetError."""
    sheet = read_sheet(name, content)
    return sheet.read_as(reading.column, has_header=reading.has_header)


async def pieces(lines: Iterator[Line]) -> AsyncIterator[list[Line]]:
    """Give a list some hundred lines at a time; they are made in a thread."""
    while piece := await asyncio.to_thread(lambda: list(islice(lines, PIECE))):
        yield piece


def column_titles(sheet: Sheet) -> list[str]:
    """Name the columns: by the header, else by their place. No cell is ever shown."""
    width = min(max(len(row) for row in sheet.sample), MOST_COLUMNS)
    header = sheet.header or ()
    return [
        (header[at] if at < len(header) else "")[:LONGEST_TITLE] or f"column {at + 1}"
        for at in range(width)
    ]
