"""What happened to sessions: the steps they took, and the messages that counted for them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, UtcDateTime, Word
from storage.lifecycle import OPEN_STATES, SessionState, Step
from storage.sessions import NEVER_CALLED, ChatSession


class SessionStep(SQLModel, table=True):
    """What happened to a session, in order, with what the provider said word for word."""

    __tablename__: ClassVar[Any] = "session_step"

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    step: Step = Field(sa_type=Word(Step))
    state: SessionState = Field(sa_type=Word(SessionState))  # where it led
    said: str | None = Field(default=None, sa_type=Encrypted)  # forgotten with the codes


class CodeAttempt(SQLModel, table=True):
    """One message with digits, so that the same message is never counted twice."""

    __tablename__: ClassVar[Any] = "code_attempt"

    request: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="chat_session.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    verdict: str


class History:
    """The shelf of what happened."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def note(self, session: ChatSession, step: Step, *, at: datetime, said: str | None) -> None:
        """Write down a step that was taken."""
        self._database.add(
            SessionStep(session_id=session.id, at=at, step=step, state=session.state, said=said)
        )

    async def attempt(self, request: str) -> CodeAttempt | None:
        """Find what was answered to this message with digits."""
        return await self._database.get(CodeAttempt, request)

    def put_attempt(self, attempt: CodeAttempt) -> None:
        """Remember what was answered."""
        self._database.add(attempt)

    async def endings(self, prefix: str, *, since: datetime) -> tuple[int, int]:
        """Count the ended verifications of numbers that begin alike: all, and the verified.

        Where nobody was called, for reasons of ours or the provider's, nothing is said about them.
        """
        rows = await self._database.execute(
            select(
                func.count(),
                func.count().filter(col(ChatSession.state) == SessionState.SUCCEEDED),
            ).where(
                col(ChatSession.prefix) == prefix,
                col(ChatSession.created_at) > since,
                col(ChatSession.state).not_in((*OPEN_STATES, SessionState.CANCELLED)),
                or_(
                    col(ChatSession.reason).is_(None),
                    col(ChatSession.reason).not_in(NEVER_CALLED),
                ),
            )
        )
        ended, verified = rows.one()
        return ended, verified

    async def forget(self, *, before: datetime) -> None:
        """Erase what providers said about sessions that ended before that time."""
        ended = select(col(ChatSession.id)).where(col(ChatSession.ended_at) < before)
        await self._database.execute(
            update(SessionStep)
            .where(
                col(SessionStep.session_id).in_(ended.scalar_subquery()),
                col(SessionStep.said).is_not(None),
            )
            .values(said=None)
        )
