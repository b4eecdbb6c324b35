"""Questions: what the desk has asked a person and not yet heard back.

A button carries only the question's id; what it is about stays here, encrypted.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime


class Question(SQLModel, table=True):
    """One question with buttons."""

    __tablename__: ClassVar[Any] = "question"

    id: str = Field(primary_key=True)
    chat_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    person_id: int = Field(sa_type=BigInteger)  # who wants something
    person_name: str | None = Field(default=None, sa_type=Encrypted)
    message_id: int | None = Field(default=None, sa_type=BigInteger)  # with which they asked
    topic: str  # which question
    body: str = Field(sa_type=Encrypted)  # what was asked about, as JSON
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Questions:
    """The shelf of questions."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, question: Question) -> None:
        """Keep a question."""
        self._database.add(question)

    async def get(self, question_id: str) -> Question | None:
        """Find one and hold the row until the unit of work ends."""
        return await self._database.get(Question, question_id, with_for_update=True)

    async def drop_of(self, person_id: int, *, chat_id: int | None = None) -> None:
        """Erase what a person was asked, everywhere or in one chat."""
        query = delete(Question).where(col(Question.person_id) == person_id)
        if chat_id is not None:
            query = query.where(col(Question.chat_id) == chat_id)
        await self._database.execute(query)

    async def latest(
        self, chat_id: int, person_id: int, topic: str, *, now: datetime
    ) -> Question | None:
        """Find the latest question of a topic this person can still answer in this chat."""
        rows = await self._database.scalars(
            select(Question)
            .where(
                col(Question.chat_id) == chat_id,
                col(Question.person_id) == person_id,
                col(Question.topic) == topic,
                col(Question.expires_at) > now,
            )
            .order_by(col(Question.asked_at).desc())
            .limit(1)
        )
        return rows.first()

    async def forget(self, *, before: datetime) -> None:
        """Erase questions nobody can answer any more."""
        await self._database.execute(delete(Question).where(col(Question.expires_at) < before))
