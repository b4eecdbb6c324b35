"""Batches: a quote first, then every line once, whatever happens in between.

file ──read──▶ quote (a question) ──Start──▶ session and batch, one transaction
                                               │ errand: the lines become rows, some hundred at once
                                               │ tick: next lines ASKED, with their charge
                                               ▼
        number by number ─ ─▶ provider      chunks under a name of ours ─ ─▶ provider
                                               results by push and by query, whichever is first
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.desk import Desk
from bot.flows.asking import permission, questions
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.batches import quotes
from bot.flows.money import seconding, spending
from bot.flows.money.seconding import Because
from bot.flows.running import limits
from bot.flows.sessions import moving
from bot.flows.sessions.opening import opened
from bot.flows.sessions.whose import mine, over
from bot.flows.telling import news
from storage.batches import Batch, LineState
from storage.custody import Act
from storage.lifecycle import Step
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(days=7)  # of a batch; no list takes that long
SETTLED = (LineState.DONE, LineState.UNKNOWN, LineState.FAILED)
HOW = ("column", "has_header", "region")  # a list is to be read


async def start(desk: Desk, asker: Asker, question_id: str) -> str | None:
    """Begin; gives the session's id, or None where a second person was asked. Raises."""
    question = await questions.asked_of(desk, asker, question_id, quotes.QUOTE)
    body = json.loads(question.body)
    if not body["valid"]:
        raise RefusedRequest(Why.NOTHING_TO_CHECK)
    if quotes.needs_another(desk, body):
        await _ask_another(desk, asker, question_id, body)
        return None
    return await _begin(desk, asker, question_id, body)


async def start_approved(desk: Desk, whose: Asker, question_id: str, level: str) -> str:
    """Begin what a second person has agreed to, and nothing else. Raises RefusedRequest."""
    question = await questions.open_question(desk, question_id)
    return await _begin(desk, whose, question_id, {**json.loads(question.body), "level": level})


async def _begin(desk: Desk, asker: Asker, question_id: str, body: dict[str, Any]) -> str:
    whose, cost = asker.because(f"question:{question_id}"), quotes.cost_of(body)
    now = desk.clock.now()
    source = {"list": question_id, "done": 0} | {name: body[name] for name in HOW}
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, whose)
        known = await work.sessions.of_request(whose.request)
        if known is not None:
            return known.id
        await limits.alone(work, asker)
        await spending.check(work, desk, asker.person_id, asker.chat_id, cost.requests, cost.money)
        session = await opened(
            work,
            desk,
            whose,
            kind=Kind.BATCH,
            method=quotes.QUOTE,
            provider="",
            deadline=now + LIFE,
        )
        work.batches.put(
            Batch(
                session_id=session.id,
                name=body["name"],
                header=json.dumps(body["header"]) if body["header"] else None,
                level=body["level"],
                total=body["lines"],
                began_at=now,
                mark_at=now,
                source=json.dumps(source),
            )
        )
        await work.lists.keep(question_id, until=now + LIFE)
        await moving.move(work, desk, session, Step.PLACED)
        return session.id


async def pause(desk: Desk, asker: Asker, session_id: str, *, paused: bool) -> None:
    """Hold a batch, or let it go on. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session, batch = await _mine(work, asker, session_id)
        if batch.is_paused and not paused:  # the pace is counted anew
            batch.mark_at = desk.clock.now()
            batch.mark_done = settled(await work.batches.counts(session.id))
        batch.is_paused = paused
        await news.refresh_card(work, session, now=desk.clock.now())


async def cancel(desk: Desk, asker: Asker, session_id: str) -> None:
    """End a batch where it is; what was found out is kept. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session, batch = await _mine(work, asker, session_id)
        await moving.move(work, desk, session, Step.WITHDRAWN)
        stop(batch)


def stop(batch: Batch) -> None:
    """Ask nobody any more; the tick ends it and sends what was found out, with every line."""
    batch.is_paused = True


async def tell_files(work: UnitOfWork, desk: Desk, session: ChatSession, only: str = "") -> None:
    """Have the results sent: a picture and two files."""
    for what in ("picture", "xlsx", "csv") if not only else ("csv",):
        await news.tell_of_file(work, session, what, only, now=desk.clock.now())


async def export(desk: Desk, asker: Asker, session_id: str, only: str) -> None:
    """Send the results once more, or part of them. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        await permission.demand(work, desk, asker)
        session = await mine(work, asker, session_id)
        batch = await work.batches.get(session.id)
        if batch is None or batch.is_forgotten:
            days = str(desk.settings.retention_days_batches)
            raise RefusedRequest(Why.LINES_FORGOTTEN, session_id=session.id, detail=days)
        await tell_files(work, desk, session, "" if only == "all" else only)
        now = desk.clock.now()
        work.custody.note_of(session, Act.EXPORTED, only, at=now, who=asker.person_id)


def settled(counts: Mapping[LineState, int]) -> int:
    """Count the lines somebody was asked about and that need no more."""
    return sum(counts.get(state, 0) for state in SETTLED)


async def _mine(work: UnitOfWork, asker: Asker, session_id: str) -> tuple[ChatSession, Batch]:
    session = await mine(work, asker, session_id)
    batch = await work.batches.get(session.id)
    if batch is None or batch.ended_at is not None or session.state.is_final:
        raise over(session)
    return session, batch


async def _ask_another(desk: Desk, asker: Asker, question_id: str, body: dict[str, Any]) -> None:
    is_long = body["valid"] > quotes.ALONE
    async with desk.storage.begin() as work:
        question = await work.questions.get(question_id)
        if question is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        question.body = json.dumps(body | {"is_asked": True})  # they see it as it is
        until = desk.clock.now() + 2 * seconding.LIFE  # as long as somebody may still agree
        question.expires_at = max(question.expires_at, until)
        await work.lists.keep(question_id, until=question.expires_at)
        await seconding.ask(
            work,
            desk,
            asker,
            seconding.BATCH,
            {"question": question_id, "level": body["level"]},
            because=Because.LENGTH if is_long else Because.PRICE,
            about={
                "count": body["valid"],
                "level": body["level"],
                "cost": seconding.written(quotes.cost_of(body).money),
            },
        )
