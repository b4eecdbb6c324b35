"""Drills: rehearsed alarms, and how long it took until somebody had them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime


class Drill(SQLModel, table=True):
    """One rehearsal."""

    __tablename__: ClassVar[Any] = "drill"
    __table_args__: ClassVar[Any] = (UniqueConstraint("request", name="one_drill_for_one_request"),)

    id: str = Field(primary_key=True)
    request: str
    person_id: int = Field(sa_type=BigInteger)  # who began it
    begun_at: datetime = Field(sa_type=UtcDateTime)
    answered_by: int | None = Field(default=None, sa_type=BigInteger)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # None: over


class Drills:
    """The shelf of rehearsals."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    def put(self, drill: Drill) -> None:
        """Add one."""
        self._database.add(drill)

    async def get(self, drill_id: str) -> Drill | None:
        """Find one and hold it until the unit of work ends."""
        return await self._database.get(
            Drill, drill_id, with_for_update=True, populate_existing=True
        )

    async def of_request(self, request: str) -> Drill | None:
        """Find the one this message has begun."""
        return (
            await self._database.scalars(select(Drill).where(col(Drill.request) == request))
        ).first()

    async def latest(self, limit: int) -> Sequence[Drill]:
        """List the latest, newest first."""
        rows = await self._database.scalars(
            select(Drill).order_by(col(Drill.begun_at).desc()).limit(limit)
        )
        return rows.all()

    async def overdue(self, *, now: datetime) -> Sequence[Drill]:
        """Take those nobody has answered in time."""
        rows = await self._database.scalars(
            select(Drill).where(col(Drill.due_at) <= now).with_for_update(skip_locked=True)
        )
        return rows.all()
