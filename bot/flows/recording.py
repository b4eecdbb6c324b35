"""Record in custody what no single flow sees: that a code has left in a private message."""

import json
from datetime import datetime

from bot.flows.topics import Topic
from storage.custody import Act
from storage.outbox import Notice, NoticeKind
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


def reveal(work: UnitOfWork, notice: Notice, session: ChatSession | None, *, at: datetime) -> None:
    """Record that a private message showed a code, where this notice was one."""
    if notice.kind is not NoticeKind.CODE or notice.topic != Topic.CODE:
        return
    code_id = json.loads(notice.body or "{}").get("code_id")
    work.custody.note(
        Act.REVEALED,
        at=at,
        who=notice.chat_id,
        chat=notice.chat_id,
        session=notice.session_id,
        number=session.number if session is not None else None,
        words=f"message {code_id} in a private message",
    )
