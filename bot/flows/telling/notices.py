"""Make the notices that are words made from facts, at the moment in which they leave."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.flows.telling.topics import Json
from storage.outbox import Notice, NoticeKind
from storage.rotas import WHOLE_CHAT


def told(
    chat_id: int,
    topic: str,
    facts: Mapping[str, Json],
    *,
    now: datetime,
    key: str | None = None,
    topic_id: int | None = None,
) -> Notice:
    """Make a notice to a person or a chat; what has the same key is told once while it waits."""
    return Notice(
        kind=NoticeKind.PRIVATE,
        chat_id=chat_id,
        topic_id=topic_id,
        topic=topic,
        key=key,
        body=json.dumps(facts),
        created_at=now,
        due_at=now,
    )


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
    notice = told(chat_id, topic, facts, now=now, key=key, topic_id=topic_id or None)
    notice.kind = NoticeKind.HEARD
    return notice
