"""Record in custody what no single flow sees whole: decisions about questions, codes that left."""

import json
from datetime import datetime

from bot.desk import Desk
from bot.flows.asking import Asker
from bot.flows.news import Topic
from providers.contract.phone import PhoneNumber
from storage.custody import Act
from storage.outbox import Notice, NoticeKind
from storage.questions import Question
from storage.sessions import ChatSession
from storage.unit_of_work import UnitOfWork


async def decision(
    desk: Desk, question: Question, by: Asker, number: PhoneNumber, word: str
) -> None:
    """Record a yes or no; one that has led to a session already is not made again."""
    async with desk.storage.begin() as work:
        if await work.sessions.of_request(f"question:{question.id}") is None:
            work.custody.note(
                Act.APPROVED,
                at=desk.clock.now(),
                who=by.person_id,
                chat=question.chat_id,
                number=number,
                words=f"{word} to verifying it for {question.person_id}",
            )


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
