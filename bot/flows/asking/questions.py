"""Ask before acting: a question is a row, and its buttons carry only the row's id."""

from datetime import timedelta

from bot.desk import Desk
from bot.flows.asking.asking import Asker, RefusedRequest, Why
from storage.questions import Question
from storage.unit_of_work import UnitOfWork

LIFE = timedelta(minutes=10)


def new(desk: Desk, asker: Asker, topic: str, body: str, *, life: timedelta = LIFE) -> Question:
    """Make a question to somebody; the caller puts it on the shelf."""
    now = desk.clock.now()
    return Question(
        id=desk.ids.question(),
        chat_id=asker.chat_id,
        topic_id=asker.topic_id,
        person_id=asker.person_id,
        person_name=asker.name,
        message_id=asker.message_id,
        topic=topic,
        body=body,
        asked_at=now,
        expires_at=now + life,
    )


async def open_question(desk: Desk, question_id: str) -> Question:
    """Find a question that can still be answered. Raises RefusedRequest."""
    async with desk.storage.reading() as work:
        question = await work.questions.get(question_id)
    if question is None or question.expires_at <= desk.clock.now():
        raise RefusedRequest(Why.QUESTION_GONE)
    return question


async def asked_of(desk: Desk, asker: Asker, question_id: str, *topics: str) -> Question:
    """Find one that this person was asked about one of these. Raises RefusedRequest."""
    question = await open_question(desk, question_id)
    if question.topic not in topics:
        raise RefusedRequest(Why.QUESTION_GONE)
    if question.person_id != asker.person_id:
        raise RefusedRequest(Why.NOT_YOURS)
    return question


async def close(work: UnitOfWork, desk: Desk, question_id: str) -> None:
    """Let nobody answer it any more. Raises RefusedRequest where that is too late."""
    ordered = await work.ledger.of_request(f"question:{question_id}")
    if ordered is not None:
        raise RefusedRequest(Why.ANSWERED, session_id=ordered.session_id)
    question = await work.questions.get(question_id)
    if question is not None:
        question.expires_at = desk.clock.now()
