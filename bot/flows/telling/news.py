"""Put what is to be told beside the state it tells about: called inside a unit of work."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.flows.asking.asking import Asker
from bot.flows.telling import duty, quiet
from bot.flows.telling.listeners import tell_listeners
from bot.flows.telling.notices import about, made, told
from bot.flows.telling.topics import INCIDENTS, SOFT, Json, Topic
from storage.approvals import Approval
from storage.audiences import Heard
from storage.codes import ReceivedCode
from storage.numbers import Lease
from storage.outbox import Notice, NoticeKind
from storage.rotas import DESK, WHOLE_CHAT, Rota
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


def card_key(session: ChatSession) -> str:
    """Name the one waiting notice about a card."""
    return f"card:{session.id}"


async def refresh_card(work: UnitOfWork, session: ChatSession, *, now: datetime) -> None:
    """Have the session's card shown as it will be when the notice is delivered."""
    await work.outbox.put(about(session, NoticeKind.CARD, now=now, key=card_key(session)))


async def tell(work: UnitOfWork, session: ChatSession, topic: Topic, *, now: datetime) -> None:
    """Tell the chat something it should hear, as a new message that replies to the card."""
    key = f"{topic}:{session.id}:{session.orders}"  # the same thing is told once
    await work.outbox.put(about(session, NoticeKind.NEWS, topic, now=now, key=key))


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


def code_of(notice: Notice) -> int | None:
    """Tell which code a notice brings; None where it brings none."""
    if notice.kind is not NoticeKind.CODE:
        return None
    code_id: int = json.loads(notice.body or "{}")["code_id"]
    return code_id


async def tell_of_file(
    work: UnitOfWork, session: ChatSession, what: str, only: str, *, now: datetime
) -> None:
    """Have a file with results sent; it is made when it leaves."""
    key = f"file:{session.id}:{what}:{only}"
    await work.outbox.put(about(session, NoticeKind.FILE, what, {"only": only}, now=now, key=key))


async def tell_privately(
    work: UnitOfWork,
    person_id: int,
    topic: Topic,
    *,
    now: datetime,
    key: str | None = None,
    **facts: Json,
) -> None:
    """Tell one person something, in their private chat."""
    await work.outbox.put(told(person_id, topic, facts, now=now, key=key))


async def tell_of_rota(
    work: UnitOfWork,
    rota: Rota | None,
    person_id: int,
    topic: Topic,
    *,
    now: datetime,
    key: str,
    **facts: Json,
) -> None:
    """Tell somebody on call something; what can wait is told when the rota's quiet hours end."""
    morning = quiet.morning(rota, topic, now=now)
    notice = told(person_id, topic, facts, now=now, key=key)
    if rota is not None and morning is not None:
        kept_at = now.astimezone(ZoneInfo(rota.zone)).isoformat()
        notice = told(person_id, topic, {"kept_at": kept_at} | facts, now=now)
        notice.kind, notice.due_at = NoticeKind.LATER, morning
        notice.key = quiet.waiting_key(rota, key)
    await work.outbox.put(notice)


async def tell_in_chat(
    work: UnitOfWork,
    where: ChatSession | Approval,
    topic: Topic,
    *,
    now: datetime,
    **facts: Json,
) -> None:
    """Tell the chat in which something was asked for, as a new message."""
    key = f"{topic}:{where.id}"
    await work.outbox.put(
        told(where.chat_id, topic, facts, now=now, key=key, topic_id=where.topic_id)
    )


async def tell_stats(
    work: UnitOfWork, asker: Asker, what: str, days: int, *, until: int, now: datetime
) -> None:
    """Have statistics sent where they were asked for; they are made when they leave."""
    await work.outbox.put(
        made(
            NoticeKind.STATS,
            asker.chat_id,
            facts={"what": what, "days": days, "until": until},
            now=now,
            key=f"stats:{asker.chat_id}:{asker.message_id}:{what}:{days}",
            topic_id=asker.topic_id,
        )
    )


async def tell_on_call(
    work: UnitOfWork,
    desk: Desk,
    topic: Topic,
    *,
    key: str,
    but: int | None = None,
    **facts: Json,
) -> None:
    """Tell whoever is on call for the desk, or its owners; the same thing waits once for each.

    `but`: somebody who is not to be told, because it is about them.
    """
    people = await duty.of_desk(work, desk, but=but)
    rota = await work.rotas.in_charge(DESK, WHOLE_CHAT)
    for person in people:
        await tell_of_rota(
            work,
            rota,
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
            but=[(person, None) for person in people],
            **facts,
        )


async def tell_another(work: UnitOfWork, desk: Desk, notice: Notice) -> None:
    """Tell whoever is on call now what waited for somebody who may not hear it any more."""
    if notice.topic == Topic.ON_DUTY:
        return
    rota = await work.rotas.in_charge(DESK, WHOLE_CHAT)
    for person in await duty.of_desk(work, desk, but=notice.chat_id):
        await tell_of_rota(
            work,
            rota,
            person,
            Topic(notice.topic or ""),
            now=desk.clock.now(),
            key=f"{notice.topic}:instead:{notice.id}:{person}",
            **json.loads(notice.body or "{}"),
        )


async def pass_on(work: UnitOfWork, desk: Desk, notice: Notice) -> None:
    """Tell the owners what cannot reach whoever is on call; let chats that are gone listen no more.

    In the transaction that buries the notice.
    """
    if notice.kind is NoticeKind.HEARD:
        await work.audiences.drop(notice.chat_id, notice.topic_id or WHOLE_CHAT)
    is_personal = notice.kind in {NoticeKind.PRIVATE, NoticeKind.LATER}
    if not is_personal or notice.topic not in SOFT - {Topic.ON_DUTY}:
        return
    tried = {*await duty.of_desk(work, desk), notice.chat_id}
    for owner in sorted(desk.settings.owner_ids - tried):
        await tell_privately(
            work,
            owner,
            Topic(notice.topic),
            now=desk.clock.now(),
            key=f"{notice.topic}:passed on:{notice.id}:{owner}",
            **json.loads(notice.body or "{}"),
        )
