"""Batches: a quote first, then every line once, whatever happens in between.

file ──read──▶ quote (a question) ──Start──▶ session and lines, one transaction
                                               │ tick: next lines ASKED, with their charge
                                               ▼
        number by number ─ ─▶ provider      chunks under a name of ours ─ ─▶ provider
                                               results by push and by query, whichever is first
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.desk import Desk
from bot.flows import batch_costs, levels, news, permission, placing, questions, seconding, spending
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.batch_costs import Cost
from bot.flows.opening import opened
from bot.flows.whose import mine
from bot.sheets.numbers import Listed, read_numbers
from bot.sheets.reading import Sheet, UnreadableSheetError, read_sheet
from bot.texts.money import money
from providers.contract.phone import PhoneNumber
from storage.batches import Batch, LineState
from storage.custody import Act
from storage.lifecycle import Step
from storage.questions import Question
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

QUOTE = "batch"
QUOTE_LIFE = timedelta(hours=1)
LIFE = timedelta(days=7)  # of a batch; no list takes that long
CHUNK = 2000  # lines written at once
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
    cost: Cost


async def quote(desk: Desk, asker: Asker, name: str, content: bytes, region: str | None) -> Quote:
    """Read a list and keep it for an answer. Raises RefusedRequest."""
    try:
        sheet = read_sheet(name, content)
    except UnreadableSheetError as error:
        raise RefusedRequest(Why.UNREADABLE_LIST, detail=str(error)) from None
    listed = read_numbers(sheet, region)
    possible = levels.possible(desk)
    body = _body(sheet, listed, name, possible[0])
    question = questions.new(desk, asker, QUOTE, json.dumps(body), life=QUOTE_LIFE)
    async with desk.storage.begin() as work:
        work.questions.put(question)
    return _quoted(desk, question.id, body)


async def requote(desk: Desk, asker: Asker, question_id: str, level: str) -> Quote:
    """Choose another level for a list that was read. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        question = await work.questions.get(question_id)
        if question is None or question.topic != QUOTE:
            raise RefusedRequest(Why.QUESTION_GONE)
        if question.person_id != asker.person_id:
            raise RefusedRequest(Why.NOT_YOURS)
        body = json.loads(question.body)
        if level not in levels.possible(desk):
            raise RefusedRequest(Why.NO_PROVIDER, detail=levels.LEVELS[level].title)
        body["level"] = level
        question.body = json.dumps(body)
    return _quoted(desk, question_id, body)


async def start(desk: Desk, asker: Asker, question_id: str) -> str | None:
    """Begin; gives the session's id, or None where a second person was asked. Raises."""
    question = await questions.open_question(desk, question_id)
    body = json.loads(question.body)
    if question.person_id != asker.person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    if _needs_another(desk, body, _cost(desk, body)):
        await _ask_another(desk, asker, question, body)
        return None
    return await _begin(desk, asker, question_id, body)


async def start_approved(desk: Desk, whose: Asker, question_id: str, level: str) -> str:
    """Begin what a second person has agreed to, and nothing else. Raises RefusedRequest."""
    question = await questions.open_question(desk, question_id)
    return await _begin(desk, whose, question_id, {**json.loads(question.body), "level": level})


async def _begin(desk: Desk, asker: Asker, question_id: str, body: dict[str, Any]) -> str:
    whose, cost = asker.because(f"question:{question_id}"), _cost(desk, body)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, whose)
        known = await work.sessions.of_request(whose.request)
        if known is not None:
            return known.id
        await work.alone(f"person:{asker.person_id}", f"chat:{asker.chat_id}")
        await spending.check(work, desk, asker.person_id, asker.chat_id, cost.requests, cost.money)
        session = await opened(
            work, desk, whose, kind=Kind.BATCH, method=QUOTE, provider="", deadline=now + LIFE
        )
        work.batches.put(
            Batch(
                session_id=session.id,
                name=body["name"],
                header=json.dumps(body["header"]) if body["header"] else None,
                level=body["level"],
                total=len(body["lines"]),
                began_at=now,
            )
        )
        await work.numbers.flush()
        for begin in range(0, len(body["lines"]), CHUNK):
            await work.batches.put_lines(_rows(session.id, body["lines"][begin : begin + CHUNK]))
        await placing.move(work, desk, session, Step.PLACED)
        return session.id


async def pause(desk: Desk, asker: Asker, session_id: str, *, paused: bool) -> None:
    """Hold a batch, or let it go on. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session, batch = await _mine(work, asker, session_id)
        batch.is_paused = paused
        await news.refresh_card(work, session, now=desk.clock.now())


async def cancel(desk: Desk, asker: Asker, session_id: str) -> None:
    """End a batch where it is; what was found out is kept. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session, batch = await _mine(work, asker, session_id)
        batch.ended_at = desk.clock.now()
        await placing.move(work, desk, session, Step.WITHDRAWN)
        await tell_files(work, desk, session)


async def tell_files(work: UnitOfWork, desk: Desk, session: ChatSession, only: str = "") -> None:
    """Have the results sent: a picture and two files."""
    for what in ("picture", "xlsx", "csv") if not only else ("csv",):
        await news.tell_of_file(work, session, what, only, now=desk.clock.now())


async def export(desk: Desk, asker: Asker, session_id: str, only: str) -> None:
    """Send part of the results once more. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        session = await mine(work, asker, session_id)
        await tell_files(work, desk, session, only)
        now = desk.clock.now()
        work.custody.note_of(session, Act.EXPORTED, only, at=now, who=asker.person_id)


async def _mine(work: UnitOfWork, asker: Asker, session_id: str) -> tuple[ChatSession, Batch]:
    session = await mine(work, asker, session_id)
    batch = await work.batches.get(session.id)
    if batch is None or batch.ended_at is not None:
        raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail="done")
    return session, batch


async def _ask_another(desk: Desk, asker: Asker, question: Question, body: dict[str, Any]) -> None:
    cost = _cost(desk, body)
    priced = f", {money(cost.money)} at most" if cost.money else ""
    level = levels.LEVELS[body["level"]].title
    async with desk.storage.begin() as work:
        kept = await work.questions.get(question.id)
        if kept is not None:  # as long as somebody may still agree
            kept.expires_at = max(kept.expires_at, desk.clock.now() + 2 * seconding.LIFE)
        await seconding.ask(
            work,
            desk,
            asker,
            seconding.BATCH,
            {"question": question.id, "level": body["level"]},
            what=f"have {body['valid']} numbers checked ({level}{priced})",
            why="it is a long list" if body["valid"] > ALONE else f"it costs {money(cost.money)}",
        )


def _needs_another(desk: Desk, body: dict[str, Any], cost: Cost) -> bool:
    is_long = body["level"] != "format" and body["valid"] > ALONE
    return is_long or seconding.is_dear(desk, cost.money)


def _cost(desk: Desk, body: dict[str, Any]) -> Cost:
    """Add up what would be asked about; the lines are row, cells, number, state."""
    numbers = (one[2][1:] for one in body["lines"] if one[3] == LineState.WAITING)
    return batch_costs.cost_of(desk, body["level"], numbers)


def _body(sheet: Sheet, listed: Listed, name: str, level: str) -> dict[str, Any]:
    lines = []
    seen = set()
    for line, cells in zip(listed.lines, sheet.rows, strict=True):
        state = LineState.WAITING
        if line.number is None:
            state = LineState.INVALID
        elif line.number in seen:
            state = LineState.DUPLICATE
        seen.add(line.number)
        lines.append([line.row, cells, line.number.e164 if line.number else None, state])
    return {
        "name": name,
        "header": list(sheet.header) if sheet.header else None,
        "level": level,
        "lines": lines,
        "valid": sum(one[3] == LineState.WAITING for one in lines),
        "invalid": sum(one[3] == LineState.INVALID for one in lines),
        "duplicates": sum(one[3] == LineState.DUPLICATE for one in lines),
        "needs_region": listed.needs_region,
    }


def _quoted(desk: Desk, question_id: str, body: dict[str, Any]) -> Quote:
    level = levels.LEVELS[body["level"]]
    cost = _cost(desk, body)
    return Quote(
        question_id=question_id,
        name=body["name"],
        lines=len(body["lines"]),
        valid=body["valid"],
        invalid=body["invalid"],
        duplicates=body["duplicates"],
        needs_region=body["needs_region"],
        level=body["level"],
        levels=tuple(levels.possible(desk)),
        takes=levels.duration_of(level, body["valid"]),
        needs_another=_needs_another(desk, body, cost),
        cost=cost,
    )


def _rows(session_id: str, lines: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "session_id": session_id,
            "row": row,
            "cells": json.dumps(cells),
            "number": PhoneNumber(number) if number else None,
            "state": LineState(state),
            "verdict": "invalid" if state == LineState.INVALID else None,
            "facts": None,
            "order_name": None,
            "asked_at": None,
        }
        for row, cells, number, state in lines
    ]
