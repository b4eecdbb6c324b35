"""Make the files of a batch: the lines as they were, ours appended, and a picture."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.desk import Desk
from bot.flows.levels import LEVELS
from bot.sheets.picture import Summary, draw_summary
from bot.sheets.writing import write_csv, write_xlsx
from storage.batches import Batch, BatchLine, LineState
from storage.sessions import ChatSession

OURS = ("number", "verdict", "risk", "network", "mcc", "mnc", "country", "ported", "roaming")
BAD = frozenset({"invalid", "unreachable", "unknown", "suspicious", "fraudulent", "not_mobile"})
TOP = 6  # networks and countries in the picture
WORDS = {"not_mobile": "not mobile"}


async def made(desk: Desk, session: ChatSession, what: str, only: str) -> bytes:
    """Make one file."""
    async with desk.storage.reading() as work:
        batch = await work.batches.get(session.id)
        lines = await work.batches.lines(session.id)
    assert batch is not None
    if what == "picture":
        return _picture(batch, list(lines))
    rows = list(_rows(list(lines), only))
    width = max((len(json.loads(line.cells)) for line in lines), default=0)
    given = (
        json.loads(batch.header) if batch.header else [f"column {at + 1}" for at in range(width)]
    )
    header = [*given, *OURS]
    return write_csv(header, rows) if what == "csv" else write_xlsx(header, rows)


def _rows(lines: list[BatchLine], only: str) -> Iterator[list[str]]:
    known: dict[str, tuple[str, dict[str, Any]]] = {}
    width = max((len(json.loads(line.cells)) for line in lines), default=0)
    for line in lines:
        facts = json.loads(line.facts or "{}")
        verdict = _verdict(line)
        number = line.number.e164 if line.number is not None else ""
        if line.state is LineState.DUPLICATE:
            verdict, facts = known.get(number, ("unknown", {}))
        elif number:
            known[number] = (verdict, facts)
        if not _wanted(only, verdict, facts):
            continue
        cells = json.loads(line.cells)
        yield [
            *cells,
            *[""] * (width - len(cells)),
            number,
            WORDS.get(verdict, verdict),
            WORDS.get(facts.get("risk") or "", facts.get("risk") or ""),
            facts.get("operator") or "",
            facts.get("mcc") or "",
            facts.get("mnc") or "",
            facts.get("region") or (line.number.region if line.number else "") or "",
            _yes_no(facts.get("is_ported")),
            _yes_no(facts.get("is_roaming")),
        ]


def _verdict(line: BatchLine) -> str:
    if line.state is LineState.FAILED:
        return "not asked"
    if line.state in {LineState.WAITING, LineState.ASKED}:
        return "not asked yet"
    return line.verdict or "unknown"


def _wanted(only: str, verdict: str, facts: dict[str, Any]) -> bool:
    if only == "bad":
        return verdict in BAD or facts.get("risk") in BAD
    if only == "reachable":
        return verdict == "reachable"
    return True


def _yes_no(fact: bool | None) -> str:
    return "" if fact is None else "yes" if fact else "no"


def _picture(batch: Batch, lines: list[BatchLine]) -> bytes:
    verdicts: Counter[str] = Counter()
    networks: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for line in lines:
        if line.state is LineState.DUPLICATE:
            continue
        verdict = _verdict(line)
        verdicts[WORDS.get(verdict, verdict)] += 1
        facts = json.loads(line.facts or "{}")
        if facts.get("operator"):
            networks[facts["operator"]] += 1
        region = facts.get("region") or (line.number.region if line.number else None)
        if region:
            countries[region] += 1
    return draw_summary(
        Summary(
            title=batch.name,
            total=batch.total,
            verdicts=verdicts.most_common(),
            networks=networks.most_common(TOP),
            countries=countries.most_common(TOP),
            footer=LEVELS[batch.level].title,
        )
    )
