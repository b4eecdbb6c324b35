"""Put what is to be told beside the state it tells about: called inside a unit of work."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.desk import Desk
from storage.numbers import Lease, ReceivedCode
from storage.outbox import Notice, NoticeKind
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


class Topic(StrEnum):
    """What news is about; `texts.news` has the words."""

    FAILED = "failed"  # surely no code will come
    UNKNOWN = "unknown"  # the call may or may not have happened
    EXPIRED = "expired"  # nobody typed the code in time
    PROVEN = "proven"  # the person called from their phone; nobody in the chat did anything
    LATE = "late"  # what was unknown has turned out well after all
    UNDELIVERABLE = "undeliverable"  # on-call: a chat takes no messages
    TWICE = "twice"  # somebody else verifies the same number
    TROUBLE = "trouble"  # on-call: a provider cannot be used
    TROUBLE_OVER = "trouble_over"  # on-call: it can again
    ORPHAN = "orphan"  # on-call: a callback belongs to nothing we know
    PUMPING = "pumping"  # on-call: numbers that look like fraud are blocked
    APPROVAL = "approval"  # owners: somebody needs a second person's yes
    NOT_APPROVED = "not_approved"  # the one who needed it: no
    CODE = "code"  # a code came to a number: private
    CODE_IN_GROUP = "code_in_group"  # the same, without the code
    CODE_WAITS = "code_waits"  # its holder has not taken it
    CODE_UNTAKEN = "code_untaken"  # on-call: nobody holds its number
    ENDING = "ending"  # a number will soon be let go
    BIG_BATCH = "big_batch"  # owners: a long list needs a second person's yes
    ASKS = "asks"  # owners: somebody wants to be let in
    ADMITTED = "admitted"  # the one who asked: yes


async def refresh_card(work: UnitOfWork, session: ChatSession, *, now: datetime) -> None:
    """Have the session's card shown as it will be when the notice is delivered."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.CARD,
            chat_id=session.chat_id,
            topic_id=session.topic_id,
            session_id=session.id,
            key=f"card:{session.id}",
            created_at=now,
            due_at=now,
        )
    )


async def tell(work: UnitOfWork, session: ChatSession, topic: Topic, *, now: datetime) -> None:
    """Tell the chat something it should hear, as a new message that replies to the card."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.NEWS,
            chat_id=session.chat_id,
            topic_id=session.topic_id,
            session_id=session.id,
            key=f"{topic}:{session.id}:{session.orders}",  # the same thing is told once
            topic=topic,
            created_at=now,
            due_at=now,
        )
    )


async def tell_of_code(
    work: UnitOfWork, lease: Lease, row: ReceivedCode, topic: Topic, *, now: datetime
) -> None:
    """Tell where a number was asked for that a code came. The words are made when it leaves."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.CODE,
            chat_id=lease.chat_id,
            topic_id=lease.topic_id,
            session_id=lease.session_id,
            key=f"code:{row.id}",
            topic=topic,
            body=json.dumps({"code_id": row.id}),
            created_at=now,
            due_at=now,
        )
    )


async def tell_of_file(
    work: UnitOfWork, session: ChatSession, what: str, only: str, *, now: datetime
) -> None:
    """Have a file with results sent; it is made when it leaves."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.FILE,
            chat_id=session.chat_id,
            topic_id=session.topic_id,
            session_id=session.id,
            key=f"file:{session.id}:{what}:{only}",
            topic=what,
            body=json.dumps({"only": only}),
            created_at=now,
            due_at=now,
        )
    )


async def tell_privately(
    work: UnitOfWork,
    person_id: int,
    topic: Topic,
    *,
    now: datetime,
    key: str | None = None,
    **facts: Any,  # noqa: ANN401 (whatever the words need, as JSON)
) -> None:
    """Tell one person something, in their private chat."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.PRIVATE,
            chat_id=person_id,
            topic=topic,
            key=key,
            body=json.dumps(facts),
            created_at=now,
            due_at=now,
        )
    )


async def tell_on_call(
    work: UnitOfWork,
    desk: Desk,
    topic: Topic,
    *,
    key: str,
    but: int | None = None,
    **facts: Any,  # noqa: ANN401 (whatever the words need, as JSON)
) -> None:
    """Tell whoever is on call, which is the owners; the same thing waits once for each.

    `but`: somebody who is not to be told, because it is about them.
    """
    for owner in sorted(desk.settings.owner_ids - {but}):
        await tell_privately(
            work,
            owner,
            topic,
            now=desk.clock.now(),
            key=f"{topic}:{key}:{owner}",
            **facts,
        )
