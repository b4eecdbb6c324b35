"""Make the files of a batch: the lines as they were, ours appended, and a picture.

Lines are read some hundred at a time and written in a thread: a long list is never in memory.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.desk import Desk
from bot.flows.lookups.levels import LEVELS
from bot.sheets.picture import Summary, draw_summary
from bot.sheets.writing import CsvFile, Parts, Row, XlsxFile
from providers.contract.phone import PhoneNumber
from storage.batches import Batch, LineState, StoredLine
from storage.sessions import ChatSession

OURS = ("number", "verdict", "risk", "network", "mcc", "mnc", "country", "ported", "roaming")
BAD = frozenset({"invalid", "unreachable", "unknown", "suspicious", "fraudulent", "not_mobile"})
TOP = 5  # networks and countries in the picture
WORDS = {"not_mobile": "not mobile"}
PIECE = 400  # lines read at once
LARGEST = 48 * 1024 * 1024  # bytes; Telegram takes 50 MB
MOST_COLUMNS = 200  # of the list

Facts = dict[str, Any]


@dataclass(slots=True)
class Known:
    """What was found out about the numbers that come more than once."""

    repeated: frozenset[PhoneNumber]
    said: dict[PhoneNumber, tuple[str, Facts]] = field(default_factory=dict)

    def of(self, line: StoredLine) -> tuple[str, Facts]:
        """Give verdict and facts of a line; a duplicate has those of the line it repeats."""
        number = line.number
        if line.state is LineState.DUPLICATE and number is not None:
            return self.said.get(number, ("unknown", {}))
        told = _verdict(line), json.loads(line.facts or "{}")
        if number is not None and number in self.repeated:
            self.said[number] = told
        return told


async def made(desk: Desk, session: ChatSession, what: str, only: str) -> list[bytes]:
    """Make one file, or its parts where it is too large for one.

    Nothing where no line is left of what was wanted.
    """
    async with desk.storage.reading() as work:
        batch = await work.batches.get(session.id)
        known = Known(frozenset(await work.batches.repeated(session.id)))
    assert batch is not None
    if what == "picture":
        return [await _picture(desk, batch)]
    width = await _width(desk, batch)
    header = [*_given(batch, width), *OURS]
    parts = Parts(lambda: CsvFile(header) if what == "csv" else XlsxFile(header), LARGEST)
    found = 0
    async for lines in _pieces(desk, session.id):
        rows = await asyncio.to_thread(_rows, lines, known, only, width)
        found += len(rows)
        if rows:
            await asyncio.to_thread(parts.write, rows)
    done = await asyncio.to_thread(parts.close)
    return done if found or not only else []


async def _pieces(desk: Desk, session_id: str) -> AsyncIterator[Sequence[StoredLine]]:
    row = 0
    while True:
        async with desk.storage.reading() as work:
            lines = await work.batches.lines(session_id, after=row, limit=PIECE)
        if not lines:
            return
        yield lines
        row = lines[-1].row


async def _width(desk: Desk, batch: Batch) -> int:
    """Tell how many columns the list has: those of the header, or of its first lines."""
    header = json.loads(batch.header or "[]")
    async with desk.storage.reading() as work:
        lines = await work.batches.lines(batch.session_id, limit=PIECE)
    return min(max([len(header), *(len(json.loads(line.cells)) for line in lines)]), MOST_COLUMNS)


def _given(batch: Batch, width: int) -> list[str]:
    header = json.loads(batch.header or "[]")
    return [header[at] if at < len(header) else f"column {at + 1}" for at in range(width)]


def _rows(lines: Sequence[StoredLine], known: Known, only: str, width: int) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        verdict, facts = known.of(line)
        if not _wanted(only, verdict, facts):
            continue
        cells = json.loads(line.cells)[:width]
        rows.append(
            [
                *cells,
                *[""] * (width - len(cells)),
                line.number.e164 if line.number is not None else "",
                WORDS.get(verdict, verdict),
                WORDS.get(facts.get("risk") or "", facts.get("risk") or ""),
                facts.get("operator") or "",
                facts.get("mcc") or "",
                facts.get("mnc") or "",
                _region(line, facts),
                _yes_no(facts.get("is_ported")),
                _yes_no(facts.get("is_roaming")),
            ]
        )
    return rows


def _region(line: StoredLine, facts: Facts) -> str:
    return facts.get("region") or (line.number.region if line.number else "") or ""


def _verdict(line: StoredLine) -> str:
    if line.state is LineState.FAILED:
        return "not asked"
    if line.state is LineState.WAITING:
        return "not asked yet"
    if line.state is LineState.ASKED:
        return "asked, no answer yet"
    return line.verdict or "unknown"


def _wanted(only: str, verdict: str, facts: Facts) -> bool:
    if only == "bad":
        return verdict in BAD or facts.get("risk") in BAD
    if only == "reachable":
        return verdict == "reachable"
    return True


def _yes_no(fact: bool | None) -> str:
    return "" if fact is None else "yes" if fact else "no"


async def _picture(desk: Desk, batch: Batch) -> bytes:
    verdicts: Counter[str] = Counter()
    networks: Counter[str] = Counter()
    countries: Counter[str] = Counter()

    def count(lines: Sequence[StoredLine]) -> None:
        for line in lines:
            if line.state is LineState.DUPLICATE:
                continue
            verdict = _verdict(line)
            verdicts[WORDS.get(verdict, verdict)] += 1
            facts = json.loads(line.facts or "{}")
            if facts.get("operator"):
                networks[facts["operator"]] += 1
            if region := _region(line, facts):
                countries[region] += 1

    async for lines in _pieces(desk, batch.session_id):
        await asyncio.to_thread(count, lines)
    summary = Summary(
        title=batch.name,
        total=batch.total,
        verdicts=verdicts.most_common(),
        networks=networks.most_common(TOP),
        countries=countries.most_common(TOP),
        footer=LEVELS[batch.level].title,
    )
    return await asyncio.to_thread(draw_summary, summary)
