"""Batches: a quote first, then every line once, whatever happens in between.

file ──read──▶ quote (a question) ──Start──▶ session and batch, one transaction
                                               │ errand: the lines become rows, some hundred at once
                                               │ tick: next lines ASKED, with their charge
                                               ▼
        number by number ─ ─▶ provider      chunks under a name of ours ─ ─▶ provider
                                               results by push and by query, whichever is first
"""

import json
from datetime import timedelta
from typing import Any

from bot.desk import Desk
from bot.flows import levels, news, placing, questions, quotes
from bot.flows.asking import Asker, RefusedRequest, Why
from bot.flows.news import Topic
from bot.flows.opening import opened
from bot.flows.whose import mine
from storage.batches import Batch
from storage.lifecycle import Step
from storage.sessions import ChatSession, Kind
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(days=7)  # of a batch; no list takes that long
HOW = ("column", "has_header", "region")  # a list is to be read


async def start(desk: Desk, asker: Asker, question_id: str) -> str | None:
    """Begin; gives the session's id, or None where a second person was asked. Raises."""
    question = await questions.open_question(desk, question_id)
    body = json.loads(question.body)
    needs_another = quotes.needs_another(body)
    if needs_another and question.person_id == asker.person_id:
        await _ask_another(desk, asker, question.id)
        return None
    if needs_another and not asker.is_owner:
        raise RefusedRequest(Why.NEEDS_ANOTHER)
    if not needs_another and question.person_id != asker.person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    if not body["valid"]:
        raise RefusedRequest(Why.UNREADABLE_LIST, detail="There is no number in it to check.")
    whose = questions.asker_of(desk, question).because(f"question:{question_id}")
    now = desk.clock.now()
    source = {"list": question_id, "done": 0} | {name: body[name] for name in HOW}
    async with desk.storage.begin() as work:
        known = await work.sessions.of_request(whose.request)
        if known is not None:
            return known.id
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
        await placing.move(work, desk, session, Step.PLACED)
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
        batch.is_paused = True
        await placing.move(work, desk, session, Step.WITHDRAWN)
        if batch.source is None:  # else the tick ends it, once every line is here
            batch.ended_at = desk.clock.now()
            await tell_files(work, desk, session)


async def tell_files(work: UnitOfWork, desk: Desk, session: ChatSession, only: str = "") -> None:
    """Have the results sent: a picture and two files."""
    for what in ("picture", "xlsx", "csv") if not only else ("csv",):
        await news.tell_of_file(work, session, what, only, now=desk.clock.now())


async def export(desk: Desk, asker: Asker, session_id: str, only: str) -> None:
    """Send the results once more, or part of them. Raises RefusedRequest."""
    async with desk.storage.begin() as work:
        session = await mine(work, asker, session_id)
        batch = await work.batches.get(session.id)
        if batch is None or batch.is_forgotten:
            days = str(desk.settings.retention_days_batches)
            raise RefusedRequest(Why.LINES_FORGOTTEN, session_id=session.id, detail=days)
        await tell_files(work, desk, session, "" if only == "all" else only)


def settled(counts: Any) -> int:  # noqa: ANN401 (a mapping of line states)
    """Count the lines somebody was asked about and that need no more."""
    return sum(counts.get(state, 0) for state in ("done", "unknown", "failed"))


async def _mine(work: UnitOfWork, asker: Asker, session_id: str) -> tuple[ChatSession, Batch]:
    session = await mine(work, asker, session_id)
    batch = await work.batches.get(session.id)
    if batch is None or batch.ended_at is not None or session.state.is_final:
        raise RefusedRequest(Why.ALREADY_ENDED, session_id=session.id, detail="done")
    return session, batch


async def _ask_another(desk: Desk, asker: Asker, question_id: str) -> None:
    async with desk.storage.begin() as work:
        question = await work.questions.get(question_id)
        if question is None:
            raise RefusedRequest(Why.QUESTION_GONE)
        body = json.loads(question.body)
        question.body = json.dumps(body | {"is_asked": True})
        await news.tell_on_call(
            work,
            desk,
            Topic.BIG_BATCH,
            key=question.id,
            but=asker.person_id,
            question=question.id,
            name=asker.name,
            count=body["valid"],
            level=levels.LEVELS[body["level"]].title,
        )
