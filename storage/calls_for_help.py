"""Calls for help: who has been told of a code that nobody took, each of them once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UtcDateTime


class CallForHelp(SQLModel, table=True):
    """One person, told of one code."""

    __tablename__: ClassVar[Any] = "call_for_help"

    code_id: int = Field(foreign_key="received_code.id", primary_key=True)
    person_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    told_at: datetime = Field(sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # *Take the code*
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # *Got it*


class CallsForHelp:
    """The shelf of calls for help."""

    def __init__(self, database: AsyncSession) -> None:
        self._database = database

    async def of(self, code_id: int) -> Sequence[CallForHelp]:
        """List who has been told of a code, in that order."""
        rows = await self._database.scalars(
            select(CallForHelp)
            .where(col(CallForHelp.code_id) == code_id)
            .order_by(col(CallForHelp.told_at), col(CallForHelp.person_id))
        )
        return rows.all()

    def put(self, call: CallForHelp) -> None:
        """Add one."""
        self._database.add(call)
