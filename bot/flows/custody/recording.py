"""Record in custody what no single flow sees: that a code has left in a message for one person."""

from datetime import datetime

from bot.flows.telling.news import code_of
from bot.flows.telling.topics import Topic
from storage.codes import ReceivedCode
from storage.custody import Act
from storage.numbers import Lease
from storage.outbox import Notice
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


def reveal(work: UnitOfWork, notice: Notice, session: ChatSession | None, *, at: datetime) -> None:
    """Record that a private message showed a code, where this notice was one."""
    code_id = code_of(notice)
    if code_id is None or notice.topic != Topic.CODE:
        return
    work.custody.note(
        Act.REVEALED,
        at=at,
        who=notice.chat_id,
        chat=notice.chat_id,
        session=notice.session_id,
        number=session.number if session is not None else None,
        words=f"message {code_id} in a private message",
    )


def shown_alone(work: UnitOfWork, row: ReceivedCode, lease: Lease, *, at: datetime) -> None:
    """Record that its holder was shown a code in a group, in a message nobody else sees."""
    work.custody.note(
        Act.REVEALED,
        at=at,
        who=row.taker_id,
        chat=lease.chat_id,
        session=lease.session_id,
        number=lease.number,
        words=f"message {row.id} by ephemeral message",
    )
