"""Quotes: what a list is and would cost, said before anything is spent."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.desk import Desk
from bot.flows.asking import questions
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.batches import listing
from bot.flows.batches.batch_costs import Cost
from bot.flows.batches.listing import Reading, Study
from bot.flows.lookups import levels
from bot.flows.money import seconding
from bot.sheets.numbers import Trouble

QUOTE = "batch"
QUOTE_LIFE = timedelta(hours=1)
ALONE = 1000  # numbers a person may have checked without a second one


@dataclass(frozen=True, slots=True)
class Quote:
    """What a list would cost, before anything is spent."""

    question_id: str
    name: str
    lines: int
    valid: int
    invalid: int
    duplicates: int
    needs_region: int
    level: str
    levels: tuple[str, ...]
    takes: timedelta
    needs_another: bool  # a second person has to agree
    known: int  # answered lately, and not asked again
    cost: Cost
    offers: tuple[tuple[str, int, timedelta], ...]  # every level, with its questions and time
    kind: str
    delimiter: str | None
    encoding: str | None
    has_header: bool
    column: int
    columns: tuple[str, ...]
    region: str | None
    regions: tuple[str, ...]
    lost: int  # shortened by a spreadsheet
    double: int  # two numbers in one cell
    others: int  # sheets of the workbook that are not read
    twin: str | None  # a list in this chat that looks the same and is being checked

    @property
    def asked(self) -> int:
        """How many numbers a provider would be asked about."""
        return self.valid - self.known


async def quote(desk: Desk, asker: Asker, name: str, content: bytes, region: str | None) -> Quote:
    """Read a list and keep it for an answer. Raises RefusedRequest."""
    studied = await listing.study(desk, name, content, Reading(region=region))
    body = _body(studied, name, levels.possible(desk)[0], region)
    body["twin"] = await _twin(desk, asker, body)
    question = questions.new(desk, asker, QUOTE, json.dumps(body), life=QUOTE_LIFE)
    async with desk.storage.begin() as work:
        work.questions.put(question)
        await work.lists.put(question.id, content, until=question.expires_at)
    return _quoted(desk, question.id, body)


async def requote(desk: Desk, asker: Asker, question_id: str, **changes: str | int) -> Quote:
    """Choose another level, or another way to read a list. Raises RefusedRequest."""
    body = await _asked_by(desk, asker, question_id)
    level = changes.get("level", body["level"])
    if level not in levels.LEVELS:
        raise RefusedRequest(Why.QUESTION_GONE)
    levels.demand(desk, str(level))
    body |= changes
    if changes.keys() - {"level"}:
        async with desk.storage.reading() as work:
            content = await work.lists.get(question_id)
        studied = await listing.study(desk, body["name"], content, Reading.of(body))
        twin = body.get("twin")
        body = _body(studied, body["name"], body["level"], body["region"]) | {"twin": twin}
    async with desk.storage.begin() as work:
        question = await work.questions.get(question_id)
        if question is None or json.loads(question.body).get("is_asked"):
            raise RefusedRequest(Why.QUESTION_GONE)
        question.body = json.dumps(body)
    return _quoted(desk, question_id, body)


async def shown(desk: Desk, asker: Asker, question_id: str) -> Quote:
    """Give a quote as it is. Raises RefusedRequest."""
    return _quoted(desk, question_id, await _asked_by(desk, asker, question_id))


async def latest_quote(desk: Desk, asker: Asker) -> str | None:
    """Name the quote this person was given last in this chat, if it still waits."""
    now = desk.clock.now()
    async with desk.storage.reading() as work:
        found = await work.questions.latest(asker.chat_id, asker.person_id, QUOTE, now=now)
    return found.id if found is not None else None


def needs_another(desk: Desk, body: dict[str, Any]) -> bool:
    """Whether a second person has to agree to a list: it is long, or dear."""
    is_long = body["level"] != "format" and body["valid"] > ALONE
    return bool(is_long or seconding.is_dear(desk, cost_of(body).money))


def cost_of(body: dict[str, Any]) -> Cost:
    """Tell what a quoted list costs at its level."""
    return Cost.read(body["costs"][body["level"]])


async def _asked_by(desk: Desk, asker: Asker, question_id: str) -> dict[str, Any]:
    question = await questions.asked_of(desk, asker, question_id, QUOTE)
    body: dict[str, Any] = json.loads(question.body)
    if body.get("is_asked"):  # the second person sees it as it is
        raise RefusedRequest(Why.QUESTION_GONE)
    return body


def _body(studied: Study, name: str, level: str, region: str | None) -> dict[str, Any]:
    sheet, tally = studied.sheet, studied.tally
    return {
        "name": name,
        "level": level,
        "header": list(sheet.header) if sheet.header else None,
        "column": sheet.number_column,
        "has_header": sheet.has_header,
        "region": region,
        "lines": tally.lines,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "duplicates": tally.duplicates,
        "needs_region": tally.needs_region,
        "lost": tally.troubles.get(Trouble.LOST_DIGITS, 0),
        "double": tally.troubles.get(Trouble.TWO, 0),
        "known": studied.known,
        "costs": {level: cost.written() for level, cost in studied.costs.items()},
        "kind": sheet.kind,
        "others": sheet.others,
        "delimiter": sheet.delimiter,
        "encoding": sheet.encoding,
        "columns": listing.column_titles(sheet),
        "regions": studied.regions if tally.needs_region else (),
    }


async def _twin(desk: Desk, asker: Asker, body: dict[str, Any]) -> str | None:
    """Name a list of this chat that is being checked and looks the same: sent twice, perhaps."""
    async with desk.storage.reading() as work:
        running = await work.batches.running()
        sessions = await work.sessions.many([one.session_id for one in running])
    return next(
        (
            one.session_id
            for one in running
            if sessions[one.session_id].chat_id == asker.chat_id
            and (one.name, one.total) == (body["name"], body["lines"])
        ),
        None,
    )


def _quoted(desk: Desk, question_id: str, body: dict[str, Any]) -> Quote:
    possible = tuple(levels.possible(desk))
    known = body["known"]
    offers = []
    for name in possible:
        asked = body["valid"] - known.get(name, 0)
        offers.append((name, asked, levels.duration_of(desk, levels.LEVELS[name], asked)))
    same: tuple[str, ...] = (
        "name",
        "lines",
        "valid",
        "invalid",
        "duplicates",
        "needs_region",
        "level",
        "kind",
    )
    same += ("delimiter", "encoding", "has_header", "column", "region", "lost", "double")
    asked = body["valid"] - known.get(body["level"], 0)
    return Quote(
        **{name: body[name] for name in same},
        question_id=question_id,
        levels=possible,
        takes=levels.duration_of(desk, levels.LEVELS[body["level"]], asked),
        needs_another=needs_another(desk, body),
        cost=cost_of(body),
        known=known.get(body["level"], 0),
        others=body.get("others", 0),
        twin=body.get("twin"),
        offers=tuple(offers),
        columns=tuple(body["columns"]),
        regions=tuple(body["regions"]),
    )
