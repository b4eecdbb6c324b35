"""Put what is to be told beside the state it tells about: called inside a unit of work."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk import Desk
from bot.flows import duty
from bot.flows.asking import Asker
from bot.flows.listeners import tell_listeners
from storage.approvals import Approval
from storage.audiences import Heard
from storage.numbers import Lease, ReceivedCode
from storage.outbox import Notice, NoticeKind
from storage.rotas import WHOLE_CHAT
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork

DRAWS_AHEAD = timedelta(seconds=18)  # a pool's card may be drawn so far ahead of its pace


class Topic(StrEnum):
    """What news is about; `texts.news` has the words."""

    VERIFIED = "verified"  # by the person's own call
    FAILED = "failed"  # surely no code will come
    UNKNOWN = "unknown"  # the call may or may not have happened
    EXPIRED = "expired"  # nobody typed the code in time
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
    BATCH_PAUSED = "batch_paused"  # a budget has no room for the rest of a list
    BUDGET_LOW = "budget_low"  # whoever it limits: 80 % of a budget are used
    BUDGET_MORE = "budget_more"  # owners: somebody asks for more
    BUDGET_DECIDED = "budget_decided"  # the one who asked: granted, or not
    APPROVED = "approved"  # the one who needed it: yes, and what came of it
    NOT_DECIDED = "not_decided"  # the one who needed it: nobody said anything
    CODE_UNHEARD = "code_unheard"  # on-call: whoever holds its number has not taken it
    CODE_WENT = "code_went"  # a group: to whom on call its code went
    ON_DUTY = "on_duty"  # the one who is on call from now on
    HAND_OVER = "hand_over"  # a group: who is on call from now on
    CODE_HEARD = "code_heard"  # listeners: a code came somewhere
    RESULT = "result"  # listeners: a session ended somewhere
    DIGEST = "digest"  # listeners: the last day in numbers
    ENDING = "ending"  # a number will soon be let go
    DRILL = "drill"  # on-call: a practice alarm
    DRILL_OVER = "drill_over"  # who began it: somebody has taken it
    DRILL_UNANSWERED = "drill_unanswered"  # who began it: nobody has
    IDLE = "idle"  # a pool: somebody holds a number and does not use it
    YOUR_TURN = "your_turn"  # a pool: the first in a queue holds the number now
    ERASED = "erased"  # the owner who wanted it: a number is forgotten everywhere
    ASKS = "asks"  # administrators: somebody wants to be let in
    DECIDED = "decided"  # administrators: the request is answered
    CAME_IN = "came_in"  # the one who invited: somebody came
    TURNED_AWAY = "turned_away"  # the one who asked: no
    REMOVED = "removed"  # somebody's access was taken back
    GUEST_OVER = "guest_over"  # a guest's time is over
    ADMITTED = "admitted"  # the one who asked: yes


# What chats can listen to.
INCIDENTS = frozenset({Topic.TROUBLE, Topic.TROUBLE_OVER, Topic.ORPHAN, Topic.PUMPING})
# News to on-call that makes no sound in quiet hours; codes are not among it.
SOFT = INCIDENTS | {Topic.UNDELIVERABLE, Topic.ON_DUTY}


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
    work: UnitOfWork,
    lease: Lease,
    row: ReceivedCode,
    topic: Topic,
    *,
    now: datetime,
    to: int | None = None,
) -> None:
    """Tell where a number was asked for that a code came. The words are made when it leaves.

    `to`: one person who is told in private instead.
    """
    await work.outbox.put(
        Notice(
            kind=NoticeKind.CODE,
            chat_id=to or lease.chat_id,
            topic_id=None if to else lease.topic_id,
            session_id=lease.session_id,
            key=f"code:{row.id}:{to}" if to else f"code:{row.id}",
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


async def tell_in_chat(
    work: UnitOfWork,
    where: ChatSession | Approval,
    topic: Topic,
    *,
    now: datetime,
    **facts: Any,  # noqa: ANN401 (whatever the words need, as JSON)
) -> None:
    """Tell the chat in which something was asked for, as a new message."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.PRIVATE,
            chat_id=where.chat_id,
            topic_id=where.topic_id,
            topic=topic,
            key=f"{topic}:{where.id}",
            body=json.dumps(facts),
            created_at=now,
            due_at=now,
        )
    )


async def tell_stats(
    work: UnitOfWork, asker: Asker, what: str, days: int, *, until: int, now: datetime
) -> None:
    """Have statistics sent where they were asked for; they are made when they leave."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.STATS,
            chat_id=asker.chat_id,
            topic_id=asker.topic_id,
            key=f"stats:{asker.chat_id}:{asker.message_id}:{what}:{days}",
            body=json.dumps({"what": what, "days": days, "until": until}),
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
    """Tell whoever is on call for the desk, or its owners; the same thing waits once for each.

    `but`: somebody who is not to be told, because it is about them.
    """
    told = await duty.of_desk(work, desk, but=but)
    for person in told:
        await tell_privately(
            work,
            person,
            topic,
            now=desk.clock.now(),
            key=f"{topic}:{key}:{person}",
            **facts,
        )
    if topic in INCIDENTS:
        await tell_listeners(
            work,
            desk,
            Heard.INCIDENTS,
            topic,
            key=key,
            but=[(person, None) for person in told],
            **facts,
        )


async def pass_on(work: UnitOfWork, desk: Desk, notice: Notice) -> None:
    """Tell the owners what cannot reach whoever is on call; let chats that are gone listen no more.

    In the transaction that buries the notice.
    """
    if notice.kind is NoticeKind.HEARD:
        await work.audiences.drop(notice.chat_id, notice.topic_id or WHOLE_CHAT)
    if notice.kind is not NoticeKind.PRIVATE or notice.topic not in SOFT - {Topic.ON_DUTY}:
        return
    told = {*await duty.of_desk(work, desk), notice.chat_id}
    for owner in sorted(desk.settings.owner_ids - told):
        await tell_privately(
            work,
            owner,
            Topic(notice.topic),
            now=desk.clock.now(),
            key=f"{notice.topic}:passed on:{notice.id}:{owner}",
            **json.loads(notice.body or "{}"),
        )


async def tell_pool(
    work: UnitOfWork,
    lease: Lease,
    topic: Topic,
    *,
    now: datetime,
    **facts: Any,  # noqa: ANN401 (whatever the words need, as JSON)
) -> None:
    """Tell the group or topic that shares a number something it should hear."""
    await work.outbox.put(
        Notice(
            kind=NoticeKind.PRIVATE,
            chat_id=lease.chat_id,
            topic_id=lease.topic_id,
            key=f"{topic}:{lease.id}:{lease.holder_id}",
            topic=topic,
            body=json.dumps(facts | {"number": lease.number.masked, "lease_id": lease.id}),
            created_at=now,
            due_at=now,
        )
    )


def pool_key(chat_id: int, topic_id: int | None) -> str:
    """Name the one waiting notice about a pool's card."""
    return f"pool:{chat_id}:{topic_id or 0}"


async def refresh_pool(
    work: UnitOfWork, chat_id: int, topic_id: int | None, *, now: datetime
) -> None:
    """Have the card of a pool drawn anew, if it has one, as soon as its pace allows it."""
    pool = await work.pools.get(chat_id, topic_id)
    if pool is None:
        return
    await work.outbox.put(
        Notice(
            kind=NoticeKind.POOL,
            chat_id=chat_id,
            topic_id=topic_id,
            key=pool_key(chat_id, topic_id),
            created_at=now,
            due_at=max(now, pool.drawn_until - DRAWS_AHEAD) if pool.drawn_until else now,
        )
    )
