"""Approvals: what waits for a second person's yes, who said it, and whether it was carried out."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import Encrypted, Sealed, UtcDateTime, Word


class ApprovalState(StrEnum):
    """Where an approval stands."""

    OPEN = "open"  # nobody has decided
    APPROVED = "approved"  # a second person said yes; it is being carried out
    DONE = "done"  # carried out, or found to be impossible, and told
    REFUSED = "refused"  # a second person said no
    EXPIRED = "expired"  # nobody decided in time


class Approval(SQLModel, table=True):
    """One wish that needs a second person."""

    __tablename__: ClassVar[Any] = "approval"
    __table_args__: ClassVar[Any] = (Index("approval_due", "state", "next_step_at"),)

    id: str = Field(primary_key=True)
    topic: str  # what is wanted: a word of flows.approvals.CARRIERS
    person_id: int = Field(sa_type=BigInteger)  # who wants it
    person_name: str = Field(sa_type=Encrypted)
    chat_id: int = Field(sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    request: str = Field(unique=True, sa_type=Sealed)  # where and what; the same asks once
    body: str = Field(sa_type=Encrypted)  # the wish, as JSON
    state: ApprovalState = Field(default=ApprovalState.OPEN, sa_type=Word(ApprovalState))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, sa_type=BigInteger)
    decider_name: str | None = Field(default=None, sa_type=Encrypted)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Approvals:
    """The shelf of approvals."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, approval: Approval) -> None:
        """Add one."""
        self._database.add(approval)

    async def get(self, approval_id: str) -> Approval | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Approval, approval_id, with_for_update=True, populate_existing=True
        )

    async def of_request(self, request: str) -> Approval | None:
        """Find the one this message or tap has asked for."""
        rows = await self._database.scalars(
            select(Approval).where(col(Approval.request) == request)
        )
        return rows.first()

    async def due(self, *, now: datetime, limit: int) -> Sequence[Approval]:
        """Take those whose next step has come: nobody decided in time, or it was left undone."""
        rows = await self._database.scalars(
            select(Approval)
            .where(
                col(Approval.state).in_((ApprovalState.OPEN, ApprovalState.APPROVED)),
                col(Approval.next_step_at) <= now,
            )
            .order_by(col(Approval.next_step_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return rows.all()

    async def close_of(self, chat_id: int) -> int:
        """Let nobody decide any more about what was wished in a chat; gives how many wishes."""
        closed = await self._database.execute(
            update(Approval)
            .where(
                col(Approval.chat_id) == chat_id,
                col(Approval.state).in_((ApprovalState.OPEN, ApprovalState.APPROVED)),
            )
            .values(state=ApprovalState.EXPIRED, next_step_at=None)
            .returning(col(Approval.id)),
            execution_options={"synchronize_session": False},
        )
        return len(closed.all())

    async def forget(self, *, before: datetime) -> None:
        """Empty what was decided before that time; who decided stays."""
        await self._database.execute(
            update(Approval)
            .where(col(Approval.asked_at) < before, col(Approval.next_step_at).is_(None))
            .values(body="{}"),
            execution_options={"synchronize_session": False},
        )
