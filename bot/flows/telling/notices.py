"""Make the notices; those that are words made from facts get them at the moment they leave."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.flows.telling.topics import Json
from storage.outbox import Notice, NoticeKind
from storage.rotas import WHOLE_CHAT
from storage.sessions import ChatSession


def made(
    kind: NoticeKind,
    chat_id: int,
    topic: str | None = None,
    facts: Json = None,
    *,
    now: datetime,
    key: str | None = None,
    topic_id: int | None = None,
    session_id: str | None = None,
) -> Notice:
    """Make a notice that may leave at once; what has the same key is told once while it waits."""
    return Notice(
        kind=kind,
        chat_id=chat_id,
        topic_id=topic_id,
        session_id=session_id,
        topic=topic,
        key=key,
        body=None if facts is None else json.dumps(facts),
        created_at=now,
        due_at=now,
    )


def about(
    session: ChatSession,
    kind: NoticeKind,
    topic: str | None = None,
    facts: Json = None,
    *,
    now: datetime,
    key: str,
) -> Notice:
    """Make a notice about a session, to where it was asked for."""
    return made(
        kind,
        session.chat_id,
        topic,
        facts,
        now=now,
        key=key,
        topic_id=session.topic_id,
        session_id=session.id,
    )


def told(
    chat_id: int,
    topic: str,
    facts: Mapping[str, Json],
    *,
    now: datetime,
    key: str | None = None,
    topic_id: int | None = None,
) -> Notice:
    """Make a notice to a person or a chat."""
    return made(NoticeKind.PRIVATE, chat_id, topic, facts, now=now, key=key, topic_id=topic_id)


def heard(
    chat_id: int,
    topic_id: int | None,
    topic: str,
    *,
    key: str,
    now: datetime,
    facts: Mapping[str, Json],
) -> Notice:
    """Make a notice to a chat about no session of its own."""
    key = f"heard:{topic}:{key}:{chat_id}:{topic_id or WHOLE_CHAT}"
    place = topic_id or None
    return made(NoticeKind.HEARD, chat_id, topic, facts, now=now, key=key, topic_id=place)
