"""The agenda names what is due, all of it and nothing else, on both databases."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.agenda import QUESTION, Due, named
from storage.approvals import Approval, ApprovalState
from storage.audiences import Audience
from storage.batches import Batch
from storage.codes import ReceivedCode
from storage.database import Storage
from storage.drills import Drill
from storage.erasing import Erasure
from storage.inbox import Sighting
from storage.lifecycle import SessionState
from storage.numbers import Lease
from storage.outbox import Notice, NoticeKind
from storage.people import Person, Standing
from storage.rotas import Rota, RotaKind
from storage.sessions import ChatSession
from tests.storage.rows import NOON, NUMBER, session

ANNA = 1001
LATER = NOON + timedelta(seconds=1)
ENDING, AFTER_ENDING = NOON + timedelta(minutes=2), NOON + timedelta(minutes=3)
IDLE, AFTER_IDLE = NOON + timedelta(minutes=5), NOON + timedelta(minutes=6)
ORDINARY = session().model_dump(exclude_none=True) | {"number": NUMBER}

# What a row has whatever it is about, and what must be there before it.
BESIDES: Mapping[type[SQLModel], dict[str, Any]] = {
    Notice: {"kind": NoticeKind.NEWS, "chat_id": ANNA, "created_at": NOON, "due_at": NOON},
    ChatSession: ORDINARY,
    Sighting: {"source": "telegram", "key": "1", "seen_at": NOON},
    Lease: {
        "id": 1,
        "provider": "lanck",
        "number": NUMBER,
        "country": "GB",
        "chat_id": ANNA,
        "leased_at": NOON,
    },
    ReceivedCode: {"lease_id": 1, "received_at": NOON},
    Rota: {"chat_id": ANNA, "kind": RotaKind.TURNS, "set_by": ANNA, "set_at": NOON},
    Audience: {"chat_id": ANNA, "topic_id": 0, "set_by": ANNA, "set_at": NOON},
    Batch: {"session_id": "7F3K", "name": "a", "level": "hlr", "total": 1, "began_at": NOON},
    Approval: {
        "id": "1",
        "topic": "verify",
        "person_id": ANNA,
        "person_name": "Anna",
        "chat_id": ANNA,
        "request": "1",
        "body": "{}",
        "asked_at": NOON,
    },
    Person: {"id": ANNA, "name": "Anna", "since": NOON},
    Drill: {"id": "1", "request": "1", "person_id": ANNA, "begun_at": NOON},
    Erasure: {"id": "1", "number": NUMBER, "masked": "…", "person_id": ANNA, "begun_at": NOON},
}
BEFORE: Mapping[type[SQLModel], type[SQLModel]] = {ReceivedCode: Lease, Batch: ChatSession}

Case = tuple[Due | None, type[SQLModel], dict[str, Any]]
CASES: Sequence[Case] = (
    (Due.NOTICES, Notice, {}),
    (None, Notice, {"due_at": LATER}),
    (None, Notice, {"buried_at": NOON}),
    (Due.POLLS, ChatSession, {"next_poll_at": NOON}),
    (None, ChatSession, {"next_poll_at": LATER}),
    (Due.DEADLINES, ChatSession, {"deadline": NOON}),
    (Due.DEADLINES, ChatSession, {"deadline": NOON, "state": SessionState.AWAITING_CODE}),
    (None, ChatSession, {"deadline": LATER}),
    (None, ChatSession, {"deadline": NOON, "state": SessionState.EXPIRED}),
    (Due.SIGHTINGS, Sighting, {"due_at": NOON}),
    (Due.SIGHTINGS, Sighting, {"due_at": NOON, "source": "callback"}),
    (None, Sighting, {"due_at": LATER}),
    (None, Sighting, {"due_at": None}),
    (Due.LEASES, Lease, {"expires_at": NOON, "reminded_at": NOON}),
    (Due.LEASES, Lease, {"expires_at": ENDING}),
    (None, Lease, {"expires_at": ENDING, "reminded_at": NOON}),
    (None, Lease, {"expires_at": AFTER_ENDING}),
    (None, Lease, {"expires_at": NOON, "ended_at": NOON}),
    (None, Lease, {"expires_at": None}),
    (Due.IDLE_NUMBERS, Lease, {"is_permanent": True, "expires_at": NOON, "reminded_at": NOON}),
    (Due.IDLE_NUMBERS, Lease, {"is_permanent": True, "expires_at": IDLE}),
    (None, Lease, {"is_permanent": True, "expires_at": IDLE, "reminded_at": NOON}),
    (None, Lease, {"is_permanent": True, "expires_at": AFTER_IDLE}),
    (Due.UNTAKEN_CODES, ReceivedCode, {"next_step_at": NOON}),
    (None, ReceivedCode, {"next_step_at": LATER}),
    (None, ReceivedCode, {"next_step_at": NOON, "taken_at": NOON}),
    (Due.HAND_OVERS, Rota, {"next_at": NOON}),
    (None, Rota, {"next_at": LATER}),
    (None, Rota, {"next_at": None}),
    (Due.DIGESTS, Audience, {"digest_at": NOON}),
    (None, Audience, {"digest_at": LATER}),
    (None, Audience, {"digest_at": None}),
    (Due.BATCHES, Batch, {}),
    (Due.BATCHES, Batch, {"is_paused": True}),
    (None, Batch, {"ended_at": NOON}),
    (Due.APPROVALS, Approval, {"next_step_at": NOON}),
    (Due.APPROVALS, Approval, {"next_step_at": NOON, "state": ApprovalState.APPROVED}),
    (None, Approval, {"next_step_at": LATER}),
    (None, Approval, {"next_step_at": NOON, "state": ApprovalState.REFUSED}),
    (Due.GUESTS, Person, {"standing": Standing.ALLOWED, "until": NOON}),
    (None, Person, {"standing": Standing.ALLOWED, "until": LATER}),
    (None, Person, {"standing": Standing.ENDED, "until": NOON}),
    (Due.DRILLS, Drill, {"due_at": NOON}),
    (None, Drill, {"due_at": LATER}),
    (None, Drill, {"due_at": None}),
    (Due.ERASURES, Erasure, {"due_at": NOON}),
    (None, Erasure, {"due_at": LATER}),
    (None, Erasure, {"due_at": None}),
)


async def due(storage: Storage, kind: type[SQLModel], columns: dict[str, Any]) -> set[Due]:
    """Read the agenda of a desk that holds this row and what it needs; nothing of it is kept."""
    async with AsyncSession(storage.engine) as database:
        if kind in BEFORE:
            database.add(BEFORE[kind](**BESIDES[BEFORE[kind]]))
            await database.flush()
        database.add(kind(**BESIDES[kind] | columns))
        await database.flush()
        (answer,) = await QUESTION.run(database, now=NOON, ending=ENDING, idle=IDLE)
        return set(named(answer))


async def test_the_agenda_names_what_is_due_and_nothing_else(storage: Storage) -> None:
    found = [await due(storage, kind, columns) for _, kind, columns in CASES]

    assert [{due} - {None} for due, *_ in CASES] == found
    assert {due for due, *_ in CASES if due is not None} == set(Due)
