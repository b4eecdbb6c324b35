"""Read the records of custody: page by page, as a file, or to see whether they are whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.flows.asking import questions
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from bot.flows.asking.rights import Right
from bot.sheets.writing import write_csv, write_xlsx
from storage.custody import Act, Checked, CustodyRecord, Flaw, Wanted
from storage.outbox import Notice, NoticeKind
from storage.unit_of_work import UnitOfWork

AUDIT = "audit"
LIFE = timedelta(hours=1)  # of the buttons below a page
PAGE = 15
MOST = 50_000  # records in one file
CHUNK = 1000
HEADER = ("record", "time", "what", "person", "chat", "session", "number", "words", "digest")


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, newest first, and what the buttons below need."""

    question_id: str
    records: Sequence[CustodyRecord]
    has_more: bool


def demand_owner_alone(asker: Asker) -> None:
    """Refuse everybody but an owner in a private chat; raises RefusedRequest."""
    asker.demand(Right.OWN)
    if asker.chat_id != asker.person_id:
        raise RefusedRequest(Why.IN_PRIVATE)


async def begin(desk: Desk, asker: Asker, wanted: Wanted) -> Page:
    """Give the first page of what is wanted. Raises RefusedRequest."""
    demand_owner_alone(asker)
    question = questions.new(desk, asker, AUDIT, _written(wanted), life=LIFE)
    async with desk.storage.begin() as work:
        work.questions.put(question)
        return await _page(work, question.id, wanted, None)


async def turn(desk: Desk, asker: Asker, question_id: str, before: int) -> Page:
    """Give the page of records before one of them. Raises RefusedRequest."""
    wanted = await _wanted(desk, asker, question_id)
    async with desk.storage.reading() as work:
        return await _page(work, question_id, wanted, before)


async def export(desk: Desk, asker: Asker, question_id: str, what: str) -> None:
    """Have what is wanted sent as a file. Raises RefusedRequest."""
    wanted = await _wanted(desk, asker, question_id)
    now = desk.clock.now()
    async with desk.storage.begin() as work:
        work.custody.note(
            Act.EXPORTED, at=now, who=asker.person_id, chat=asker.chat_id, words="records"
        )
        await work.outbox.put(
            Notice(
                kind=NoticeKind.FILE,
                chat_id=asker.chat_id,
                key=f"audit:{question_id}:{what}",
                topic=what,
                body=_written(wanted),
                created_at=now,
                due_at=now,
            )
        )


async def verify(desk: Desk, asker: Asker, known: tuple[int, str] | None = None) -> Checked:
    """Read the whole chain; `known` is a record somebody has kept elsewhere, with its digest.

    Only this finds a database that was put back as a whole. Raises RefusedRequest.
    """
    demand_owner_alone(asker)
    async with desk.storage.reading() as work:
        checked = await work.custody.verify()
        if checked.flaw is None and known is not None:
            seq, beginning = known
            digest = await work.custody.digest_of(seq)
            if digest is None:
                checked = replace(checked, flaw=Flaw.MISSING, at=seq)
            elif not digest.startswith(beginning.lower()):
                checked = replace(checked, flaw=Flaw.CHANGED, at=seq)
    return checked


async def made(desk: Desk, what: str, written: str) -> bytes:
    """Make the file, oldest record first."""
    wanted, before = _read(written), None
    rows: list[list[str]] = []
    while len(rows) < MOST:
        async with desk.storage.reading() as work:
            records = await work.custody.page(wanted, before=before, limit=CHUNK)
        rows += [_row(one) for one in records]
        if len(records) < CHUNK:
            break
        before = records[-1].seq
    rows.reverse()
    return write_xlsx(HEADER, rows) if what == "xlsx" else write_csv(HEADER, rows)


async def _wanted(desk: Desk, asker: Asker, question_id: str) -> Wanted:
    demand_owner_alone(asker)
    return _read((await questions.asked_of(desk, asker, question_id, AUDIT)).body)


async def _page(work: UnitOfWork, question_id: str, wanted: Wanted, before: int | None) -> Page:
    found = await work.custody.page(wanted, before=before, limit=PAGE + 1)
    return Page(question_id, found[:PAGE], has_more=len(found) > PAGE)


def _row(one: CustodyRecord) -> list[str]:
    known = (one.person_id, one.chat_id, one.session_id)
    return [
        str(one.seq),
        one.at.isoformat(timespec="seconds"),
        str(one.kind),
        *("" if it is None else str(it) for it in known),
        one.number,
        one.words,
        one.digest,
    ]


def _written(wanted: Wanted) -> str:
    since = wanted.since.isoformat() if wanted.since else None
    return json.dumps([wanted.person_id, wanted.session_id, wanted.kind, wanted.number, since])


def _read(written: str) -> Wanted:
    person_id, session_id, kind, number, since = json.loads(written)
    return Wanted(
        person_id,
        session_id,
        Act(kind) if kind else None,
        number,
        datetime.fromisoformat(since) if since else None,
    )
